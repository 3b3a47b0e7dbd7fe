"""The roles and users that the tests of `swtui policy` name."""

from __future__ import annotations

ADMIN = "arn:aws:iam::123456789012:role/Admin"
READ = "arn:aws:iam::111122223333:role/team/Read"
JO = "arn:aws:iam::123456789012:user/jo"
ROOT = "arn:aws:iam::123456789012:root"

"""A config file with a profile of each kind, and the profile they start from."""

from __future__ import annotations

BASE = """\
[profile base]
aws_access_key_id = AKIA
aws_secret_access_key = s
"""
CONFIG = f"""\
{BASE}[profile pay-prod]
role_arn = arn:aws:iam::111122223333:role/team/Admin
source_profile = base
region = eu-west-1
[profile pay-ro]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = base
[profile pay-ro-again]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = base
[profile sso]
sso_account_id = 222233334444
sso_account_name = Data Lake
sso_role_name = Analyst
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile broken]
role_arn = arn:aws:iam::111122223333:role/X
source_profile = nope
[profile machine]
role_arn = arn:aws:iam::111122223333:role/M
credential_source = Environment
"""

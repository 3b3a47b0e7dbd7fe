"""Values of mfa_serial that can give no code are seen offline, wherever the user looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.roles.catalogue import load_catalogue
from swtui.roles.health import health
from swtui.roles.mfa_serial import check_mfa_serial
from swtui.settings import Settings

USER = "arn:aws:iam::111122223333"
CONFIG = """\
[profile base]
region = eu-west-1

[profile admin]
role_arn = arn:aws:iam::222222222222:role/Admin
source_profile = base
mfa_serial = {}

[profile beyond]
role_arn = arn:aws:iam::333333333333:role/Beyond
source_profile = admin
"""


@pytest.mark.parametrize(
    "serial",
    [
        f"{USER}:mfa/jo",
        f"{USER}:mfa/a/path/jo@example.com",
        "arn:aws-us-gov:iam::111122223333:mfa/jo",
        f"{USER}:mfa/root-account-mfa-device",
        "GAHT12345678",
        "",
    ],
)
def test_a_device_with_codes_is_taken(serial: str) -> None:
    assert check_mfa_serial(serial) is None


@pytest.mark.parametrize(
    ("serial", "words", "hint"),
    [
        (f"{USER}:u2f/user/jo/key-ABC123", "security key or passkey", "authenticator app"),
        ("arn:aws-cn:iam::111122223333:u2f/user/jo/passkey-X1", "passkey", "eight MFA devices"),
        (f"{USER}:U2F/user/jo/k", "security key or passkey", "authenticator app"),
        (f"{USER}:user/jo", "ARN of a user", "--user-name jo shows"),
        (f"{USER}:user/a/b/j=o", f"often {USER}:mfa/j=o", "--user-name 'j=o' shows"),
        (f"{USER}:role/Admin", "not the ARN of an MFA device", "ACCOUNT:mfa/NAME"),
        (f"{USER}:root", "not the ARN of an MFA device", "serial number"),
        ("arn:aws:sts::111122223333:assumed-role/A/jo", "not the ARN of an MFA device", "mfa/"),
        (f"{USER}:sms-mfa/jo", "not the ARN of an MFA device", "mfa/"),
    ],
)
def test_what_gives_no_code_is_told_with_the_cure(serial: str, words: str, hint: str) -> None:
    found = check_mfa_serial(serial)
    assert found is not None
    assert words in found.words
    assert hint in found.hint


def test_the_profile_and_what_passes_through_it_are_shown_with_the_line(home: Path) -> None:
    (home / ".aws").mkdir()
    serial = f"{USER}:u2f/user/jo/key-ABC123"
    (home / ".aws/config").write_text(CONFIG.format(serial))
    env = {"HOME": str(home)}
    catalogue = load_catalogue(env, Settings())
    for name in ("admin", "beyond"):
        problem = catalogue.find(name).problem
        assert problem is not None
        assert "security key or passkey" in problem.message
        assert problem.place is not None
        assert problem.place.line == 7
    (line,) = [line for line in health(catalogue, env) if line.text.startswith("admin: ")]
    assert "authenticator app" in line.hint

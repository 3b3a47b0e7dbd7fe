"""A security key or a user's own ARN as mfa_serial: said offline, before any question."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")
KEY = "arn:aws:iam::123456789012:u2f/user/jo/key-ABC123"
PROFILE = """
[profile with-key]
role_arn = arn:aws:iam::117117117117:role/Admin
source_profile = base
mfa_serial = {}
"""


@pytest.mark.parametrize(
    ("serial", "words", "hint"),
    [
        (KEY, "is a security key or passkey", "authenticator app"),
        ("arn:aws:iam::123456789012:user/jo", "ARN of a user", "aws iam list-mfa-devices"),
    ],
)
def test_it_is_said_before_anything_is_asked_or_sent(
    run: Run, demo: Demo, serial: str, words: str, hint: str
) -> None:
    config = demo.home / ".aws/config"
    config.write_text(config.read_text() + PROFILE.format(serial))
    before = len(demo.server.keys._issued)
    shown = run("list", "with-key")
    assert words in shown.out + shown.err
    told = " ".join(run("doctor").out.split())
    assert words in told
    assert hint in told
    for command in (("export", "with-key"), ("whoami", "with-key")):
        ran = run(*command)
        assert (ran.code, ran.out) == (3, "")
        assert words in ran.err
        assert hint in ran.err
    assert run("explain", "with-key", "--offline").code == 3
    assert len(demo.server.keys._issued) == before


def test_the_option_is_checked_too(run: Run, demo: Demo) -> None:
    ran = run("export", "payments-dev-admin", "--mfa-serial", KEY)
    assert (ran.code, ran.out) == (2, "")
    assert "gives no codes" in ran.err
    assert "authenticator app" in ran.err

"""When every role waits for a sign-in, the one command that helps is named."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from swtui.roles.catalogue import load_catalogue
from swtui.sessions.sign_in import sign_in_digest, sign_in_for_all
from swtui.settings import Settings

NOW = 1_780_000_000.0
PAST, FUTURE = "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"
SSO = """\
[profile audit]
sso_session = acme
sso_account_id = 555566667777
sso_role_name = SecurityAudit

[profile deploy]
role_arn = arn:aws:iam::111122223333:role/Deploy
source_profile = audit

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
"""
KEYS = "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = canary\n"


def asked(home: Path, config: str, token: dict[str, str] | None) -> str:
    (home / ".aws" / "sso" / "cache").mkdir(parents=True)
    (home / ".aws" / "config").write_text(config)
    if token is not None:
        name = hashlib.sha1(b"acme", usedforsecurity=False).hexdigest()
        (home / ".aws" / "sso" / "cache" / f"{name}.json").write_text(json.dumps(token))
    env = {**os.environ}
    return sign_in_for_all(load_catalogue(env, Settings()), env, NOW)


def test_without_any_token_the_command_names_the_session(home: Path) -> None:
    assert asked(home, SSO, None) == "aws sso login --sso-session acme"


def test_a_name_with_words_for_a_shell_in_it_stays_a_name(home: Path) -> None:
    hostile = SSO.replace("= acme\n", "= a;touch x\n")
    hostile = hostile.replace("session acme]", "session 'a;touch x']")
    assert asked(home, hostile, None) == "aws sso login --sso-session 'a;touch x'"


def test_a_digest_is_of_one_token_and_one_role(home: Path) -> None:
    env = {**os.environ}
    assert sign_in_digest("acme", "1/A", env) == ""
    asked(home, SSO, {"accessToken": "x", "expiresAt": FUTURE})
    first = sign_in_digest("acme", "1/A", env)
    assert first == sign_in_digest("acme", "1/A", env) != ""
    assert (
        len({first, sign_in_digest("acme", "1/B", env), sign_in_digest("other", "1/A", env)}) == 3
    )
    name = hashlib.sha1(b"acme", usedforsecurity=False).hexdigest()
    (home / ".aws" / "sso" / "cache" / f"{name}.json").write_text('{"accessToken": "y"}')
    assert sign_in_digest("acme", "1/A", env) not in ("", first)


def test_expired_token_is_none(home: Path) -> None:
    token = {"accessToken": "x", "expiresAt": PAST}
    assert asked(home, SSO, token) == "aws sso login --sso-session acme"


def test_good_token_needs_no_sign_in(home: Path) -> None:
    assert asked(home, SSO, {"accessToken": "x", "expiresAt": FUTURE}) == ""


def test_token_that_can_be_renewed_needs_no_sign_in(home: Path) -> None:
    token = {
        "accessToken": "x",
        "expiresAt": PAST,
        "refreshToken": "y",
        "registrationExpiresAt": FUTURE,
    }
    assert asked(home, SSO, token) == ""


def test_one_role_that_works_otherwise_is_enough(home: Path) -> None:
    assert asked(home, SSO + KEYS, None) == ""


def test_no_role_is_no_reason_to_sign_in(home: Path) -> None:
    assert asked(home, "", None) == ""


@pytest.mark.parametrize("expires", ["", "soon", "2030-01-01T00:00:00UTC"])
def test_odd_times_are_no_error(home: Path, expires: str) -> None:
    answer = asked(home, SSO, {"accessToken": "x", "expiresAt": expires})
    assert answer in ("", "aws sso login --sso-session acme")

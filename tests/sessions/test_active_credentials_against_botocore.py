"""The source of credentials is the one that botocore finds in the same environment."""

from __future__ import annotations

import itertools
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import BotoCoreError

from swtui.roles.aws_config import read_aws_files
from swtui.sessions.active_credentials import find_active_credentials

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = canarysecretcanarysecret\n"
)
PROFILES = f"""
[profile keys]
{KEYS}
[profile settings]
region = eu-west-1
retry_mode = standard
[profile process]
credential_process = /bin/true
[profile chain]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = keys
"""
IN_ENVIRONMENT = {
    "no keys": {},
    "a secret alone": {"AWS_SECRET_ACCESS_KEY": "canarysecretcanarysecret"},
    "keys": {
        "AWS_ACCESS_KEY_ID": "AKIAENVENVENVENVENV1",
        "AWS_SECRET_ACCESS_KEY": "canarysecretcanarysecret",
    },
}
NAMED = {
    "no profile": {},
    **{name: {"AWS_PROFILE": name} for name in ("keys", "settings", "process", "chain")},
    "two": {"AWS_DEFAULT_PROFILE": "keys", "AWS_PROFILE": "process"},
}
MACHINE = {
    "a machine": {},
    "a web identity": {
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/null",
        "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/web",
    },
    "a container": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/"},
}
OURS = {
    "env": "environment keys",
    "assume-role-with-web-identity": "web identity of this machine",
    "container-role": "container role",
    "iam-role": "instance role",
}
"""botocore's name of a provider, and what is said; all others are of a profile."""


def by_botocore(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> str:
    """Return the first provider of botocore's that would answer; nothing is run or asked."""
    with monkeypatch.context() as patch:
        for name, text in env.items():
            patch.setenv(name, text)
        session = botocore.session.Session()
        profile = session.full_config["profiles"].get(session.profile or "default", {})
        for provider in session.get_component("credential_provider").providers:
            here = {
                "custom-process": "credential_process" in profile,
                "container-role": "AWS_CONTAINER_CREDENTIALS_FULL_URI" in env,
                "iam-role": True,
            }
            try:
                found = here[provider.METHOD] if provider.METHOD in here else provider.load()
            except BotoCoreError:
                found = True
            if found:
                return str(provider.METHOD)
    return "nothing"


@pytest.mark.parametrize("machine", MACHINE)
@pytest.mark.parametrize("default", ["", KEYS, "retry_mode = standard\nmfa_serial = 1234567890\n"])
def test_the_source_is_the_one_that_botocore_takes(
    default: str, machine: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / ".aws"
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(f"[default]\nregion = eu-west-1\n{default}{PROFILES}")
    for keys, named in itertools.product(IN_ENVIRONMENT, NAMED):
        env = {"HOME": str(home), **IN_ENVIRONMENT[keys], **NAMED[named], **MACHINE[machine]}
        method = by_botocore(monkeypatch, env)
        variable = next(iter(NAMED[named]), "")
        profile = f"{variable}={NAMED[named][variable]}" if variable else "[default]"
        said = find_active_credentials(env, read_aws_files(env)).source
        assert said == OURS.get(method, profile), (keys, named, method)


def test_a_profile_without_credentials_is_named_beside_what_serves_in_its_stead(home: Path) -> None:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text(PROFILES)
    env = {"HOME": str(home), "AWS_PROFILE": "settings"}
    found = find_active_credentials(env, read_aws_files(env))
    assert (found.source, found.may_be_absent) == ("instance role", True)
    assert "AWS_PROFILE=settings gives no credentials" in found.warning

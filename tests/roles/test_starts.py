"""Where a chain starts: what gives the first credentials, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from swtui.roles.aws_config import AwsFiles
from swtui.roles.catalogue import load_catalogue
from swtui.roles.chain import Chain
from swtui.roles.chain_builder import build_chain
from swtui.settings import Settings

FilesOf = Callable[..., AwsFiles]
ARN = "arn:aws:iam::111122223333:role"
KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
BASE = f"[profile base]\n{KEYS}"


def chain_of(files: AwsFiles, name: str) -> Chain:
    return build_chain(name, files, {})


def said(chain: Chain) -> str:
    assert chain.problem is not None
    return chain.problem.message


@pytest.mark.parametrize(
    ("source", "kind"),
    [("Environment", "environment"), ("Ec2InstanceMetadata", "ec2"), ("EcsContainer", "ecs")],
)
def test_a_credential_source_is_a_start(source: str, kind: str, files_of: FilesOf) -> None:
    files = files_of(f"[profile p]\nrole_arn = {ARN}/A\ncredential_source = {source}\n")
    chain = chain_of(files, "p")
    assert chain.start is not None
    assert (chain.start.kind, chain.start.profile) == (kind, None)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (f"{KEYS}", "keys"),
        ("credential_process = /bin/x", "process"),
        ("login_session = arn:aws:iam::1:user/jo", "login"),
        (f"web_identity_token_file = /t\nrole_arn = {ARN}/W", "web-identity"),
        (
            "sso_account_id = 111122223333\nsso_role_name = R\n"
            "sso_start_url = https://u\nsso_region = eu-west-1",
            "sso",
        ),
        (f"{KEYS}credential_process = /bin/x", "process"),
        (f"{KEYS}login_session = x", "login"),
    ],
)
def test_a_source_gives_credentials_in_the_order_of_the_sdk(
    lines: str, kind: str, files_of: FilesOf
) -> None:
    files = files_of(f"[profile s]\n{lines}\n[profile p]\nrole_arn = {ARN}/A\nsource_profile = s\n")
    chain = chain_of(files, "p")
    assert chain.start is not None, chain.problem
    assert (chain.start.kind, chain.start.profile) == (kind, "s")


def test_keys_of_the_credentials_file_come_before_a_process(files_of: FilesOf) -> None:
    files = files_of("[profile s]\ncredential_process = /bin/x\n", f"[s]\n{KEYS}")
    chain = chain_of(files, "s")
    assert chain.start is not None
    assert chain.start.kind == "keys"


def test_an_incomplete_sign_in_says_what_it_lacks(files_of: FilesOf) -> None:
    files = files_of("[profile s]\nsso_account_id = 111122223333\nsso_region = eu-west-1\n")
    assert said(chain_of(files, "s")) == "sso_role_name, sso_start_url are missing"


def test_a_sign_in_that_differs_from_its_session_is_flagged(files_of: FilesOf) -> None:
    files = files_of(
        "[sso-session s]\nsso_start_url = https://u\nsso_region = eu-west-1\n"
        "[profile p]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = R\n"
        "sso_region = us-east-1\n"
    )
    assert "sso_region differs" in said(chain_of(files, "p"))


def test_a_source_with_keys_and_half_a_sign_in_fails_as_the_sign_in_does(
    files_of: FilesOf,
) -> None:
    files = files_of(
        f"[profile s]\n{KEYS}sso_account_id = 111122223333\n"
        f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = s\n"
    )
    assert said(chain_of(files, "p")).startswith("source profile 's': sso_role_name")


def test_keys_in_both_halves_of_two_files_are_no_pair(files_of: FilesOf) -> None:
    files = files_of("[profile p]\naws_access_key_id = A\n", "[p]\naws_secret_access_key = s\n")
    assert "is in another file" in said(chain_of(files, "p"))


@pytest.mark.parametrize(
    ("session", "account"),
    [
        ("arn:aws:iam::111122223333:user/jo", "111122223333"),
        ("arn:aws:sts::111122223333:assumed-role/A/jo", "111122223333"),
        ("arn:aws:iam::1:user/jo", ""),
        ("jo", ""),
    ],
)
def test_a_login_is_in_the_account_of_whom_it_names(
    session: str, account: str, write: Callable[..., Mapping[str, str]]
) -> None:
    env = write(f"[profile p]\nlogin_session = {session}\n")
    assert load_catalogue(env, Settings()).find("p").account.id == account

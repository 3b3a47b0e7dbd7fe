"""Chains of roles that no profile names, or that start elsewhere than their profile says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.aws_config import AwsFiles
from swtui.roles.chain import Chain
from swtui.roles.chain_builder import sourced_chain, typed_chain

FilesOf = Callable[..., AwsFiles]
ARN = "arn:aws:iam::111122223333:role"
KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
BASE = f"[profile base]\n{KEYS}"


def said(chain: Chain) -> str:
    assert chain.problem is not None
    return chain.problem.message


def arn() -> RoleArn:
    parsed = parse_role_arn(f"{ARN}/Typed")
    assert isinstance(parsed, RoleArn)
    return parsed


def test_a_typed_role_is_one_hop_more_than_its_source(files_of: FilesOf) -> None:
    files = files_of(f"{BASE}[profile r]\nrole_arn = {ARN}/A\nsource_profile = base\n")
    chain = typed_chain(arn(), "r", files, {})
    assert [hop.profile for hop in chain.hops] == ["r", f"{ARN}/Typed"]


@pytest.mark.parametrize(
    ("env", "profile"),
    [
        ({"AWS_ACCESS_KEY_ID": "A", "AWS_PROFILE": "base"}, None),
        ({"AWS_PROFILE": "base"}, "base"),
        ({}, "default"),
    ],
)
def test_a_typed_role_without_a_source_starts_where_aws_tools_would(
    env: dict[str, str], profile: str | None, files_of: FilesOf
) -> None:
    chain = typed_chain(arn(), "", files_of(f"{BASE}[default]\n{KEYS}"), env)
    assert chain.start is not None
    assert chain.start.profile == profile


def test_a_typed_role_with_nowhere_to_start_says_what_to_do(files_of: FilesOf) -> None:
    assert "--source-profile" in said(typed_chain(arn(), "", files_of(""), {}))


def test_a_default_of_settings_alone_is_nowhere_to_start_and_not_a_broken_profile(
    files_of: FilesOf,
) -> None:
    chain = typed_chain(arn(), "", files_of("[default]\nregion = eu-west-1\n"), {})
    assert "the profile 'default' has no credentials" in said(chain)
    assert "--source-profile" in said(chain)


def test_a_typed_role_of_another_partition_than_its_source_is_refused(files_of: FilesOf) -> None:
    chinese = "role_arn = arn:aws-cn:iam::111122223333:role/A\nsource_profile = base\n"
    chain = typed_chain(arn(), "cn", files_of(f"{BASE}[profile cn]\n{chinese}"), {})
    assert said(chain) == "the role is in the partition aws, that of source_profile 'cn' in aws-cn"


def test_a_typed_role_after_sixteen_hops_is_too_long(files_of: FilesOf) -> None:
    links = "".join(
        f"[profile p{n}]\nrole_arn = {ARN}/R\nsource_profile = {f'p{n - 1}' if n else 'base'}\n"
        for n in range(16)
    )
    chain = typed_chain(arn(), "p15", files_of(BASE + links), {})
    assert "longer than 16 hops" in said(chain)
    assert chain.start is None


def test_another_source_keeps_the_hop_and_region_of_the_profile(files_of: FilesOf) -> None:
    files = files_of(
        f"{BASE}region = us-east-1\n[profile p]\nrole_arn = {ARN}/A\nsource_profile = nowhere\n"
        "external_id = partner\nregion = eu-west-1\n"
    )
    chain = sourced_chain("p", "base", files, {})
    assert chain.problem is None
    assert (chain.profile, chain.region, chain.hops[0].external_id) == (
        *("p", "eu-west-1"),
        "partner",
    )

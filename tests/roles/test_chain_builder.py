"""Chains: where they start, over which hops they go, and why they may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from swtui.roles.aws_config import AwsFiles
from swtui.roles.chain import Chain
from swtui.roles.chain_builder import build_chain

FilesOf = Callable[..., AwsFiles]
ARN = "arn:aws:iam::111122223333:role"
KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
BASE = f"[profile base]\n{KEYS}"


def chain_of(files: AwsFiles, name: str) -> Chain:
    return build_chain(name, files, {})


def said(chain: Chain) -> str:
    assert chain.problem is not None
    return chain.problem.message


def test_a_role_starts_at_the_keys_of_its_source(files_of: FilesOf) -> None:
    chain = chain_of(
        files_of(f"{BASE}[profile r]\nrole_arn = {ARN}/A\nsource_profile = base\n"), "r"
    )
    assert chain.start is not None
    assert (chain.start.kind, chain.start.profile) == ("keys", "base")
    assert [hop.profile for hop in chain.hops] == ["r"]
    assert chain.problem is None


def test_each_hop_keeps_its_own_facts_and_the_lines_they_stand_on(files_of: FilesOf) -> None:
    files = files_of(
        f"{BASE}[profile one]\nrole_arn = {ARN}/One\nsource_profile = base\nmfa_serial = m\n"
        f"external_id = e\nrole_session_name = jo\nduration_seconds = 1800\n"
        f"[profile two]\nrole_arn = {ARN}/Two\nsource_profile = one\nregion = eu-west-1\n"
    )
    one, two = chain_of(files, "two").hops
    assert (one.mfa_serial, one.external_id, one.session_name, one.duration) == (
        *("m", "e", "jo"),
        1800,
    )
    assert {key: place.line for key, place in one.places.items()} == {
        "role_arn": 5,
        "mfa_serial": 7,
        "external_id": 8,
        "role_session_name": 9,
        "duration_seconds": 10,
    }
    assert (two.mfa_serial, two.external_id, two.duration) == ("", "", None)
    assert chain_of(files, "two").region == "eu-west-1"
    assert chain_of(files, "one").region == ""


@pytest.mark.parametrize(("value", "ignored"), [("true", True), ("TRUE", True), ("false", False)])
def test_a_profile_may_ignore_every_endpoint_that_is_configured(
    files_of: FilesOf, value: str, ignored: bool
) -> None:
    text = f"{BASE}ignore_configured_endpoint_urls = {value}\n"
    assert chain_of(files_of(text), "base").endpoint.ignored is ignored


def test_a_profile_may_name_itself_when_it_has_keys(files_of: FilesOf) -> None:
    files = files_of(f"[profile p]\n{KEYS}role_arn = {ARN}/A\nsource_profile = p\n")
    chain = chain_of(files, "p")
    assert chain.start is not None
    assert (chain.start.profile, [hop.profile for hop in chain.hops]) == ("p", ["p"])


def test_a_profile_without_keys_may_not_name_itself(files_of: FilesOf) -> None:
    files = files_of(f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = p\n")
    assert said(chain_of(files, "p")) == "cycle p → p"


def test_a_source_with_keys_is_used_as_it_is(files_of: FilesOf) -> None:
    files = files_of(
        f"[profile mid]\n{KEYS}role_arn = {ARN}/Mid\nsource_profile = nowhere\n"
        f"[profile top]\nrole_arn = {ARN}/Top\nsource_profile = mid\n"
    )
    assert [hop.profile for hop in chain_of(files, "top").hops] == ["top"]


def test_a_loop_is_named_even_where_one_of_it_has_keys(files_of: FilesOf) -> None:
    files = files_of(
        f"[profile a]\n{KEYS}role_arn = {ARN}/A\nsource_profile = b\n"
        f"[profile b]\nrole_arn = {ARN}/B\nsource_profile = a\n"
    )
    assert said(chain_of(files, "a")) == "cycle a → b → a"
    assert chain_of(files, "b").problem is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("source_profile = nope", "source_profile 'nope' does not exist"),
        ("source_profile = base\ncredential_source = Environment", "exclude each other"),
        ("credential_source = ec2instancemetadata", "is not one of"),
        ("", "neither source_profile nor credential_source"),
        ("source_profile = empty", "has no credentials"),
        ("source_profile = half", "aws_secret_access_key is missing"),
        ("source_profile = twice", "is repeated here"),
        ("source_profile = base\nduration_seconds = 0", "900 to 43200"),
        ("source_profile = base\nduration_seconds = abc", "900 to 43200"),
        ("source_profile = base\nduration_seconds = 999999", "900 to 43200"),
        ("source_profile = base\nregion = ../../x", "is not a region"),
        ("source_profile = base\nservices = v", "no section [services v]"),
        ("source_profile = base\nservices = odd", "is not `key = value`"),
        ("source_profile = base\nsts_regional_endpoints = x", "neither regional nor legacy"),
    ],
)
def test_a_chain_that_cannot_be_walked_says_why(
    lines: str, message: str, files_of: FilesOf
) -> None:
    files = files_of(
        f"{BASE}[profile empty]\nregion = eu-west-1\n"
        "[profile half]\naws_access_key_id = A\n"
        f"[profile twice]\n{KEYS}region = a\nregion = b\n"
        "[services odd]\nsts =\n  no equals sign\n"
        f"[profile p]\nrole_arn = {ARN}/A\n{lines}\n"
    )
    chain = chain_of(files, "p")
    assert message in said(chain)
    assert chain.start is None
    assert chain.problem is not None
    assert chain.problem.place is not None


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        ("nonsense", "is not an ARN"),
        ("arn:aws:iam::12345678901:role/A", "11 digits"),
        ("arn:amazon:iam::111122223333:role/A", "partition 'amazon'"),
        ("arn:aws:iam::111122223333:user/A", "not the ARN of an IAM role"),
        ("arn:aws:iam::111122223333:role/a b", "role name"),
    ],
)
def test_a_bad_arn_is_flagged_before_anyone_is_asked(
    arn: str, message: str, files_of: FilesOf
) -> None:
    files = files_of(f"{BASE}[profile p]\nrole_arn = {arn}\nsource_profile = base\n")
    assert message in said(chain_of(files, "p"))


def links(count: int) -> str:
    """Return `count` roles, each with the one before as its source."""
    return BASE + "".join(
        f"[profile p{n}]\nrole_arn = {ARN}/R{n}\nsource_profile = {f'p{n - 1}' if n else 'base'}\n"
        for n in range(count)
    )


def test_sixteen_hops_are_allowed_and_seventeen_are_not(files_of: FilesOf) -> None:
    files = files_of(links(17))
    assert len(chain_of(files, "p15").hops) == 16
    assert "longer than 16 hops" in said(chain_of(files, "p16"))


def test_a_chain_of_1200_is_flagged_without_recursion(files_of: FilesOf) -> None:
    assert "longer than 16 hops" in said(chain_of(files_of(links(1200)), "p1199"))


def test_a_role_in_the_credentials_file_counts(files_of: FilesOf) -> None:
    files = files_of(BASE, f"[r]\nrole_arn = {ARN}/A\nsource_profile = base\n")
    assert [hop.profile for hop in chain_of(files, "r").hops] == ["r"]


def test_the_selected_profiles_endpoint_serves_the_chain(files_of: FilesOf) -> None:
    files = files_of(
        f"{BASE}[profile p]\nrole_arn = {ARN}/A\nsource_profile = base\nservices = v\n"
        "[services v]\nsts =\n  endpoint_url = https://sts.example.com\n"
    )
    assert dict(chain_of(files, "p").endpoint.services) == {"sts": "https://sts.example.com"}


def test_a_chain_of_seventeen_from_a_credential_source_is_too_long(files_of: FilesOf) -> None:
    first = f"[profile base]\nrole_arn = {ARN}/B\ncredential_source = Environment\n"
    files = files_of(links(16).replace(BASE, first))
    assert chain_of(files, "p14").problem is None
    assert "longer than 16 hops" in said(chain_of(files, "p15"))


def test_the_region_of_a_source_is_not_used_and_breaks_nothing(files_of: FilesOf) -> None:
    files = files_of(
        f"[profile base]\n{KEYS}region = no_where\n"
        f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = base\n"
    )
    assert chain_of(files, "p").problem is None
    assert "is not a region" in said(chain_of(files, "base"))


@pytest.mark.parametrize(
    "lines",
    ["external_id = a b", "external_id = x", "role_session_name = j", "mfa_serial = short"],
)
def test_what_sts_would_not_take_is_flagged_before_it_is_asked(
    lines: str, files_of: FilesOf
) -> None:
    files = files_of(f"{BASE}[profile p]\nrole_arn = {ARN}/A\nsource_profile = base\n{lines}\n")
    assert lines.partition(" ")[0] in said(chain_of(files, "p"))


def test_a_message_holds_names_raw_so_that_they_are_made_safe_only_once(
    files_of: FilesOf,
) -> None:
    files = files_of(f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = a\\b\u202e\n")
    assert said(chain_of(files, "p")) == "source_profile 'a\\b\u202e' does not exist"


CHINESE = (
    f"{BASE}[profile cn]\nrole_arn = arn:aws-cn:iam::111122223333:role/A\nsource_profile = base\n"
)
ACROSS = "the role is in the partition aws, that of source_profile 'cn' in aws-cn"


def test_a_chain_from_one_partition_into_another_is_refused_before_any_call(
    files_of: FilesOf,
) -> None:
    files = files_of(f"{CHINESE}[profile r]\nrole_arn = {ARN}/R\nsource_profile = cn\n")
    assert chain_of(files, "cn").problem is None
    chain = chain_of(files, "r")
    assert (said(chain), chain.start) == (ACROSS, None)
    assert chain.problem is not None
    assert chain.problem.place is not None
    assert chain.problem.place.line == 9


def test_the_keys_of_a_source_are_of_any_partition(files_of: FilesOf) -> None:
    files = files_of(f"{CHINESE}{KEYS}[profile r]\nrole_arn = {ARN}/R\nsource_profile = cn\n")
    assert chain_of(files, "r").problem is None

"""Role ARNs are read strictly, and what is wrong is said in one sentence."""

from __future__ import annotations

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from swtui.aws.endpoint import DEFAULT_REGIONS
from swtui.roles.arn import PARTITIONS, RoleArn, is_account_id, is_region, parse_role_arn

NAMES = st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,64}", fullmatch=True)
PATHS = st.from_regex(r"([!-~]{1,10}/){0,2}", fullmatch=True)
ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)


@given(st.sampled_from(PARTITIONS), ACCOUNTS, PATHS, NAMES)
def test_what_is_written_is_read_again(partition: str, account: str, path: str, name: str) -> None:
    arn = RoleArn(partition, account, path, name)

    assert parse_role_arn(str(arn)) == arn


def test_the_path_is_not_part_of_the_name() -> None:
    arn = parse_role_arn("arn:aws:iam::111122223333:role/team/a/Admin")

    assert isinstance(arn, RoleArn)
    assert (arn.path, arn.name) == ("team/a/", "Admin")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not an ARN"),
        ("Admin", "is not an ARN"),
        ("arn:aws:iam::111122223333", "is not an ARN"),
        ("arn:AWS:iam::111122223333:role/A", "partition 'AWS'"),
        ("arn:aws-xx:iam::111122223333:role/A", "partition 'aws-xx'"),
        ("arn:azure:iam::111122223333:role/A", "partition 'azure'"),
        ("arn:aws:sts::111122223333:assumed-role/A/s", "is not the ARN of an IAM role"),
        ("arn:aws:iam::111122223333:user/jo", "is not the ARN of an IAM role"),
        ("arn:aws:iam:us-east-1:111122223333:role/A", "names a region"),
        ("arn:aws:iam::11112222333:role/A", "an account ID of 11 digits"),
        ("arn:aws:iam::11112222333x:role/A", "account IDs have 12 digits"),
        (
            "arn:aws:iam::\uff11\uff11\uff11\uff11\uff12\uff12\uff12\uff12\uff13\uff13\uff13\uff13:role/A",
            "12 digits",
        ),
        ("arn:aws:iam::111122223333:role/", "role name that IAM does not allow"),
        ("arn:aws:iam::111122223333:role/A B", "role name that IAM does not allow"),
        ("arn:aws:iam::111122223333:role/A\n", "role name that IAM does not allow"),
        ("arn:aws:iam::111122223333:role/" + "A" * 65, "at most 64"),
        ("arn:aws:iam::111122223333:role/\u0410dmin", "role name that IAM does not allow"),
    ],
)
def test_what_is_wrong_is_said(text: str, reason: str) -> None:
    said = parse_role_arn(text)

    assert isinstance(said, str)
    assert reason in said


@given(st.text(max_size=60))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert isinstance(parse_role_arn(text), (RoleArn, str))
    assert isinstance(parse_role_arn(f"arn:aws:iam::111122223333:role/{text}"), (RoleArn, str))


def test_a_sentence_about_an_arn_never_carries_its_control_characters() -> None:
    said = parse_role_arn("arn:\x1b]0;x\x07\u202e:iam::111122223333:role/A")

    assert isinstance(said, str)
    assert said.isprintable()


@pytest.mark.parametrize("text", ["111122223333", "000000000000"])
def test_twelve_digits_are_an_account_id(text: str) -> None:
    assert is_account_id(text)


@pytest.mark.parametrize(
    "text", ["", "11112222333", "1111222233334", "111122223333\n", "\u0661" * 12]
)
def test_nothing_else_is_an_account_id(text: str) -> None:
    assert not is_account_id(text)


@pytest.mark.parametrize(
    "text", ["eu-west-1", "us-gov-west-1", "cn-north-1", "us-isob-east-1", "ap-southeast-5"]
)
def test_regions_are_known_by_their_form(text: str) -> None:
    assert is_region(text)


@pytest.mark.parametrize(
    "text",
    ["", "eu", "EU-WEST-1", "eu-west", "../../x", "us-east-1\nX", "us-east-1\n", "auto"],
)
def test_other_texts_are_no_regions(text: str) -> None:
    assert not is_region(text)


def test_the_partitions_are_those_that_botocore_and_our_endpoints_know() -> None:
    assert set(PARTITIONS) == set(Session().get_available_partitions()) == set(DEFAULT_REGIONS)

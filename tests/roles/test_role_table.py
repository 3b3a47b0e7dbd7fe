"""The columns say of every profile what its row says, whichever way they were filled."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swtui.roles.aws_config import AwsFiles
from swtui.roles.profile import Profile
from swtui.roles.role import Account, Role
from swtui.roles.role_builder import RoleBuilder
from swtui.roles.role_table import RoleTable
from swtui.settings import AccountSettings, Settings

NAMES = ("base", "a", "b", "c-prod", "d", "e")
ARNS = (
    "arn:aws:iam::111122223333:role/Admin",
    "arn:aws:iam::444455556666:role/team/Read.Only",
    "arn:aws-cn:iam::111122223333:role/Admin",
    "arn:aws:iam::1111:role/Admin",
    f"arn:aws:iam::111122223333:role/{'p' * 600}/Admin",
    "",
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "role_arn": st.sampled_from(ARNS),
        "source_profile": st.sampled_from((*NAMES, "missing", "")),
        "credential_source": st.sampled_from(("Environment", "nonsense")),
        "external_id": st.sampled_from(("good-one", "not good", "")),
        "mfa_serial": st.sampled_from(("arn:aws:iam::111122223333:mfa/jo", "arn:aws:iam::1:u2f/x")),
        "duration_seconds": st.sampled_from(("3600", "60")),
        "role_session_name": st.sampled_from(("jo", "j o")),
        "region": st.sampled_from(("eu-west-1", "auto", "not a region", "")),
        "output": st.just("json"),
        "sso_session": st.sampled_from(("corp", "missing")),
        "sso_start_url": st.sampled_from(("https://corp.awsapps.com/start", "corp")),
        "sso_region": st.sampled_from(("eu-west-1", "x y")),
        "sso_account_id": st.sampled_from(("111122223333", "1111", "")),
        "sso_role_name": st.sampled_from(("Admin", "Read Only", "")),
        "sso_account_name": st.just("payments"),
        "aws_access_key_id": st.just("AKIAEXAMPLEEXAMPLE00"),
        "aws_secret_access_key": st.just("s" * 40),
        "credential_process": st.just("/bin/true"),
        "s3": st.just({"addressing_style": "path"}),
    },
)
SETTINGS = Settings(accounts={"444455556666": AccountSettings(name="data", production=True)})


def files_with(values: list[dict[str, str | dict[str, str]]]) -> AwsFiles:
    profiles = {
        name: Profile(name=name, values=said, lines={}, file="config", line=at)
        for at, (name, said) in enumerate(zip(NAMES * 2, values, strict=False), 1)
    }
    sign_in = {"sso_start_url": "https://corp.awsapps.com/start", "sso_region": "eu-west-1"}
    corp = Profile(name="corp", values=sign_in, lines={}, file="config", line=99)
    return AwsFiles(
        config_path=Path("config"),
        credentials_path=Path("credentials"),
        profiles=profiles,
        sso_sessions={"corp": corp},
    )


@given(st.lists(VALUES, max_size=6))
def test_columns_and_rows_say_the_same(values: list[dict[str, str | dict[str, str]]]) -> None:
    files = files_with(values)
    builder = RoleBuilder(files, SETTINGS, {})
    rows = [builder.role(profile) for profile in files.profiles.values()]
    read, built = RoleTable.read(files, SETTINGS, {}), RoleTable.of(rows)
    for column in ("names", "kinds", "accounts", "role_names", "arns", "regions", "usable"):
        assert getattr(read, column) == getattr(built, column), column
    assert list(read) == rows
    assert read.has_production == built.has_production == any(row.production for row in rows)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_what_one_profile_was_found_good_with_makes_no_other_one_good(
    values: list[dict[str, str | dict[str, str]]],
) -> None:
    again = files_with([*values[:3], *values[:3]])  # each form comes a second time
    builder = RoleBuilder(again, SETTINGS, {})
    usable = [builder.role(profile).is_usable for profile in again.profiles.values()]
    assert RoleTable.read(again, SETTINGS, {}).usable == usable


def role(name: str) -> Role:
    return Role(name=name, kind="role", origin="config", account=Account(id="111122223333"))


def test_a_row_is_built_once_and_a_slice_is_a_list() -> None:
    files = files_with([{"role_arn": ARNS[0], "source_profile": "base"}] * 3)
    table = RoleTable.read(files, Settings(), {})
    assert table[1] is table[1]
    assert table[-1] is table[2]
    assert [each.name for each in table[1:]] == list(NAMES[1:3])
    with pytest.raises(IndexError):
        table[3]


def test_the_first_of_two_with_one_name_counts() -> None:
    table = RoleTable.of([role("a"), role("b"), role("a")])
    assert (table.position("a"), table.position("b"), table.position("z")) == (0, 1, None)
    assert [each.name for each in table.named({"b", "a", "z"})] == ["a", "b"]


def test_a_table_with_a_row_more_leaves_the_first_one_alone() -> None:
    table = RoleTable.of([role("a")])
    longer = table.with_row(role("arn:aws:iam::111122223333:role/Typed"))
    assert (len(table), len(longer)) == (1, 2)
    assert longer.position("arn:aws:iam::111122223333:role/Typed") == 1
    assert len(RoleTable.of([])) == 0

"""What a session sets and removes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from swtui.errors import ConfigError
from swtui.handoff.environment import (
    OURS,
    REGIONS,
    REMOVED,
    TOUCHED,
    Changes,
    apply_changes,
    changes_for,
    changes_unset,
    profile_only,
    read_level,
)
from swtui.secret import Secret
from swtui.sessions.credentials import Session
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import SessionRequest
from swtui.user_values import USER_VALUES

MakeSession = Callable[..., Session]
NO_REGION_BEFORE = {USER_VALUES: "AWS_REGION AWS_DEFAULT_REGION"}


def test_a_session_sets_its_keys_region_times_and_names(session: MakeSession) -> None:
    found = apply_changes(changes_for(session("dev", ends_in=3600), {}), {"HOME": "/h"})
    ends = found["SWTUI_EXPIRES"]
    assert ends.endswith("+00:00")
    assert found == {
        "HOME": "/h",
        "AWS_ACCESS_KEY_ID": "ASIACANARYCANARY",
        "AWS_SECRET_ACCESS_KEY": "canarySECRETcanarySECRETcanarySECRETcana",
        "AWS_SESSION_TOKEN": "canaryTOKEN+/canaryTOKEN==",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CREDENTIAL_EXPIRATION": ends,
        "AWS_SESSION_EXPIRATION": ends,
        "SWTUI_ROLE": "dev",
        "SWTUI_ACCOUNT": "111122223333",
        "SWTUI_EXPIRES": ends,
        "SWTUI_LEVEL": "1",
        "SWTUI_USER_VALUES": "AWS_REGION AWS_DEFAULT_REGION",
        "SWTUI_REQUEST": "plain",
    }


def test_where_a_typed_role_starts_is_handed_over(session: MakeSession) -> None:
    changes = changes_for(session(source_profile="base"), {})
    assert changes.to_set["SWTUI_SOURCE_PROFILE"] == "base"


def test_how_a_session_was_requested_is_handed_over(session: MakeSession) -> None:
    asked = SessionRequest(AssumeOptions(duration=900)).text()
    assert changes_for(session(request=asked), {}).to_set["SWTUI_REQUEST"] == asked


@pytest.mark.parametrize("name", [*REMOVED, *REGIONS, *OURS])
def test_no_stale_variable_survives(name: str, session: MakeSession) -> None:
    changes = changes_for(session(region="", ends_in=None, token=""), {name: "stale"})
    assert apply_changes(changes, {name: "stale"}).get(name) != "stale"


def test_without_a_region_both_region_variables_go(session: MakeSession) -> None:
    changes = changes_for(session(region=""), {"AWS_REGION": "us-east-1"})
    assert set(REGIONS) <= set(changes.to_remove)


def test_long_term_keys_come_without_token_and_times(session: MakeSession) -> None:
    changes = changes_for(session(ends_in=None, token=""), {})
    assert "AWS_SESSION_TOKEN" in changes.to_remove
    assert "AWS_CREDENTIAL_EXPIRATION" in changes.to_remove
    assert "SWTUI_EXPIRES" in changes.to_remove


def test_a_production_role_is_marked_and_another_takes_the_mark_away(session: MakeSession) -> None:
    assert changes_for(session(production=True), {}).to_set["SWTUI_PRODUCTION"] == "1"
    assert "SWTUI_PRODUCTION" in changes_for(session(), {}).to_remove


def test_awsume_profile_is_set_only_when_asked_for(session: MakeSession) -> None:
    assert changes_for(session("dev"), {}, awsume_profile=True).to_set["AWSUME_PROFILE"] == "dev"
    assert "AWSUME_PROFILE" in changes_for(session("dev"), {}).to_remove


def test_a_shell_switched_in_place_stays_on_its_level(session: MakeSession) -> None:
    assert changes_for(session(), {}).to_set["SWTUI_LEVEL"] == "1"
    assert changes_for(session(), {"SWTUI_LEVEL": "1"}).to_set["SWTUI_LEVEL"] == "1"
    assert changes_for(session(), {"SWTUI_LEVEL": "2"}).to_set["SWTUI_LEVEL"] == "2"
    assert changes_for(session(), {"SWTUI_LEVEL": "2"}, level=3).to_set["SWTUI_LEVEL"] == "3"


def test_a_level_that_is_no_number_counts_as_none() -> None:
    assert [read_level({"SWTUI_LEVEL": text}) for text in ("", "x", "-1", "²", "1" * 5000)] == [
        0
    ] * 5


def test_a_name_that_could_forge_a_prompt_comes_with_a_safe_one(session: MakeSession) -> None:
    changes = changes_for(session("a\x1b]0;x\x07b"), {})
    assert changes.to_set["SWTUI_ROLE"] == "a\x1b]0;x\x07b"
    assert changes.to_set["SWTUI_PROMPT"] == "a\\u{1b}]0;x\\u{7}b"


def test_an_overlong_name_is_cut_for_the_prompt(session: MakeSession) -> None:
    shown = changes_for(session("x" * 10_000), {}).to_set["SWTUI_PROMPT"]
    assert shown == "x" * 59 + "…"


def test_an_ordinary_name_needs_no_second_variable(session: MakeSession) -> None:
    assert "SWTUI_PROMPT" in changes_for(session("payments-prod"), {}).to_remove


def test_unset_leaves_a_region_that_was_not_ours() -> None:
    assert set(changes_unset({"AWS_REGION": "x"}).to_remove) == {*REMOVED, *OURS}
    assert set(changes_unset({"SWTUI_ROLE": "dev"}).to_remove) == set(TOUCHED)


def test_profile_only_sets_the_profile_and_nothing_that_beats_it() -> None:
    changes = profile_only("base", "", {})
    assert changes.to_set == {"AWS_PROFILE": "base", **NO_REGION_BEFORE}
    assert set(changes.to_remove) == set(TOUCHED) - set(changes.to_set)


def test_profile_only_hands_a_region_over_twice_or_not_at_all() -> None:
    assert set(profile_only("base", "eu-west-1", {}).to_set) == {
        "AWS_PROFILE",
        *REGIONS,
        USER_VALUES,
    }


def test_changes_do_not_show_their_secrets(session: MakeSession) -> None:
    assert "canarySECRET" not in repr(changes_for(session(), {}))


def test_a_value_no_environment_can_carry_is_refused_by_name() -> None:
    with pytest.raises(ConfigError) as caught:
        apply_changes(Changes({"AWS_SESSION_TOKEN": Secret("canary\0")}, ()), {})
    assert "AWS_SESSION_TOKEN" in caught.value.message
    assert "canary" not in caught.value.message

"""Sessions that are cached: when one is used again, when it is not, and a store that fails."""

from __future__ import annotations

import threading
import time

import pytest

from swtui.errors import RefusedError
from tests.sessions.broker_harness import ADMIN, BASE, DEEP, KEYS, BrokerHarness
from tests.sessions.fake_sts import refusal


def test_a_walk_from_a_kept_stage_uses_the_name_of_one_from_the_start(desk: BrokerHarness) -> None:
    deeper = "[profile deeper]\nrole_arn = arn:aws:iam::333333333333:role/Deeper\n"
    named = ADMIN + "role_session_name = admins\n"
    desk.write(BASE + named + deeper + "source_profile = admin\n")
    desk.session("deeper")
    desk.store.kept.clear()
    desk.session("admin")
    desk.session("deeper")
    last = desk.sts.calls[-1].params
    assert last["RoleArn"].endswith("role/Deeper")
    names = {
        call.params["RoleSessionName"]
        for call in desk.sts.calls
        if call.params.get("RoleArn") == last["RoleArn"]
    }
    assert names == {"admins"}


def test_a_kept_session_is_used_without_any_call(desk: BrokerHarness) -> None:
    first = desk.session("admin")
    before = len(desk.sts.calls)
    assert desk.session("admin").credentials == first.credentials
    assert len(desk.sts.calls) == before
    held = desk.cached_session("admin")
    assert held is not None
    assert held.credentials == first.credentials


def test_where_the_calls_went_is_said_of_a_cached_session_too(desk: BrokerHarness) -> None:
    desk.session("admin")
    desk.steps.clear()
    desk.session("admin")
    assert desk.notes == f"calls go to {desk.sts.url[7:]} (AWS_ENDPOINT_URL), not to AWS"


def test_a_damaged_entry_that_is_replaced_is_said_once(desk: BrokerHarness) -> None:
    desk.session("admin")
    ((key, raw),) = desk.store.kept.items()
    for odd in (raw[:-1], raw[:40] + b"\xff" + raw[41:], b"nothing of ours"):
        desk.store.kept[key] = odd
        desk.steps.clear()
        desk.session("admin")
        assert desk.notes.count("a cached session was damaged and is replaced") == 1
        desk.steps.clear()
        desk.session("admin")
        assert "damaged" not in desk.notes


def test_an_entry_of_another_version_is_no_damage(desk: BrokerHarness) -> None:
    desk.session("admin")
    ((key, raw),) = desk.store.kept.items()
    desk.store.kept[key] = b"S1" + raw[2:]
    desk.steps.clear()
    desk.session("admin")
    assert "damaged" not in desk.notes


def test_a_kept_stage_is_where_the_next_walk_begins(desk: BrokerHarness) -> None:
    desk.write(DEEP)
    desk.session("admin")
    desk.session("deep")
    assert desk.sts.count("AssumeRole") == 2


def test_refresh_makes_a_new_session_and_keeps_it(desk: BrokerHarness) -> None:
    old = desk.session("admin")
    new = desk.session("admin", refresh=True)
    assert new.credentials != old.credentials
    assert desk.session("admin").credentials == new.credentials


@pytest.mark.parametrize(
    "change",
    [
        ("Admin", "Other"),
        ("source_profile = base", "source_profile = base\nexternal_id = new"),
        ("source_profile = base", "source_profile = base\nduration_seconds = 1800"),
        ("source_profile = base", "source_profile = base\nrole_session_name = other"),
        ("source_profile = base", "source_profile = base\nregion = eu-west-2"),
    ],
)
def test_a_changed_profile_never_gets_an_old_session(
    desk: BrokerHarness, change: tuple[str, str]
) -> None:
    desk.session("admin")
    desk.write((BASE + ADMIN).replace(*change))
    assert desk.cached_session("admin") is None


def test_a_changed_source_key_is_a_miss(desk: BrokerHarness) -> None:
    desk.session("admin")
    desk.write(BASE + ADMIN, KEYS.replace("canarybase", "changed000"))
    assert desk.cached_session("admin") is None


def test_options_are_part_of_what_is_kept(desk: BrokerHarness) -> None:
    desk.session("admin")
    assert desk.cached_session("admin", tags=(("team", "a"),)) is None
    assert desk.cached_session("admin", source_identity="jo") is None
    assert desk.cached_session("admin", policy="{}") is None


def test_a_session_about_to_end_is_not_used(desk: BrokerHarness) -> None:
    desk.session("admin")
    desk.clock = lambda: time.time() + 3400
    assert desk.cached_session("admin") is None


def test_forgetting_says_whether_there_was_something(desk: BrokerHarness) -> None:
    desk.session("admin")
    broker = desk.broker()
    role = broker._catalogue.find("admin")
    assert broker.delete_cached_session(role)
    assert not broker.delete_cached_session(role)
    assert desk.cached_session("admin") is None


def test_many_askers_of_one_role_make_one_call(desk: BrokerHarness) -> None:
    desk.store.shared = True
    sessions: list[str] = []

    def work() -> None:
        sessions.append(desk.session("admin").credentials.access_key_id)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions) == 8
    assert len(set(sessions)) == 1
    assert desk.sts.count("AssumeRole") == 1


def test_a_store_that_fails_is_told_and_does_not_stop_a_session(desk: BrokerHarness) -> None:
    desk.store.full = True
    assert desk.session("admin").credentials.token
    assert "no space left" in desk.notes


def test_no_lock_directory_is_no_reason_to_stop(desk: BrokerHarness) -> None:
    desk.store.shared = True
    (desk.home / ".cache").write_text("a file is in the way")
    assert desk.session("admin").credentials.token


def test_no_secret_stands_in_a_file_or_in_an_error(desk: BrokerHarness) -> None:
    desk.store.shared = True
    desk.session("admin")
    desk.sts.then("AssumeRole", refusal("AccessDenied", "no"))
    with pytest.raises(RefusedError) as caught:
        desk.session("admin", refresh=True)
    written = b"".join(p.read_bytes() for p in (desk.home / ".cache").rglob("*") if p.is_file())
    for canary in (b"canarybase", b"CanarySecret", b"CanaryToken", b"AKIAIOS"):
        assert canary not in written
    assert "canarybase" not in repr(caught.value.__dict__)

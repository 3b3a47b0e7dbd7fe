"""Pointers of the warm way: they lead to a session only while nothing that decided it changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.fast_path import fingerprint, look_up, remember
from swtui.sessions.cache.kernel import POINTER, KernelRing
from swtui.sessions.cache.payload import encode
from swtui.sessions.credentials import Session
from tests.sessions.cache.conftest import MakeSession

Keep = Callable[[Session], str]


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    """Return an environment with both AWS files in place."""
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text("[profile payments-prod]\nregion = eu-west-1\n")
    (home / ".aws" / "credentials").write_text("[base]\naws_access_key_id = AKIAEXAMPLE\n")
    return dict(os.environ)


@pytest.fixture
def keep(ring: KernelRing) -> Keep:
    """Return what puts a session into the kernel's ring, under the key `key`."""

    def put(session: Session) -> str:
        ends = session.credentials.expires_at
        assert ends is not None
        ring.put(entry_name("key"), encode(session), ends)
        return "key"

    return put


def test_a_remembered_name_leads_to_its_session(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    session = make_session()
    assert remember("payments-prod", env, keep(session), session=session, awsume_profile=True)
    found = look_up("payments-prod", env)
    assert found is not None
    assert found.session == session
    assert found.awsume_profile


def test_another_name_leads_nowhere(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    remember("payments-prod", env, keep(make_session()))
    assert look_up("payments-prod ", env) is None


def test_a_session_that_was_changed_before_it_was_handed_over_gets_no_pointer(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    key = keep(make_session())
    assert not remember("payments-prod", env, key, session=make_session(region="us-east-1"))
    assert look_up("payments-prod", env) is None


@pytest.mark.usefixtures("ring")
def test_what_is_not_in_the_kernel_gets_no_pointer(env: dict[str, str]) -> None:
    assert not remember("payments-prod", env, "a key nobody kept")


def test_a_session_with_less_than_five_minutes_is_left_to_the_full_way(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    assert remember("payments-prod", env, keep(make_session(seconds=290)))
    assert look_up("payments-prod", env) is None


def test_a_forgotten_session_is_found_no_more(
    env: dict[str, str], ring: KernelRing, keep: Keep, make_session: MakeSession
) -> None:
    remember("payments-prod", env, keep(make_session()))
    ring.remove(entry_name("key"))
    assert look_up("payments-prod", env) is None


def test_a_renewed_session_is_found_through_the_old_pointer(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    remember("payments-prod", env, keep(make_session()))
    renewed = make_session(seconds=7200)
    keep(renewed)
    found = look_up("payments-prod", env)
    assert found is not None
    assert found.session == renewed


@pytest.mark.parametrize("raw", [b"", b"P1", b"P2" + bytes(33), b"P1" + bytes(34), bytes(35)])
def test_an_odd_pointer_is_a_miss(env: dict[str, str], ring: KernelRing, raw: bytes) -> None:
    if raw:
        ring.write(entry_name("payments-prod"), POINTER, raw, 2**33)
    assert look_up("payments-prod", env) is None


def test_one_changed_byte_in_a_profile_is_a_miss(
    env: dict[str, str], home: Path, keep: Keep, make_session: MakeSession
) -> None:
    remember("payments-prod", env, keep(make_session()))
    path = home / ".aws" / "config"
    about = path.stat()
    path.write_text(path.read_text().replace("eu-west-1", "eu-west-2"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert look_up("payments-prod", env) is None


CHANGES = {
    "another region": {"AWS_REGION": "us-east-1"},
    "another endpoint": {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"},
    "another config file": {"AWS_CONFIG_FILE": "/dev/null/config"},
    "other keys": {"AWS_ACCESS_KEY_ID": "AKIAOTHER"},
    "a swtui shell": {"SWTUI_LEVEL": "1"},
    "a proxy": {"https_proxy": "http://127.0.0.1:2"},
    "a proxy in capitals": {"HTTP_PROXY": "http://127.0.0.1:2"},
    "other settings": {"SWTUI_CONFIG": "/dev/null/other"},
    "an unknown variable of ours": {"SWTUI_NEW": "1"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_any_deciding_variable_changes_the_fingerprint(
    env: dict[str, str], change: dict[str, str]
) -> None:
    # A file that cannot even be looked for gives None, which is never equal to what is cached.
    assert fingerprint({**env, **change}) != fingerprint(env)


def test_what_says_nothing_of_the_session_changes_nothing(env: dict[str, str]) -> None:
    others = {"SWTUI_ROLE": "x", "SWTUI_SHELL": "fish", "PATH": "/x", "AWSUME_PROFILE": "x"}
    others["SWTUI_SOURCE_PROFILE"] = "x"
    assert fingerprint({**env, **others}) == fingerprint(env)


def test_a_chain_with_a_start_of_its_own_is_found_from_a_switched_shell(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    key = keep(make_session())
    switched = {**env, "AWS_ACCESS_KEY_ID": "ASIAX", "SWTUI_LEVEL": "1", "AWS_REGION": "eu-west-1"}
    remember("payments-prod", env, key, own_start=True, own_region=True)
    assert look_up("payments-prod", switched) is not None
    remember("payments-prod", env, key, own_start=True)
    assert look_up("payments-prod", switched) is None


@pytest.mark.parametrize("name", ["config", "credentials"])
def test_a_file_that_comes_or_goes_changes_the_fingerprint(
    env: dict[str, str], home: Path, name: str
) -> None:
    before = fingerprint(env)
    (home / ".aws" / name).unlink()
    assert fingerprint(env) != before


def test_new_settings_change_the_fingerprint(env: dict[str, str], home: Path) -> None:
    before = fingerprint(env)
    (home / ".config" / "swtui").mkdir(parents=True)
    (home / ".config" / "swtui" / "config.toml").write_text("awsume_profile = true\n")
    assert fingerprint(env) != before


def test_content_moved_from_one_file_to_the_other_changes_the_fingerprint(
    env: dict[str, str], home: Path
) -> None:
    before = fingerprint(env)
    config, credentials = home / ".aws" / "config", home / ".aws" / "credentials"
    credentials.write_text(config.read_text() + credentials.read_text())
    config.write_text("")
    assert fingerprint(env) != before


def test_a_tilde_in_the_variable_means_the_home_directory(env: dict[str, str], home: Path) -> None:
    there = {**env, "AWS_CONFIG_FILE": "~/other"}
    before = fingerprint(there)
    (home / "other").write_text("[profile x]\n")
    assert before is not None
    assert fingerprint(there) != before


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("path", ["$HOME/own", "${HOME}/own", "~root/own"])
def test_a_path_that_has_to_be_looked_up_is_left_to_the_full_way(
    env: dict[str, str], variable: str, path: str
) -> None:
    """Its file was taken for one that is missing: a changed role stored its old session."""
    assert fingerprint({**env, variable: path}) is None


def test_a_pipe_for_a_file_is_left_unread(env: dict[str, str], home: Path) -> None:
    os.mkfifo(home / "pipe")
    keeper = os.open(home / "pipe", os.O_RDWR)
    os.write(keeper, b"profiles")
    assert fingerprint({**env, "AWS_CONFIG_FILE": str(home / "pipe")}) is None
    assert os.read(keeper, 20) == b"profiles"
    os.close(keeper)


@pytest.mark.parametrize("path", ["/", "with\0null", "/dev/null"])
def test_what_is_no_file_has_no_fingerprint(env: dict[str, str], path: str) -> None:
    assert fingerprint({**env, "AWS_CONFIG_FILE": path}) is None


def test_without_a_home_there_is_no_fingerprint(env: dict[str, str]) -> None:
    del env["HOME"]
    assert fingerprint(env) is None


def test_an_environment_of_odd_bytes_has_a_fingerprint(env: dict[str, str]) -> None:
    assert fingerprint({**env, "AWS_PROFILE": "caf\udce9\ud800"}) is not None


def test_of_the_region_and_the_endpoint_the_users_own_count(
    env: dict[str, str], keep: Keep, make_session: MakeSession
) -> None:
    """A shell switched to another role asks with that role's, and means the user's."""
    own = {**env, "AWS_REGION": "eu-west-1"}
    assert remember("payments-prod", own, keep(make_session()))
    switched = {**env, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    switched |= {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    before = "AWS_REGION={} AWS_DEFAULT_REGION AWS_ENDPOINT_URL"
    same = {**switched, "SWTUI_USER_VALUES": before.format("eu-west-1")}
    same["SWTUI_USER_VALUES"] += (
        f"={env['AWS_ENDPOINT_URL']}" if env.get("AWS_ENDPOINT_URL") else ""
    )
    other = {
        **same,
        "SWTUI_USER_VALUES": same["SWTUI_USER_VALUES"].replace("eu-west-1", "sa-east-1"),
    }
    assert look_up("payments-prod", same) is not None
    assert look_up("payments-prod", other) is None
    assert look_up("payments-prod", switched) is None

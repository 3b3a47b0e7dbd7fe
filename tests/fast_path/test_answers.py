"""The warm commands: their answer, and what they note of a use."""

from __future__ import annotations

import json
import os
import time

import pytest

from swtui.handoff.dialects import DIALECTS, render
from swtui.handoff.environment import changes_for
from swtui.roles.recent import load_recent, save_theme
from swtui.roles.warm_uses import uses_path
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.credentials import Session
from tests.fast_path.conftest import NAME, keep, make_session, swtui


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_warm_export_is_what_the_dialects_render(session: Session, dialect: str) -> None:
    run = swtui("export", NAME, "--format", dialect)
    assert run.returncode == 0
    assert run.stdout.decode() == render(changes_for(session, os.environ), dialect)
    account, region = session.identity.account, session.region
    assert run.stderr.decode().startswith(f"{NAME} · {account} · {region} · until ")
    assert run.stderr.count(b"\n") == 1


def test_a_warm_exec_or_credential_process_says_nothing(session: Session) -> None:
    assert swtui("exec", NAME, "--", "true").stderr == b""
    assert swtui("credential-process", NAME).stderr == b""


def test_the_setting_switch_notice_is_kept_in_the_pointer(ring: KernelRing) -> None:
    keep(ring, make_session(), switch_notice=False)
    run = swtui("export", NAME, "--format", "sh")
    assert (run.returncode, run.stderr) == (0, b"")


def test_that_calls_do_not_go_to_aws_is_said_by_the_fast_path_too(ring: KernelRing) -> None:
    notice = "calls go to 127.0.0.1:1 (AWS_ENDPOINT_URL), not to AWS"
    keep(ring, make_session(), endpoint_notice=notice)
    for words in (["export", NAME, "--format", "sh"], ["exec", NAME, "--", "true"]):
        run = swtui(*words)
        assert run.returncode == 0
        assert run.stderr.decode().splitlines()[0] == f"swtui: {notice}"


def test_without_a_format_it_is_the_calling_shells(session: Session) -> None:
    run = swtui("export", NAME, env={**os.environ, "SWTUI_SHELL": "fish"})
    assert run.stdout.decode() == render(changes_for(session, os.environ), "fish")


def test_the_setting_awsume_profile_is_kept_in_the_pointer(ring: KernelRing) -> None:
    session = keep(ring, make_session(), awsume_profile=True)
    run = swtui("export", NAME, "--format", "sh")
    changes = changes_for(session, os.environ, awsume_profile=True)
    assert run.stdout.decode() == render(changes, "sh")


@pytest.mark.usefixtures("session")
def test_a_warm_credential_process_is_the_form_aws_reads() -> None:
    answer = json.loads(swtui("credential-process", NAME).stdout)
    assert answer["Version"] == 1
    assert answer["AccessKeyId"] == "ASIAEXAMPLEEXAMPLE00"
    assert set(answer) == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }


def test_a_warm_exec_gives_the_command_the_session(session: Session) -> None:
    run = swtui("exec", NAME, "--", "printenv", "AWS_SESSION_TOKEN", "SWTUI_ROLE")
    assert run.stdout.decode().splitlines() == [session.credentials.token.reveal(), NAME]


@pytest.mark.usefixtures("session")
def test_a_warm_export_or_exec_is_a_use_and_a_programs_own_call_is_none() -> None:
    save_theme(os.environ, "")  # the full way made the directory before there was a pointer
    begun = time.time()
    assert swtui("credential-process", NAME).returncode == 0
    assert load_recent(os.environ).used == {}
    assert swtui("export", NAME, "--format", "sh").returncode == 0
    used = load_recent(os.environ).used
    assert (list(used), used[NAME].count) == ([NAME], 1)
    assert int(begun) <= used[NAME].last_used <= time.time()
    assert swtui("exec", NAME, "--", "cat", uses_path(os.environ)).stdout.count(b"\n") == 2


@pytest.mark.usefixtures("session")
def test_a_use_that_cannot_be_noted_is_no_failure() -> None:
    save_theme(os.environ, "")
    os.symlink("/dev/full", uses_path(os.environ))
    assert swtui("export", NAME, "--format", "sh").stderr.count(b"\n") == 1
    assert swtui("exec", NAME, "--", "true").returncode == 0


def test_whose_a_cached_session_is_is_printed_at_once(session: Session) -> None:
    save_theme(os.environ, "")  # the full way made the directory before there was a pointer
    run = swtui("whoami", NAME)
    first, second = run.stdout.decode().splitlines()
    assert (run.returncode, first) == (0, session.identity.arn)
    assert second.startswith(f"from role {NAME}, until ")
    shown = json.loads(swtui("whoami", NAME, "--json").stdout)
    assert (shown["arn"], shown["from"]) == (session.identity.arn, f"role {NAME}")
    assert NAME in load_recent(os.environ).used


def test_whoami_with_an_option_takes_the_full_way(session: Session) -> None:
    run = swtui("whoami", NAME, "--region", "eu-west-1")
    assert run.returncode != 0
    assert session.identity.arn not in run.stdout.decode()

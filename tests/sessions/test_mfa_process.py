"""A command that gives the MFA code, in the settings or the profile, and how it can fail."""

from __future__ import annotations

import itertools
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from swtui.aws.deadline import Deadline
from swtui.errors import MfaError
from swtui.sessions.fact_cache import FactCache
from swtui.sessions.mfa import MfaPrompt, MfaPrompter
from swtui.settings import Settings
from tests.sessions.broker_harness import MFA, Answers, BrokerHarness


def script(folder: Path, body: str) -> str:
    """Write a command and return its path."""
    path = folder / "mfa-command"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(stat.S_IRWXU)
    return str(path)


def test_a_command_may_give_the_code(locked_desk: BrokerHarness) -> None:
    locked_desk.settings = Settings(mfa_process=script(locked_desk.home, "echo '123 456'"))
    locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls[-1].params["TokenCode"] == "123456"


def test_a_profiles_own_command_goes_first(locked_desk: BrokerHarness) -> None:
    locked_desk.settings = Settings(mfa_process="false")
    command = script(locked_desk.home, "echo 123456")
    locked_desk.write(MFA + f"mfa_process = {command}\n")
    locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls[-1].params["TokenCode"] == "123456"


def test_a_command_that_fails_is_an_mfa_error_with_its_words(locked_desk: BrokerHarness) -> None:
    command = script(locked_desk.home, "echo no device >&2; exit 3")
    locked_desk.settings = Settings(mfa_process=command)
    with pytest.raises(MfaError, match=r"exit code 3.*no device"):
        locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls == []


def test_a_command_that_prints_no_code_is_run_once_and_its_output_not_repeated(
    locked_desk: BrokerHarness,
) -> None:
    ran = locked_desk.home / "ran"
    command = script(locked_desk.home, f"echo x >>{ran}; echo not-a-code")
    locked_desk.settings = Settings(mfa_process=command)
    with pytest.raises(MfaError, match="printed no code") as raised:
        locked_desk.session("admin", Answers())
    assert "not-a-code" not in str(raised.value)
    assert ran.read_text() == "x\n"
    assert locked_desk.sts.calls == []


def test_waiting_for_the_next_code_is_said(locked_desk: BrokerHarness) -> None:
    """What the command would print now was used: it is run with the next window's code."""
    times = itertools.chain([0.0] * 12, itertools.repeat(60.0))
    command = script(locked_desk.home, "echo 123456")
    asking = MfaPrompter(
        ask=Answers(), env={"PATH": os.environ["PATH"]}, known=FactCache(locked_desk.env)
    )
    said: list[str] = []
    clock = iter(times)
    asking = replace(asking, clock=lambda: next(clock), sleep=lambda _: None)
    dialogue = MfaPrompt(
        asking,
        Deadline(),
        serial="device",
        role_label="admin",
        source_profile="base",
        command=command,
        tell=said.append,
    )
    dialogue.accepted()
    assert dialogue.code().code == "123456"
    assert said == ["the current MFA code was already used: mfa_process runs in 31 s"]

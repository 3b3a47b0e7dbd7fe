"""A command that gives the MFA code, in the settings or the profile, and how it can fail."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from swtui.errors import MfaError
from swtui.settings import Settings
from tests.sessions.desk import MFA, Answers, Desk


def script(folder: Path, body: str) -> str:
    """Write a command and return its path."""
    path = folder / "mfa-command"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(stat.S_IRWXU)
    return str(path)


def test_a_command_may_give_the_code(locked_desk: Desk) -> None:
    locked_desk.settings = Settings(mfa_process=script(locked_desk.home, "echo '123 456'"))
    locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls[-1].params["TokenCode"] == "123456"


def test_a_profiles_own_command_goes_first(locked_desk: Desk) -> None:
    locked_desk.settings = Settings(mfa_process="false")
    command = script(locked_desk.home, "echo 123456")
    locked_desk.write(MFA + f"mfa_process = {command}\n")
    locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls[-1].params["TokenCode"] == "123456"


def test_a_command_that_fails_is_an_mfa_error_with_its_words(locked_desk: Desk) -> None:
    command = script(locked_desk.home, "echo no device >&2; exit 3")
    locked_desk.settings = Settings(mfa_process=command)
    with pytest.raises(MfaError, match=r"exit code 3.*no device"):
        locked_desk.session("admin", Answers())
    assert locked_desk.sts.calls == []


def test_a_command_that_prints_no_code_is_run_once_and_its_output_not_repeated(
    locked_desk: Desk,
) -> None:
    ran = locked_desk.home / "ran"
    command = script(locked_desk.home, f"echo x >>{ran}; echo not-a-code")
    locked_desk.settings = Settings(mfa_process=command)
    with pytest.raises(MfaError, match="printed no code") as raised:
        locked_desk.session("admin", Answers())
    assert "not-a-code" not in str(raised.value)
    assert ran.read_text() == "x\n"
    assert locked_desk.sts.calls == []

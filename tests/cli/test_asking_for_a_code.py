"""The MFA question on a terminal: nothing typed is shown, also while the next code is awaited."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pexpect
import pytest

from swtui.files import write_private

ASK = """
import sys, time
from swtui.cli.ask_code import asker
from swtui.errors import SwtuiError
from swtui.sessions.mfa import MfaQuestion

question = MfaQuestion(
    serial="dev", role_label="admin", source_profile="base", wait_until=time.time() +
    float(sys.argv[1])
)
try:
    print("answer", asker({}, from_stdin=False)(question).code)
except SwtuiError as error:
    print("exit", error.exit_code)
"""


def asked(seconds: float) -> pexpect.spawn[str]:
    child = pexpect.spawn(
        sys.executable, ["-c", ASK, str(seconds)], encoding="utf-8", timeout=30, echo=True
    )
    child.expect_exact("that code was already used; the next one comes in")
    return child


def test_digits_of_the_used_code_are_neither_shown_nor_taken() -> None:
    child = asked(2.5)
    child.send("424242\r")
    child.expect_exact("MFA code of dev: ")
    assert "42" not in str(child.before)
    child.send("654321\r")
    child.expect_exact("answer 654321")
    assert "65" not in str(child.before)


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x1b", 6), ("\x04", 6)])
def test_the_wait_can_be_ended(key: str, code: int) -> None:
    child = asked(29)
    child.send(key)
    child.expect_exact(f"exit {code}", timeout=10)


def test_after_the_wait_the_demo_shows_the_next_code(tmp_path: Path) -> None:
    shown = tmp_path / "mfa-code"
    write_private(shown, b"111111\n")
    late = ASK.replace("asker({}", f"asker({{'SWTUI_DEMO': {str(tmp_path)!r}}}").replace(
        '"base",', '"base", demo_code="111111",'
    )
    child = pexpect.spawn(sys.executable, ["-c", late, "1.0"], encoding="utf-8", timeout=30)
    child.expect_exact("that code was already used; the next one comes in")
    time.sleep(1.3)
    write_private(shown, b"222222\n")
    child.expect_exact("demo: the code is 222222")
    assert "111111" not in str(child.before)
    child.send("222222\r")
    child.expect_exact("answer 222222")

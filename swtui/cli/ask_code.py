"""Asking for an MFA code on the terminal, or reading it from stdin.

The digits are never echoed: each is shown as a dot.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from swtui.cli.keystrokes import END_OF_INPUT, ESCAPE, INTERRUPT, at_terminal, key, unechoed, write
from swtui.errors import CancelledError, MfaError
from swtui.sessions.mfa import ATTEMPTS, MfaAnswer, MfaQuestion, demo_code
from swtui.text import clip, one_line

_RUB_OUT = ("\x7f", "\x08")
MAX_TYPED = 16
_DEMO_LATE = 2.0
"""Seconds within which the demo has written its next code."""


def asker(env: Mapping[str, str], *, from_stdin: bool) -> Callable[[MfaQuestion], MfaAnswer]:
    """Return a function that answers an MFA question, from stdin or at the terminal."""
    if from_stdin:
        return _ask_stdin
    return lambda question: _ask_terminal(question, env)


def _ask_stdin(question: MfaQuestion) -> MfaAnswer:
    """Read one line byte by byte, so that the rest of stdin is left for the child."""
    if question.attempt > 1:
        raise MfaError(f"AWS rejected the MFA code: {one_line(question.reason)}")
    line = bytearray()
    while len(line) <= MAX_TYPED:
        try:
            byte = os.read(0, 1)
        except OSError as problem:
            raise MfaError(f"cannot read the MFA code from stdin: {problem.strerror}") from None
        if byte in (b"", b"\n"):
            break
        line += byte
    return MfaAnswer(line.decode("ascii", "replace"))


def _ask_terminal(question: MfaQuestion, env: Mapping[str, str]) -> MfaAnswer:
    with at_terminal() as terminal:
        if terminal is None:
            raise MfaError(
                f"an MFA code of {clip(question.serial, 120)} is needed, but there is no terminal",
                hint="give it on stdin with --mfa-stdin, or set mfa_process in the settings",
            )
        # Ask only after this: a digit typed as soon as the question appears must not be echoed.
        with unechoed(terminal):
            write(terminal, _introduction(question))
            _wait_for_window(terminal, question)
            code = _next_demo_code(question, env)
            if code:
                write(terminal, f"demo: the code is {code}\n")
            write(terminal, f"MFA code of {clip(question.serial, 80)}: ")
            return MfaAnswer(_read_code(terminal))


def _introduction(question: MfaQuestion) -> str:
    lines = []
    if question.reason:
        lines.append(f"wrong code (AWS: {one_line(question.reason, 300)})")
    if question.attempt > 1:
        lines.append(f"attempt {question.attempt} of {ATTEMPTS}")
    return "".join(line + "\n" for line in lines)


def _wait_for_window(terminal: int, question: MfaQuestion) -> None:
    """Count down to the next code, if AWS has accepted the current one already.

    Digits typed meanwhile belong to the used code, and are dropped.
    """
    while question.wait_until is not None and (left := question.wait_until - time.time()) > 0:
        write(
            terminal, f"\rthat code was already used; the next one comes in {int(left) + 1:2d} s "
        )
        ends = time.time() + min(left, 1.0)
        while (typed := key(terminal, ends - time.time())) is not None:
            _check_for_end(terminal, typed)
    if question.wait_until is not None:
        write(terminal, "\r\x1b[K")


def _next_demo_code(question: MfaQuestion, env: Mapping[str, str]) -> str:
    """Return the demo's code; after a wait the next one, which the demo writes with a delay."""
    ends = time.time() + (_DEMO_LATE if question.wait_until is not None else 0)
    while (code := demo_code(env)) and code == question.demo_code and time.time() < ends:
        time.sleep(0.02)
    return code


def _check_for_end(terminal: int, typed: str) -> None:
    """Raise the error of a key that ends the question; other keys do nothing."""
    if typed in (*END_OF_INPUT, ESCAPE):
        write(terminal, "\n")
        raise MfaError("no MFA code was given")
    if typed == INTERRUPT:
        write(terminal, "\n")
        raise CancelledError("cancelled")


def _read_code(terminal: int) -> str:
    code = ""
    while True:
        character = key(terminal) or ""
        _check_for_end(terminal, character)
        if character in ("\r", "\n"):
            write(terminal, "\n")
            return code
        if character in _RUB_OUT:
            if code:
                code = code[:-1]
                write(terminal, "\b \b")
        elif character.isprintable() and len(code) < MAX_TYPED:
            code += character
            write(terminal, "•")

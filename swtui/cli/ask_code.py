"""Asking for an MFA code on the terminal, or reading it from stdin.

The digits are never echoed: a dot stands for each. The terminal is /dev/tty, so that stdin and
stdout may be anything.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping

from swtui.errors import CancelledError, MfaError
from swtui.sessions.mfa import MfaAnswer, MfaQuestion, demo_code
from swtui.sessions.terminal import exits_on_signals
from swtui.system import flags
from swtui.text import clip, one_line

_ESCAPE, _INTERRUPT = "\x1b", "\x03"
_END_OF_INPUT = ("\x04", "\0")
"""ctrl+d; and what Linux makes of one that was typed before single keys were taken."""
_RUB_OUT = ("\x7f", "\x08")
MAX_TYPED = 16


def asker(env: Mapping[str, str], *, from_stdin: bool) -> Callable[[MfaQuestion], MfaAnswer]:
    """Return what answers an MFA question: one line of stdin, or the person at the terminal."""
    if from_stdin:
        return _ask_stdin
    return lambda question: _ask_terminal(question, env)


def _ask_stdin(question: MfaQuestion) -> MfaAnswer:
    """Read one line byte by byte, so that the rest of stdin stays for the child."""
    if question.attempt > 1:
        raise MfaError(f"the code was not taken: {one_line(question.reason)}")
    line = bytearray()
    while len(line) <= MAX_TYPED:
        try:
            byte = os.read(0, 1)
        except OSError as problem:
            raise MfaError(f"no MFA code can be read from stdin: {problem.strerror}") from None
        if byte in (b"", b"\n"):
            break
        line += byte
    return MfaAnswer(line.decode("ascii", "replace"))


def _ask_terminal(question: MfaQuestion, env: Mapping[str, str]) -> MfaAnswer:
    try:
        terminal = os.open("/dev/tty", flags("O_RDWR", "O_NOCTTY", "O_CLOEXEC"))
    except OSError:  # Windows has none
        raise MfaError(
            f"an MFA code of {clip(question.serial, 120)} is needed, and there is no terminal",
            hint="give it on stdin: --mfa-stdin; or set mfa_process in the settings",
        ) from None
    try:
        _write(terminal, _introduction(question))
        _wait_for_window(terminal, question)
        code = demo_code(env)
        if code:
            _write(terminal, f"demo: the code is {code}\n")
        with _unechoed(terminal):
            # Only now: a digit typed at sight of the question must not be echoed.
            _write(terminal, f"MFA code of {clip(question.serial, 80)}: ")
            return MfaAnswer(_typed(terminal))
    finally:
        os.close(terminal)


def _introduction(question: MfaQuestion) -> str:
    lines = []
    if question.reason:
        lines.append(f"not taken: {one_line(question.reason, 300)}")
    if question.attempt > 1:
        lines.append(f"attempt {question.attempt} of 3")
    return "".join(line + "\n" for line in lines)


def _wait_for_window(terminal: int, question: MfaQuestion) -> None:
    """Count down to the next code where AWS has taken the present one already."""
    while question.wait_until is not None and (left := question.wait_until - time.time()) > 0:
        _write(terminal, f"\rthat code was used; the next one comes in {int(left) + 1:2d} s ")
        time.sleep(min(left, 1.0))
    if question.wait_until is not None:
        _write(terminal, "\r\x1b[K")


def _typed(terminal: int) -> str:
    code = ""
    while True:
        character = os.read(terminal, 1).decode("latin-1")
        if character in ("\r", "\n"):
            _write(terminal, "\n")
            return code
        if character in ("", *_END_OF_INPUT, _ESCAPE):
            _write(terminal, "\n")
            raise MfaError("no MFA code was given")
        if character == _INTERRUPT:
            _write(terminal, "\n")
            raise CancelledError("cancelled")
        if character in _RUB_OUT:
            if code:
                code = code[:-1]
                _write(terminal, "\b \b")
        elif character.isprintable() and len(code) < MAX_TYPED:
            code += character
            _write(terminal, "•")


@contextlib.contextmanager
def _unechoed(terminal: int) -> Iterator[None]:
    """Take single keys without echo; whatever ends us, the terminal is as it was."""
    import termios
    import tty

    before = termios.tcgetattr(terminal)
    with exits_on_signals():
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)
            after = termios.tcgetattr(terminal)
            after[3] &= ~termios.ISIG
            termios.tcsetattr(terminal, termios.TCSADRAIN, after)
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _write(terminal: int, text: str) -> None:
    os.write(terminal, text.encode())

"""Which way a copy takes, what is said about it, and what the terminal is sent."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swtui.errors import SwtuiError
from swtui.handoff.clipboard import Copied, copy, describe_ways
from swtui.handoff.clipboard_guard import bare_environment
from swtui.handoff.clipboard_ways import OSC_LIMIT, find_desktop, wrap_for_multiplexer
from swtui.secret import Secret

CANARY = "canary-7fb1"


class Terminal:
    """Takes what is written to it."""

    def __init__(self, problem: OSError | None = None) -> None:
        self.written = ""
        self._problem = problem

    def write(self, sequence: str) -> None:
        if self._problem:
            raise self._problem
        self.written += sequence


def sent(text: str | Secret, env: Mapping[str, str], secret: bool = False) -> tuple[Copied, str]:
    terminal = Terminal()
    copied = copy(text, env=env, secret=secret, clear_after=45, write_terminal=terminal.write)
    return copied, terminal.written


def test_without_a_desktop_the_text_goes_to_the_terminal_and_nothing_is_claimed() -> None:
    copied, written = sent("ls", {})

    assert written == "\x1b]52;c;bHM=\a"
    assert copied == Copied(
        way="terminal (OSC 52)",
        verified=False,
        clears_in=None,
        outcome="to the terminal (OSC 52).",
    )


def test_of_a_secret_sent_to_the_terminal_it_is_said_that_it_stays() -> None:
    copied, written = sent(Secret(CANARY), {})

    assert base64.b64decode(written[7:-1]).decode() == CANARY
    assert copied.describe("it") == (
        "Sent it to the terminal (OSC 52). It cannot be cleared from there."
    )
    assert copied.clears_in is None


def test_over_ssh_that_is_said() -> None:
    copied, _ = sent("ls", {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22", "DISPLAY": ":0"})

    assert copied.describe() == "Sent to the terminal over SSH (OSC 52)."


@given(st.text(min_size=1, max_size=200).filter(lambda t: t.encode("utf-8", "ignore") != b""))
def test_the_terminal_is_sent_exactly_the_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    _, written = sent(text, {})

    assert base64.b64decode(written.removeprefix("\x1b]52;c;").removesuffix("\a")) == text.encode()


def test_nothing_longer_than_terminals_take_is_sent() -> None:
    longest = (OSC_LIMIT - 8) // 4 * 3
    _, written = sent("x" * longest, {})
    assert OSC_LIMIT - 4 <= len(written) <= OSC_LIMIT

    with pytest.raises(SwtuiError, match="too long for the terminal"):
        sent("x" * (longest + 3), {})


def test_inside_tmux_the_sequence_is_sent_plain_and_wrapped() -> None:
    plain = "\x1b]52;c;bHM=\a"

    through = wrap_for_multiplexer(plain, {"TMUX": "/tmp/x,1,0"})

    assert through == plain + "\x1bPtmux;\x1b\x1b]52;c;bHM=\a\x1b\\"


def test_inside_screen_the_sequence_goes_in_short_strings() -> None:
    plain = f"\x1b]52;c;{'QUFB' * 200}\a"

    through = wrap_for_multiplexer(plain, {"STY": "1.pts"})

    pieces = through.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert "".join(pieces) == plain
    assert max(map(len, pieces)) < 256


def test_a_terminal_that_has_gone_is_a_failure_and_not_a_crash() -> None:
    gone = Terminal(OSError(5, "Input/output error"))

    with pytest.raises(SwtuiError, match="cannot be written to: input/output error"):
        copy("ls", env={}, secret=False, clear_after=0, write_terminal=gone.write)


def test_with_no_way_at_all_the_hint_offers_another() -> None:
    with pytest.raises(SwtuiError, match="nothing was copied") as failed:
        copy(Secret(CANARY), env={}, secret=True, clear_after=45, write_terminal=None)

    assert "swtui export NAME" in failed.value.hint
    assert CANARY not in str(failed.value) + failed.value.hint


@pytest.mark.parametrize("text", ["", "name \udce9"])
def test_what_no_clipboard_can_hold_is_refused(text: str) -> None:
    with pytest.raises(SwtuiError):
        sent(text, {})


@pytest.mark.parametrize(
    ("env", "desktop"),
    [
        ({}, ""),
        ({"DISPLAY": ":0"}, "X11 display :0"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "Wayland display wayland-0"),
        ({"WSL_DISTRO_NAME": "Debian"}, "Windows, from WSL"),
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"}, ""),
        ({"SSH_TTY": "/dev/pts/1", "WAYLAND_DISPLAY": "wayland-0"}, ""),
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": "localhost:10.0"}, "X11 display localhost:10.0"),
    ],
)
def test_the_desktop_is_the_one_before_the_user(env: dict[str, str], desktop: str) -> None:
    assert find_desktop(env).removesuffix(", forwarded") == desktop


def test_the_ways_are_told_best_first_without_running_anything() -> None:
    told = describe_ways({"DISPLAY": ":0", "TMUX": "/tmp/x,1,0", "PATH": ""})

    assert [line.split(" ")[1].rstrip("'s") for line in told[:1]] == ["desktop"]
    assert "no program tmux is on PATH" in told[1]
    assert "OSC 52" in told[2]


def test_helpers_are_given_no_key_of_ours() -> None:
    env = {"PATH": "/bin", "DISPLAY": ":0", "LC_ALL": "C", "XDG_RUNTIME_DIR": "/run"}
    secrets = {"AWS_SECRET_ACCESS_KEY": CANARY, "GITHUB_TOKEN": CANARY, "SWTUI_ROLE": "a"}

    assert bare_environment(env | secrets) == env

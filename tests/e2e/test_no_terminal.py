"""Where the picker cannot draw, it says so at once and writes no escape sequence."""

from __future__ import annotations

import time

import pytest

from tests.e2e.person import Person


def test_without_any_terminal_it_is_a_usage_error(person: Person) -> None:
    start = time.monotonic()
    ran = person.swtui()
    assert time.monotonic() - start < 3
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"terminal" in ran.stderr
    assert b"swtui list" in ran.stderr
    assert b"\x1b" not in ran.stderr


@pytest.mark.parametrize(
    "where",
    ["</dev/null", "<&-", "2>err", "2>&-", "</dev/null 2>err", "<&- 2>&-", "TERM=dumb", "TERM="],
)
def test_half_a_terminal_is_none(person: Person, where: str) -> None:
    terminal = person.terminal()
    command = f"{where} swtui" if where.startswith("TERM") else f"swtui {where}"
    terminal.line(f"{command}; echo 'e'nded $?")
    screen = terminal.wait_for(r"^ended \d+", seconds=8)
    assert "ended 2" in screen
    written = bytes(terminal.raw).split(b"swtui", 1)[1]
    assert b"\x1b[?1049h" not in written
    if "2>" not in where:
        assert "needs a terminal" in screen
    elif "err" in where:
        assert "needs a terminal" in (person.directory / "err").read_text()

"""Random keys, window sizes and ends: the picker neither crashes nor spins, and always ends."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.oracle import check_modes, check_talk, processes_of
from tests.e2e.person import Person
from tests.e2e.terminal import Terminal

LETTERS = "abcdefghijklmnopqrstuvwxyzACRYGS?:/!*#. 0123456789"
NAMED = (
    *("\r", "\r", "\t", "\x1b", "\x1b", "\x7f", "\x15", "\x17", "\x0e", "\x10", "\x0f", "\x07"),
    *("\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1bOP", "\x1b[Z"),
    *("123456", "staging admin\r", "\x1b[200~partner\x1b[201~", "\x1b[<0;20;10M\x1b[<0;20;10m"),
)
SIZES = ((20, 5), (80, 24), (39, 9), (120, 36), (60, 14), (1, 1), (200, 50), (80, 24))
ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "ctrl+c", "closed")
STEPS = 120
BY_HAND = (0, 130)
"""Codes of a picker that a key ended, or a shell that ends at once."""
IDLE_WITHIN = 10.0
ENDED_WITHIN = 10.0
BUSY = 0.5
"""Share of a processor that nothing but an endless exchange takes for a whole second."""

AGAIN_AND_AGAIN = """\
trap : INT QUIT HUP TERM
while [ ! -e stop ]; do swtui; echo $? >>codes; stty -g >>flags; sleep 0.1; done
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


def monkey(person: Person) -> Terminal:
    """Open a terminal in which one picker follows the other, and no shell takes what is typed."""
    person.program("no-shell", "#!/bin/sh\nexit 0\n")
    script = person.directory / "again"
    script.write_text(AGAIN_AND_AGAIN)
    env = {
        **person.env,
        "SHELL": str(person.directory / "bin" / "no-shell"),
        "EDITOR": "true",
        "VISUAL": "true",
        "BROWSER": "true",
    }
    terminal = Terminal(env, shell=("sh", str(script)), cwd=person.directory)  # noqa: S604 - a list
    person.terminals.append(terminal)
    return terminal


def picker_of(person: Person) -> int | None:
    """Return the process ID of the picker, if one is running."""
    found = [pid for pid, command in processes_of(person.home).items() if "__main__" in command]
    return found[0] if found else None


def processor_seconds(pid: int) -> float | None:
    """Return the processor time that a process has used; None once it ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(terminal: Terminal, pid: int) -> None:
    """Wait until the process has used little of a processor for a second, or has ended."""
    until = time.monotonic() + IDLE_WITHIN
    while time.monotonic() < until:
        before, at = processor_seconds(pid), time.monotonic()
        while time.monotonic() < at + 1:
            terminal.screen()
            time.sleep(0.02)
        after = processor_seconds(pid)
        if before is None or after is None or after - before < BUSY:
            return
    raise AssertionError(f"{pid} spins:\n{terminal.screen()}")


def play(terminal: Terminal, dice: random.Random) -> None:
    """Type keys and change the window's size at random, faster than anything is drawn."""
    for _ in range(STEPS):
        if dice.random() < 0.5:
            terminal.resize(*dice.choice(SIZES))
        else:
            terminal.send(dice.choice(NAMED) if dice.random() < 0.5 else dice.choice(LETTERS))
        time.sleep(dice.choice((0.0, 0.0, 0.01, 0.03, 0.1)))
        terminal.screen()


def end(terminal: Terminal, pid: int, how: str) -> None:
    """End the picker in one of the ways there are."""
    if how == "closed":
        terminal.hang_up()
    elif how == "ctrl+c":
        terminal.send("\x03")
    elif processor_seconds(pid) is not None:
        os.kill(pid, signal.Signals[how])


@pytest.mark.parametrize("seed", range(6))
def test_random_keys_and_sizes_are_survived(person: Person, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - it must be the same each time
    how = ENDS[seed % len(ENDS)]
    terminal = monkey(person)
    terminal.wait_for_picker()
    play(terminal, dice)
    terminal.resize(80, 24)
    pid = picker_of(person)
    if pid is not None:
        wait_until_idle(terminal, pid)
        (person.directory / "stop").touch()
        end(terminal, pid, how)
    (person.directory / "stop").touch()
    wait_until_ended(person, terminal)
    allowed = {*BY_HAND, *(128 + signal.Signals[name] for name in ENDS if name[:3] == "SIG")}
    codes = [int(word) for word in (person.directory / "codes").read_text().split()]
    raw = bytes(terminal.raw)
    assert set(codes) <= allowed, raw[-600:]
    check_talk(raw)
    if how != "closed":
        flags = (person.directory / "flags").read_text().split()
        assert len(set(flags)) == 1
        check_modes(raw)


def test_a_window_that_changes_back_and_forth_keeps_its_question(person: Person) -> None:
    """It crashed, or burnt a processor for ever."""
    terminal = monkey(person)
    terminal.wait_for_picker()
    terminal.send("search staging admin\r")
    terminal.wait_for("enter the 6 digits")
    pid = picker_of(person)
    assert pid is not None
    for turn in range(100):
        terminal.resize(*((20, 5), (80, 24))[turn % 2])
        time.sleep(0.03)
        terminal.screen()
    terminal.resize(90, 26)
    wait_until_idle(terminal, pid)
    terminal.wait_for("enter the 6 digits")
    (person.directory / "stop").touch()
    os.kill(pid, signal.SIGTERM)
    wait_until_ended(person, terminal)
    assert (person.directory / "codes").read_text().split() == ["143"]


def wait_until_ended(person: Person, terminal: Terminal) -> None:
    """Wait until nothing of the person's runs any more, reading what is still drawn."""
    until = time.monotonic() + ENDED_WITHIN
    while left := processes_of(person.home):
        assert time.monotonic() < until, f"still running: {left}\n{terminal.screen()}"
        terminal.screen()
        time.sleep(0.02)
    terminal.screen()  # reads what was written last

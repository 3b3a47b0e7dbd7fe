"""However the picker ends, the terminal is as it was, and no one is left behind."""

from __future__ import annotations

import os
import signal
import termios
import time
from pathlib import Path

import pytest

from tests.e2e.oracle import check_controls, check_modes, check_sane, processes_of, wait_for_none
from tests.e2e.person import Person, places
from tests.e2e.terminal import Terminal

ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
STATES = ("idle", "help", "mfa", "assuming")
SECONDS = 4.0
"""The longest that an end may take."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


def brought_to(state: str, terminal: Terminal) -> None:
    """Start the picker, and bring it where it is to be ended."""
    terminal.line("swtui")
    terminal.wait_for_picker()
    if state == "help":
        terminal.send("\x1bOP")
        terminal.wait_for("filter mode|list mode|every key|Keys")
    elif state == "mfa":
        terminal.send("search staging admin\r")
        terminal.wait_for("enter the 6 digits")
    elif state == "assuming":
        # This role's STS takes three seconds to answer.
        terminal.send("network hub admin\r")
        terminal.wait_for(r"esc.cancel")


def picker_of(person: Person) -> int:
    """Return the process id of the one picker that runs."""
    found = [
        pid for pid, command in processes_of(person.home).items() if "swtui.__main__" in command
    ]
    assert len(found) == 1, found
    return found[0]


def wait_for_threads(picker: int, at_most: int = 99) -> int:
    """Wait until a process has so many threads or fewer, its short work done; return how many."""
    until = time.monotonic() + 5
    while (count := len(os.listdir(f"/proc/{picker}/task"))) > at_most:
        assert time.monotonic() < until, f"{count} threads, not {at_most}"
        time.sleep(0.05)
    return count


def terminal_flags(terminal: Terminal) -> object:
    """Return how the terminal treats what is typed, as termios(3) has it."""
    return termios.tcgetattr(terminal.child.child_fd)[:4]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ENDS)
def test_a_signal_ends_it_with_its_code_and_a_sane_terminal(
    person: Person, name: str, state: str
) -> None:
    number = signal.Signals[name]
    terminal = person.terminal()
    before = terminal.run("stty -g")
    brought_to(state, terminal)
    at = time.monotonic()
    os.kill(picker_of(person), number)
    terminal.wait_for(r"^outer\$ ?\Z", seconds=SECONDS)
    assert time.monotonic() - at < SECONDS
    assert terminal.code() == 128 + number
    assert terminal.run("stty -g") == before
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))
    check_controls(bytes(terminal.raw))
    terminal.close()
    wait_for_none(person.home, SECONDS)


@pytest.mark.parametrize("state", STATES)
def test_ctrl_c_ends_it_from_anywhere(person: Person, state: str) -> None:
    terminal = person.terminal()
    brought_to(state, terminal)
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z", seconds=SECONDS)
    assert terminal.code() == 130
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))


@pytest.mark.parametrize("state", STATES)
def test_a_window_that_is_closed_leaves_nobody(person: Person, state: str) -> None:
    terminal = person.terminal()
    brought_to(state, terminal)
    terminal.hang_up()
    wait_for_none(person.home, SECONDS)


def test_a_window_closed_while_much_is_drawn_leaves_nobody(person: Person) -> None:
    for turn in range(3):
        terminal = person.terminal()
        brought_to("idle", terminal)
        # No one reads any more: what is drawn fills the queue to the terminal.
        for _ in range(60):
            terminal.send("\x1b[6~\x1b[5~")
        time.sleep(0.05 * turn)
        terminal.hang_up()
        wait_for_none(person.home, SECONDS)


STUCK = """\
#!/bin/sh
exec {python} -c '# HOME={home}
import os, sys; sys.path[0] = {root}; sys.argv[0] = "swtui"
from swtui.__main__ import main
from swtui.tui.screens.main import MainScreen
def stick(self):
    while os.path.exists("stuck"):
        pass
MainScreen._look = stick
sys.exit(main())' "$@"
"""
"""The program, whose loop is stuck for as long as there is a file `stuck`."""
WAITS = 12.0
"""Seconds in which a stuck one must end: two until the key is read, three of patience."""


def stuck(person: Person) -> Terminal:
    """Start a picker whose loop is stuck."""
    person.program("swtui", STUCK.format(home=person.home, **places()))
    terminal = person.terminal()
    brought_to("idle", terminal)
    (person.directory / "stuck").touch()
    time.sleep(1.5)
    return terminal


@pytest.mark.parametrize("how", [*ENDS, "ctrl+c"])
def test_a_picker_whose_loop_is_stuck_ends_with_a_sane_terminal(person: Person, how: str) -> None:
    """It burnt a processor for ever: handler and watchdog were the loop's own."""
    terminal = stuck(person)
    if how == "ctrl+c":
        terminal.send("x")
        terminal.send("\x03")
    else:
        os.kill(picker_of(person), signal.Signals[how])
    terminal.wait_for(r"^outer\$ ?\Z", seconds=WAITS)
    assert terminal.code() == (130 if how == "ctrl+c" else 128 + signal.Signals[how])
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))
    check_controls(bytes(terminal.raw))


def test_a_picker_whose_loop_is_stuck_ends_with_its_window(person: Person) -> None:
    terminal = stuck(person)
    terminal.hang_up()
    wait_for_none(person.home, WAITS)


def test_ctrl_z_and_fg_bring_the_screen_back(person: Person) -> None:
    terminal = person.terminal()
    brought_to("idle", terminal)
    terminal.send("search dev")
    terminal.wait_for(r"search dev +3 of \d+")
    terminal.send("\x1a")
    terminal.wait_for(r"Stopped")
    check_sane(terminal.run("stty -a"))
    terminal.line("fg")
    terminal.wait_for(r"search dev +3 of \d+")
    terminal.send(" power")
    terminal.wait_for(r"search dev power +1 of \d+")
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert terminal.code() == 130
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))


def test_stopped_from_outside_it_goes_on(person: Person) -> None:
    terminal = person.terminal()
    brought_to("idle", terminal)
    before = terminal_flags(terminal)
    picker = picker_of(person)
    terminal.wait_for("you are  jo")
    threads = wait_for_threads(picker)
    for _ in range(3):
        os.kill(picker, signal.SIGCONT)
        time.sleep(0.05)
    os.kill(picker, signal.SIGSTOP)
    terminal.wait_for("Stopped")
    check_sane(terminal.run("stty -a"))
    terminal.line("fg")
    until = time.monotonic() + 5
    while terminal_flags(terminal) != before:
        assert time.monotonic() < until
        time.sleep(0.02)
    terminal.wait_for_picker()
    terminal.send("search dev")
    terminal.wait_for(r"search dev +3 of \d+")
    wait_for_threads(picker, threads)
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z")
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))


def test_a_storm_of_sizes_ends_at_the_last(person: Person) -> None:
    # Exported, these are what they were when the program started.
    terminal = person.terminal(COLUMNS="100", LINES="30")
    brought_to("idle", terminal)
    for turn in range(300):
        terminal.resize(20 + turn % 120, 5 + turn % 50)
        if turn % 20 == 0:
            terminal.screen()
    terminal.resize(90, 24)
    terminal.wait_for(r"\A swtui (.*\n){23}.*esc list mode", seconds=5)
    terminal.send("search dev")
    terminal.wait_for(r"\A swtui (.*\n)*.*search dev +3 of \d+")
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert terminal.run("stty size") == "24 90\n"

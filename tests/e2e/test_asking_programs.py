"""A credential_process that asks on the terminal gets it, or is ended with the reason."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.oracle import check_modes, check_sane, processes_of
from tests.e2e.person import Person
from tests.e2e.terminal import Terminal

SECRET = "touch owned-by-a-typed-line"
"""A passphrase that would do harm as a shell command."""
ASKS = {
    "the terminal": "printf 'Passphrase: ' >/dev/tty; read word </dev/tty; ",
    "the terminal without echo": (
        "stty -echo </dev/tty; printf 'Passphrase: ' >/dev/tty; read word </dev/tty; "
        "stty echo </dev/tty; "
    ),
    "stdin": "printf 'Passphrase: ' >&2; read word; ",
}
INTERACTIVE = {
    "bash": 'eval "$(swtui init bash)"',
    "zsh": 'eval "$(swtui init zsh)"',
    "fish": "swtui init fish | source",
}


def ask_first(person: Person, asks: str, *, after: str = "") -> None:
    """Add the profile `vaulted`, whose program gives keys for the passphrase alone."""
    program = person.program(
        "vault",
        f"#!/bin/sh\n{asks}\n{after}\n"
        f'[ "$word" = "{SECRET}" ] || {{ echo "wrong passphrase" >&2; exit 4; }}\n'
        f"cat {person.home}/.aws/robot.json\n",
    )
    with open(person.home / ".aws/config", "a") as config:
        config.write(
            f"[profile vaulted]\nregion = eu-west-1\ncredential_process = {program} keys\n"
        )


def nothing_was_run(person: Person, terminal: Terminal) -> None:
    """Check that no typed line became a command, and that the shell works as before."""
    assert terminal.run("echo fi''ne; pwd").startswith("fine\n")
    assert not list(Path(person.directory).rglob("owned-by*"))
    check_sane(terminal.run("stty -a"))


@pytest.mark.parametrize("asks", ASKS.values(), ids=ASKS)
def test_exec_lends_it_the_terminal(person: Person, asks: str) -> None:
    ask_first(person, asks)
    terminal = person.terminal()
    terminal.line("swtui exec vaulted -- sh -c 'echo as $SWTUI_ROLE; head -n 1'")
    terminal.wait_for("Passphrase:")
    terminal.line(SECRET)
    terminal.wait_for("^as vaulted")
    terminal.line("for the child")
    terminal.wait_for("^for the child\n(.*\n)*for the child")
    nothing_was_run(person, terminal)


@pytest.mark.parametrize("shell", INTERACTIVE)
@pytest.mark.parametrize("asks", ASKS.values(), ids=ASKS)
def test_a_command_substitution_lends_it_too(person: Person, shell: str, asks: str) -> None:
    ask_first(person, asks)
    terminal = person.terminal(shell)
    terminal.line(INTERACTIVE[shell])
    terminal.line("sw vaulted")
    terminal.wait_for("Passphrase:")
    terminal.line(SECRET)
    terminal.wait_for(r"outer\$ ?\Z")
    assert terminal.run('echo "as $SWTUI_ROLE"') == "as vaulted\n"
    nothing_was_run(person, terminal)


@pytest.mark.parametrize("asks", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize("wrapped", ["{}", "sh -c '{}; exit $?'"], ids=["direct", "shell"])
def test_a_swtui_that_runs_swtui_lends_it_down(person: Person, asks: str, wrapped: str) -> None:
    ask_first(person, asks)
    with open(person.home / ".aws/config", "a") as config:
        process = wrapped.format("swtui credential-process vaulted")
        config.write(f"[profile outer]\nregion = eu-west-1\ncredential_process = {process}\n")
    terminal = person.terminal()
    terminal.line("swtui exec outer -- sh -c 'echo as $SWTUI_ROLE'")
    terminal.wait_for("Passphrase:")
    terminal.line(SECRET)
    terminal.wait_for("^as outer")
    nothing_was_run(person, terminal)
    terminal.line("swtui exec outer --refresh -- echo as''ked & wait; echo do''ne")
    screen = terminal.wait_for("^done")
    assert "wants the terminal" in screen.replace("\n", "")
    nothing_was_run(person, terminal)


def test_an_mfa_process_gets_it_too(person: Person) -> None:
    program = person.program(
        "token", "#!/bin/sh\nprintf 'PIN: ' >/dev/tty; read pin </dev/tty; cat $HOME/code\n"
    )
    (person.home / "code").write_text(person.code())
    terminal = person.terminal()
    with open(person.home / ".config/swtui/config.toml") as settings:
        text = settings.read()
    (person.home / ".config/swtui/config.toml").write_text(f'mfa_process = "{program}"\n{text}')
    terminal.line("swtui exec payments-prod-admin -- sh -c 'echo as $SWTUI_ROLE'")
    terminal.wait_for("PIN:")
    terminal.line("1234")
    terminal.wait_for("^as payments-prod-admin")
    nothing_was_run(person, terminal)


def test_a_time_limit_discards_what_is_typed_and_restores_the_terminal(person: Person) -> None:
    ask_first(person, ASKS["the terminal without echo"] + "sleep 50; ")
    terminal = person.terminal()
    terminal.line("swtui exec vaulted -- echo as''ked")
    terminal.wait_for("Passphrase:")
    terminal.line("one")
    terminal.line(SECRET)
    (pid,) = [pid for pid, name in processes_of(person.home).items() if "exec vaulted" in name]
    os.kill(pid, signal.SIGTERM)
    terminal.wait_for(r"outer\$ ?\Z")
    assert terminal.code() == 143
    wait_for_none_but(person)
    nothing_was_run(person, terminal)


def wait_for_none_but(person: Person) -> None:
    """Wait until the program that asked is gone."""
    until = time.monotonic() + 5
    while any("vault" in name for name in processes_of(person.home).values()):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_picker_that_is_left_ends_the_program_that_it_waits_for(person: Person) -> None:
    ask_first(person, "sleep 97; ")
    terminal = person.terminal()
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("vaulted\r")
    until = time.monotonic() + 10
    while not any("sleep 97" in name for name in processes_of(person.home).values()):
        assert time.monotonic() < until
        time.sleep(0.05)
    terminal.send("\x03")
    terminal.wait_for_return()
    wait_for_none_but(person)
    assert not any("sleep 97" in name for name in processes_of(person.home).values())


def test_ctrl_c_at_its_question_cancels(person: Person) -> None:
    ask_first(person, ASKS["the terminal without echo"])
    terminal = person.terminal()
    terminal.line('eval "$(swtui export vaulted)"; echo "cod""e ${SWTUI_ROLE:-none}"')
    terminal.wait_for("Passphrase:")
    terminal.send("\x03")
    terminal.wait_for("^code none")
    terminal.line("swtui export vaulted")
    terminal.wait_for("Passphrase:(.*\\n)*.*Passphrase:")
    terminal.send("\x03")
    terminal.wait_for(r"cancelled\n(.*\n)*outer\$ ?\Z")
    assert terminal.code() == 130
    nothing_was_run(person, terminal)


def test_ctrl_z_stops_the_whole_job_and_fg_goes_on(person: Person) -> None:
    ask_first(person, ASKS["the terminal without echo"])
    terminal = person.terminal()
    terminal.line("swtui exec vaulted -- echo as''ked")
    terminal.wait_for("Passphrase:")
    terminal.send("\x1a")
    terminal.wait_for("Stopped")
    assert terminal.run("echo fi''ne") == "fine\n"
    terminal.line("fg")
    terminal.wait_for(r"fg\n.*swtui exec")
    terminal.line(SECRET)
    terminal.wait_for("^asked")
    nothing_was_run(person, terminal)


def test_what_is_typed_for_one_that_fails_is_discarded(person: Person) -> None:
    ask_first(person, ASKS["the terminal"], after="sleep 1")
    terminal = person.terminal()
    terminal.line("swtui exec vaulted -- echo as''ked")
    terminal.wait_for("Passphrase:")
    terminal.line("mistyped")
    terminal.line(SECRET)
    terminal.wait_for(r"failed \(exit code 4\): .*wrong passphrase")
    nothing_was_run(person, terminal)


def test_in_the_background_it_is_ended_and_named(person: Person) -> None:
    ask_first(person, ASKS["the terminal"])
    terminal = person.terminal()
    started = time.monotonic()
    terminal.line("swtui exec vaulted -- echo as''ked & wait; echo do''ne")
    screen = terminal.wait_for("^done")
    assert time.monotonic() - started < 15
    assert re.search(r"wants the terminal.*vault", screen.replace("\n", ""))
    nothing_was_run(person, terminal)


@pytest.mark.parametrize("by", ["swtui", 'eval "$(swtui)"'])
def test_the_picker_ends_it_and_says_which_command_helps(person: Person, by: str) -> None:
    ask_first(person, ASKS["the terminal without echo"])
    terminal = person.terminal()
    terminal.line(by)
    terminal.wait_for_picker()
    terminal.send("vaulted\r")
    terminal.wait_for("wants the terminal")
    screen = terminal.wait_for("swtui shell")
    assert "vault" in screen
    terminal.send("\x03")
    terminal.wait_for_return()
    check_modes(bytes(terminal.raw))
    nothing_was_run(person, terminal)

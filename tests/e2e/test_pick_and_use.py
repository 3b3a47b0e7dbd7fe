"""From the picker to a shell that has the role: with MFA, over the clipboard, and as a subshell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e.oracle import check_controls, check_modes, check_sane, check_secrets
from tests.e2e.person import Person, need, touched
from tests.e2e.terminal import Terminal

ROLE = "search-staging-admin"
"""Needs an MFA code, and is not production."""
SHELLS = ("bash", "zsh", "dash", "fish")


@pytest.fixture
def staging(person: Person) -> str:
    """Return the ARN of a session of ROLE."""
    account = next(
        account
        for account in person.demo.server.organisation.accounts.values()
        if account.name == "search-staging"
    )
    return f"arn:aws:sts::{account.id}:assumed-role/Admin/"


@pytest.mark.parametrize("shell", SHELLS)
def test_what_y_copies_makes_a_shell_the_role_when_pasted(
    person: Person, shell: str, staging: str
) -> None:
    pane = person.tmux(shell)
    pane.line("swtui")
    pane.wait_for(r"\d+ of \d+")
    pane.send("search staging admin")
    pane.wait_for(r"1 of \d+")
    pane.key("Enter")
    pane.wait_for("MFA code")
    pane.send(person.code())
    pane.wait_for("Enter sends it")
    pane.key("Enter")
    pane.wait_for(f"● {ROLE}")
    pane.send("y")
    pane.wait_for(r"buffer\b")
    pane.key("C-c")
    pane.wait_for(r"^outer\$ ?$")

    pane.paste("swtui")
    pane.key("Enter")

    expected = person.exported(ROLE)
    assert person.environment_in(pane) == expected
    assert person.whose(expected).startswith(staging)


@pytest.fixture
def display() -> Iterator[str]:
    """Yield the name of an X display of our own."""
    need("Xvfb")
    need("xclip")
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-nolisten", "tcp", "-screen", "0", "64x64x8"],
        pass_fds=[writes],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def test_the_desktops_clipboard_is_evaluated_byte_for_byte(person: Person, display: str) -> None:
    terminal = person.terminal(DISPLAY=display)
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("search dev readonly\r")
    terminal.wait_for("● search-dev-readonly")
    terminal.send("y")
    terminal.wait_for(r"cleared in")
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?$")

    terminal.run('eval "$(xclip -selection clipboard -o)"')

    assert person.environment_in(terminal) == person.exported("search-dev-readonly")
    check_secrets(bytes(terminal.raw), person.secrets())


def test_the_secret_free_copy_holds_no_secret_and_switches_a_shell(
    person: Person, display: str
) -> None:
    terminal = person.terminal(DISPLAY=display)
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("search dev readonly\r")
    terminal.wait_for("● search-dev-readonly")
    terminal.send("Y")
    terminal.wait_for(r"Copied command to the clipboard \(xclip\)")
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?$")

    copied = terminal.run("xclip -selection clipboard -o")
    assert copied == "eval \"$(swtui export 'search-dev-readonly')\""
    terminal.run('eval "$(xclip -selection clipboard -o)"')

    assert person.environment_in(terminal) == person.exported("search-dev-readonly")


def become(person: Person, terminal: Terminal, words: str, role: str) -> None:
    """Pick a role that needs MFA, in the picker."""
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send(f"{words}\r")
    terminal.wait_for("MFA code")
    terminal.send(person.code())
    terminal.wait_for("Enter sends it")
    terminal.send("\r")
    terminal.wait_for(f"● {role}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "dash"])
def test_a_subshell_has_the_role_and_gives_its_code_back(
    person: Person, shell: str, staging: str
) -> None:
    terminal = person.terminal(SHELL=need(shell), AWS_PROFILE="base", AWS_SECURITY_TOKEN="stale")
    become(person, terminal, "search staging admin", ROLE)
    terminal.send("s")
    prompt = r"^outer\$ ?$" if shell == "dash" else rf"^\[{ROLE}\] inner> ?$"
    terminal.wait_for(prompt)

    inside = person.environment_in(terminal)
    assert inside == person.exported(ROLE)
    assert person.whose(inside).startswith(staging)
    assert "AWS_SECURITY_TOKEN" not in inside
    terminal.line("exit 7")
    assert terminal.code() == 7

    assert person.environment_in(terminal) == touched(b"AWS_PROFILE=base\0AWS_SECURITY_TOKEN=stale")
    check_sane(terminal.run("stty -a"))
    check_modes(bytes(terminal.raw))
    check_controls(bytes(terminal.raw), titles=True)
    check_secrets(bytes(terminal.raw), person.secrets())


def test_a_code_once_for_many_roles_serves_the_next_role_too(person: Person) -> None:
    terminal = person.terminal()
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("search staging admin\r")
    terminal.wait_for("every role of base")
    terminal.send("a")
    terminal.wait_for("✓ a use this code for every role of base")
    terminal.send(person.code())
    terminal.wait_for("Enter sends it")
    terminal.send("\r")
    terminal.wait_for(f"● {ROLE}")
    terminal.send("\x1b")
    terminal.wait_gone("you are .*assumed-role")
    terminal.send("\x15payments staging admin\r")
    terminal.wait_for("● payments-staging-admin")


def test_a_production_role_asks_and_enter_is_not_yes(person: Person) -> None:
    terminal = person.terminal()
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("payments prod readonly\r")
    terminal.wait_for("PRODUCTION")
    terminal.send("\r\r\r")
    terminal.wait_for("Enter does not confirm")
    terminal.send("n")
    terminal.wait_gone("PRODUCTION")
    assert not person.demo.server.keys._issued
    terminal.send("\r")
    terminal.wait_for("PRODUCTION")
    terminal.send("y")
    terminal.wait_for("● payments-prod-readonly")
    assert re.search(r"▲ PROD", terminal.screen())


def test_the_demo_shows_its_code_beside_the_question(person: Person) -> None:
    terminal = person.terminal(columns=100)
    terminal.line("swtui demo")
    terminal.wait_for_picker()
    terminal.send("search staging admin\r")
    shown = re.search(r"the code is (\d{3}) (\d{3})", terminal.wait_for(r"the code is \d{3} \d{3}"))
    assert shown
    terminal.send("".join(shown.groups()) + "\r")
    terminal.wait_for(f"● {ROLE}")
    terminal.send("s")
    terminal.wait_for(rf"\[DEMO {ROLE}\]")
    directory = terminal.run('echo "$SWTUI_DEMO"').strip()
    assert os.path.isdir(directory)
    terminal.line("exit 3")
    assert terminal.code() == 3
    assert not os.path.exists(directory)


def test_the_notice_of_a_bad_line_opens_the_editor_there_and_comes_back(person: Person) -> None:
    config = person.home / ".aws" / "config"
    text = f"{config.read_text()}\n[services local]\nno assignment\n"
    config.write_text(text)
    line = 1 + text.splitlines().index("no assignment")
    script = '#!/bin/sh\necho "$@" >>"$HOME/edited"\nsed -i "${1#+}d" "$2"\n'
    person.program("my-editor", script)
    pane = person.tmux(EDITOR="my-editor")
    pane.line("swtui")
    pane.wait_for(rf"config:{line} \(ctrl\+o opens it\)")
    pane.key("C-o")
    pane.wait_for(r"\A(?![\s\S]*ctrl\+o opens it)[\s\S]*\d+ of \d+")
    assert (person.home / "edited").read_text() == f"+{line} {config}\n"
    pane.key("C-c")
    pane.wait_for(r"^outer\$ ?$")

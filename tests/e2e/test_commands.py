"""`swtui shell`, `exec` and `export` typed at a prompt, with MFA asked on the terminal."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.e2e.oracle import check_controls, check_sane, check_secrets
from tests.e2e.person import Person

ROLE = "search-staging-admin"
QUESTION = r"MFA code of arn:aws:iam::123456789012:mfa/jo: ?"


def test_the_code_is_asked_without_echo_and_the_command_runs(person: Person) -> None:
    terminal = person.terminal()
    terminal.line(f"swtui exec {ROLE} -- sh -c 'echo \"$SWTUI_ROLE\" done; exit 9'")
    terminal.wait_for(QUESTION)
    code = person.code()
    terminal.send(code + "\r")
    terminal.wait_for(rf"^{ROLE} done")
    assert terminal.code() == 9
    assert code.encode() not in terminal.raw
    assert "•" * 6 in terminal.screen()
    check_sane(terminal.run("stty -a"))
    check_secrets(bytes(terminal.raw), person.secrets())
    check_controls(bytes(terminal.raw))


def test_a_wrong_code_is_asked_again_with_the_reason(person: Person) -> None:
    terminal = person.terminal()
    terminal.line(f"swtui shell {ROLE}")
    terminal.wait_for(QUESTION)
    terminal.send("000000\r")
    terminal.wait_for("MultiFactorAuthentication failed")
    terminal.wait_for("attempt 2 of 3")
    terminal.send(person.code() + "\r")
    terminal.wait_for(rf"^\[{ROLE}\] inner>")
    terminal.line("exit 4")
    assert terminal.code() == 4


def test_three_wrong_codes_are_enough(person: Person) -> None:
    ran = person.swtui("exec", ROLE, "--mfa-stdin", "--", "true", input=b"000000\n")
    assert ran.returncode == 6
    assert b"MultiFactorAuthentication failed" in ran.stderr

    terminal = person.terminal()
    terminal.line(f"swtui export {ROLE}")
    for attempt, code in ((1, "000000"), (2, "12ab"), (3, "000001")):
        if attempt > 1:
            terminal.wait_for(f"attempt {attempt} of 3")
        terminal.wait_for(QUESTION + r"\Z")
        terminal.send(code + "\r")
    assert terminal.code() == 6
    check_sane(terminal.run("stty -a"))


@pytest.mark.parametrize(
    ("key", "code"), [("\x03", 130), ("\x1b", 6), ("\x04", 6)], ids=["ctrl+c", "escape", "ctrl+d"]
)
def test_no_answer_is_an_exit_code_and_no_call(person: Person, key: str, code: int) -> None:
    terminal = person.terminal()
    terminal.line(f'eval "$(swtui export {ROLE})"')
    terminal.wait_for(QUESTION)
    terminal.send("12" + key)
    terminal.wait_for(r"^outer\$ ?\Z")
    terminal.line(f"swtui exec {ROLE} -- true")
    terminal.wait_for(QUESTION + r"\Z")
    terminal.send(key)
    assert terminal.code() == code
    check_sane(terminal.run("stty -a"))
    assert not person.demo.server.keys._issued
    assert "SWTUI_ROLE" not in person.environment_in(terminal)


def test_without_a_terminal_it_ends_at_once_and_says_what_would_help(person: Person) -> None:
    start = time.monotonic()
    ran = person.swtui("export", ROLE)
    assert time.monotonic() - start < 5
    assert (ran.returncode, ran.stdout) == (6, b"")
    assert b"--mfa-stdin" in ran.stderr


def test_the_code_may_come_on_stdin_and_the_rest_is_the_childs(person: Person) -> None:
    ran = person.swtui(
        *("exec", ROLE, "--mfa-stdin", "--", "sh", "-c", 'cat; echo "$SWTUI_ROLE"'),
        input=person.code().encode() + b"\nfor the child\n",
    )
    assert (ran.returncode, ran.stdout) == (0, f"for the child\n{ROLE}\n".encode())


def test_one_code_serves_every_later_command(person: Person) -> None:
    first = person.swtui("export", ROLE, "--mfa-stdin", input=person.code().encode() + b"\n")
    again = person.swtui("export", ROLE)
    assert (first.returncode, again.returncode) == (0, 0)
    assert again.stdout == first.stdout
    listed = json.loads(person.swtui("sessions", "--json").stdout)
    assert [entry["name"] for entry in listed] == [ROLE]
    assert person.swtui("sessions", "clear").returncode == 0
    assert person.swtui("export", ROLE).returncode == 6


def test_export_on_a_terminal_says_how_it_goes_unseen(person: Person) -> None:
    terminal = person.terminal()
    terminal.line("swtui export search-dev-readonly")
    terminal.wait_for(r"these are secrets, now on your screen")
    assert terminal.code() == 0


def test_a_typo_is_never_another_role(person: Person) -> None:
    ran = person.swtui("export", "search-dev-readonyl")
    assert (ran.returncode, ran.stdout) == (3, b"")
    assert b"search-dev-readonly" in ran.stderr


def test_a_refusal_is_4_with_the_words_of_aws_and_a_next_step(person: Person) -> None:
    ran = person.swtui("export", "access-lab-trusts-sam-only")
    assert (ran.returncode, ran.stdout) == (4, b"")
    assert re.search(rb"is not authorized to perform: sts:AssumeRole", ran.stderr)
    assert len(ran.stderr.splitlines()) > 1

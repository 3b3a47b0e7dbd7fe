"""What a terminal and its user do to a subshell, and what scripts do to the commands."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from tests.e2e.oracle import check_sane, wait_for_none
from tests.e2e.person import Person, need
from tests.e2e.terminal import WAIT, Terminal
from tests.signals import signals_in

ROLE = "payments-dev-readonly"

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


@pytest.fixture
def inner(person: Person) -> Terminal:
    """Return a terminal in which a swtui shell is at its prompt."""
    terminal = person.terminal()
    terminal.line(f"swtui shell {ROLE}")
    terminal.wait_for(rf"^\[{ROLE}\] inner> ?\Z")
    return terminal


def wait_until_it_reads(terminal: Terminal) -> None:
    """Wait until the shell at its prompt sleeps: bash loses a ctrl+c between prompt and read."""
    state = Path("/proc", terminal.run("echo $$").strip(), "stat")
    until = time.monotonic() + WAIT
    asleep = 0
    while asleep < 3:
        assert time.monotonic() < until, terminal.screen()
        time.sleep(0.02)
        at_prompt = re.search(r"inner> ?\Z", terminal.screen())
        is_asleep = state.read_text().rpartition(")")[2].split()[0] == "S"
        asleep = asleep + 1 if at_prompt and is_asleep else 0


@pytest.mark.parametrize(("end", "code"), [("0", 0), ("255", 255)])
def test_its_exit_code_is_ours(inner: Terminal, end: str, code: int) -> None:
    inner.line(f"exit {end}")
    inner.wait_for(r"^outer\$ ?\Z")
    assert inner.code() == code


@pytest.mark.parametrize(("name", "code"), [("TERM", 143), ("KILL", 137), ("SEGV", 139)])
def test_a_shell_that_is_killed_leaves_a_sane_terminal(
    inner: Terminal, name: str, code: int
) -> None:
    # An interactive bash ignores TERM, unless it is reported not to.
    inner.line(f"trap - TERM; exec sh -c 'kill -{name} $$'")
    inner.wait_for(r"^outer\$ ?\Z")
    assert inner.code() == code
    check_sane(inner.run("stty -a"))


def test_ctrl_c_ends_only_what_runs(inner: Terminal) -> None:
    wait_until_it_reads(inner)
    inner.send("\x03")
    inner.wait_for(r"\^C\n+.*inner> ?\Z")
    for key, code in (("\x03", 130), ("\x1c", 131)):
        inner.line(f"echo be''fore {code}; cat")
        inner.wait_for(rf"^before {code}$")
        inner.line(f"for {code}")
        inner.wait_for(rf"^for {code}\nfor {code}$")
        inner.send(key)
        inner.wait_for(r"\^[C\\].*\n+.*inner> ?\Z")
        assert inner.code() == code


def test_it_can_be_suspended_and_brought_back(inner: Terminal) -> None:
    inner.line("suspend -f")
    inner.wait_for(r"Stopped")
    assert inner.run("echo out''side") == "outside\n"
    inner.line("fg")
    assert inner.run('echo "$SWTUI_ROLE"') == f"{ROLE}\n"


def test_it_hears_of_a_new_size(inner: Terminal) -> None:
    inner.resize(91, 23)
    assert inner.run("stty size") == "23 91\n"


def test_a_window_that_is_closed_leaves_no_shell(person: Person, inner: Terminal) -> None:
    inner.line("echo bu''sy; while :; do echo noise; done")
    inner.wait_for("^busy|noise")
    inner.hang_up()
    wait_for_none(person.home, 4.0)


def test_a_shell_from_the_picker_has_only_the_terminals_descriptors(person: Person) -> None:
    terminal = person.terminal()
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("payments dev readonly\rs")
    terminal.wait_for(rf"^\[{ROLE}\] inner> ?\Z")
    listed = terminal.run("ls -l /proc/$$/fd | awk '{print $(NF-2)}' | xargs").split()
    # bash keeps 255 for the terminal itself.
    assert set(listed) <= {"0", "1", "2", "255", "total"} | {""}, listed
    flags = terminal.run("grep -E 'Sig(Ign|Blk)' /proc/self/status | xargs")
    assert signals_in(flags, "SigBlk") == 0
    assert signals_in(flags, "SigIgn") == 0


def test_a_start_up_file_that_brings_its_own_keys_is_named(person: Person) -> None:
    with (person.home / ".bashrc").open("a") as stream:
        stream.write("export AWS_ACCESS_KEY_ID=AKIASTALE AWS_PROFILE=sam\n")
    terminal = person.terminal()
    terminal.line(f"swtui shell {ROLE}")
    screen = terminal.wait_for("a start-up file of bash has changed")
    assert "AWS_ACCESS_KEY_ID" in screen
    assert "AWS_PROFILE" in screen


def test_commands_stand_in_pipes(person: Person) -> None:
    terminal = person.terminal()
    (person.directory / "in").write_text("from a file\n")
    command = f"swtui exec {ROLE} -- sh -c 'cat; exit 3' <in 2>talk | cat; echo ${{PIPESTATUS[0]}}"
    assert terminal.run(command) == "from a file\n3\n"
    count = terminal.run("set -o pipefail; swtui list | head -1 | wc -l; set +o pipefail")
    assert count == "1\n"
    assert terminal.run("swtui list 2>&1 | head -1 >/dev/null; echo ${PIPESTATUS[0]}") in (
        "0\n",
        "141\n",
    )


def test_a_command_that_cannot_run_is_126_or_127(person: Person) -> None:
    assert person.swtui("exec", ROLE, "--", "no-such-command").returncode == 127
    plain = person.directory / "plain"
    plain.write_text("text")
    assert person.swtui("exec", ROLE, "--", str(plain)).returncode == 126


def test_a_large_environment_and_argument_are_passed_on(person: Person) -> None:
    person.exported(ROLE)
    ran = person.swtui("exec", ROLE, "--", "true", "x" * 120_000, env={"BIG": "y" * 120_000})
    assert ran.returncode == 0


def test_a_full_disk_is_an_error_and_said(person: Person) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    terminal = person.terminal()
    terminal.line(f"swtui export {ROLE} >/dev/full")
    terminal.wait_for("cannot write to stdout")
    assert terminal.code() == 1


@pytest.mark.parametrize("words", ["list", f"export {ROLE} --format bash", "--version", "whoami"])
def test_a_closed_stdout_is_an_error_and_said(person: Person, words: str) -> None:
    """It was told as a mistake of swtui's own, AttributeError."""
    terminal = person.terminal()
    terminal.line(f"swtui {words} >&-; echo 'e'nded $?")
    screen = terminal.wait_for(r"^ended 1")
    assert "cannot write to stdout: Bad file descriptor" in screen


def test_descriptors_that_are_closed_stay_closed_for_the_command(person: Person) -> None:
    command = f"swtui exec {ROLE} -- sh -c 'ls /proc/self/fd >list' 0<&- 2>&-"
    terminal = person.terminal()
    assert terminal.run(command) == ""
    # `ls` itself opens the directory, on the lowest number that is free.
    assert (person.directory / "list").read_text().split() == ["0", "1"]


def test_zsh_keeps_its_job_control(person: Person) -> None:
    terminal = person.terminal(SHELL=need("zsh"))
    terminal.line(f"swtui shell {ROLE}")
    terminal.wait_for(rf"^\[{ROLE}\] inner> ?\Z")
    terminal.line("sh -c 'echo re\"\"ady; exec sleep 60'")
    terminal.wait_for("^ready")
    terminal.send("\x1a")
    terminal.wait_for("suspended")
    terminal.line("kill -KILL %1")
    terminal.wait_for("killed")
    terminal.line("exit 4")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert terminal.code() == 4

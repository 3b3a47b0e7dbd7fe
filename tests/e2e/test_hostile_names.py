"""Names that try to be something else, through a real terminal and into a real shell."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.e2e.oracle import check_controls, check_modes, check_talk
from tests.e2e.person import Person, need

NAMES = {
    "osc 52": b"a\x1b]52;c;Q0FOQVJZ\x1b\\CANARY",
    "title": b"b\x1b]0;CANARY\x07",
    "clear": b"c\x1b[2J\x1b[?1049lCANARY",
    "c1 csi": "d\x9b2JCANARY".encode(),
    "c1 osc": "e\x9d0;CANARY\x9c".encode(),
    "tab": b"f\tCANARY",
    "delete": b"g\x7f\x08CANARY",
    "markup": rb"h[/] [bold [$x] [@click=app.quit] \[x CANARY",
    "quotes": rb"""i'"\$(touch CANARY)`touch CANARY`;&|<>*?~!#CANARY""",
    "dash": b"-n",
    "help": b"--help",
    "equals": b"=ls",
    "bidi": "j\u202e\u2066CANARY\u2069".encode(),
    "invisible": "k\u200b\ufeff\u3164CANARY".encode(),
    "homoglyph": "рayments-dev".encode(),
    "emoji": "l👩‍👩‍👧‍👦宽字CANARY".encode(),
    "combining": ("m" + "e\u0301" * 100 + "CANARY").encode(),
    "long": b"n" * 10_000 + b"CANARY",
    "path": b"../../x",
    "passwd": b"/etc/passwd",
    "device": b"con",
    "percent": b"%(x)s %s {} ${HOME}",
    "command": b"list",
}
"""What each is, and its bytes; CANARY follows what must not take effect."""
ROLE_ARN = b"arn:aws:iam::117117117117:role/ReadOnly"


@pytest.fixture
def adversary(person: Person) -> Person:
    """Return a person whose files hold nothing but such names, of profiles, accounts and roles."""
    sections = [b"[profile base]\nregion = eu-west-1\n"]
    for name in NAMES.values():
        sections.append(
            b"[profile " + name + b"]\nrole_arn = " + ROLE_ARN + b"\nsource_profile = base\n"
        )
    sections.append(
        b"[profile tail]\nsource_profile = base\n"
        b"role_arn = arn:aws:iam::117117117117:role/\x1b]0;CANARY\x07\x1b[2J\n"
    )
    sections.append(b"[profile null\x00CANARY]\nregion = \x1b[2JCANARY\n")
    sections.append(b"[profile \xff\xfeCANARY]\nregion = eu-west-1\n")
    (person.home / ".aws/config").write_bytes(b"\n".join(sections))
    (person.home / ".config/swtui/config.toml").write_text(
        '[accounts."117117117117"]\n'
        'name = "\\u001b]0;CANARY\\u0007\\u001b[2J\\n\\r\\u202e[bold]acc"\n'
    )
    return person


def test_the_whole_list_is_drawn_and_each_selected_as_text_alone(adversary: Person) -> None:
    terminal = adversary.terminal(columns=140, rows=50)
    terminal.line("swtui")
    terminal.wait_for_picker()
    for _ in NAMES:
        terminal.send("\x1b[B")
        terminal.screen()
    terminal.send("\x1b")
    terminal.wait_gone("esc list mode")
    terminal.send("v")
    terminal.send("gG?")
    terminal.wait_for(r"esc.+(close|back)|Keys|every key")
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z")
    shown = bytes(terminal.raw)
    check_controls(shown)
    check_modes(shown)
    check_talk(shown)
    assert terminal.painted.title == ""
    assert rb"\u{1b}" in shown
    assert not (adversary.directory / "CANARY").exists()


def listed(person: Person) -> list[bytes]:
    """Return the raw names that `list --json` gives for what can be used."""
    ran = person.swtui("list", "--json")
    assert ran.returncode == 0
    check_controls(ran.stderr)
    roles = json.loads(ran.stdout)
    usable = [os.fsencode(role["name"]) for role in roles if role["problem"] is None]
    return [name for name in usable if name in NAMES.values()]


def test_commands_write_no_control_character_of_a_name(adversary: Person) -> None:
    names = listed(adversary)
    assert len(names) >= 15
    terminal = adversary.terminal(columns=200, rows=60)
    terminal.line("swtui list")
    terminal.line("swtui explain --offline -- tail")
    terminal.line("swtui whoami; swtui export CANARY; echo al''l")
    terminal.wait_for("^all")
    check_controls(bytes(terminal.raw))
    for name in names:
        ran = adversary.swtui("explain", "--offline", "--", name)
        assert ran.returncode == 0, ran.stderr
        check_controls(ran.stdout + ran.stderr)
        assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash", "fish"])
def test_the_exports_of_every_name_are_exact_in_a_shell(adversary: Person, shell: str) -> None:
    path = need(shell)
    dialect = "sh" if shell == "dash" else shell
    names = listed(adversary)
    keep = adversary.directory / "kept"
    script = b""
    names = names if shell == "bash" else names[::4]
    for number, name in enumerate(names):
        ran = adversary.swtui("export", "--format", dialect, "--", name)
        assert ran.returncode == 0, ran.stderr
        script += ran.stdout + f"\nkeep-env {keep}{number}\n".encode()
    ran = subprocess.run(
        [path, "-f"] if shell == "zsh" else [path],
        input=script,
        env=adversary.env,
        cwd=adversary.directory,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == b""
    assert ran.returncode == 0
    for number, name in enumerate(names):
        variables = (adversary.directory / f"kept{number}").read_bytes().split(b"\0")
        assert b"SWTUI_ROLE=" + name in variables
    assert not (adversary.directory / "CANARY").exists()


def test_a_hostile_role_is_assumed_and_named_safely_in_the_prompt(adversary: Person) -> None:
    terminal = adversary.terminal(columns=140)
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.send("2J1049l")
    terminal.wait_for(r"1 of \d+|2 of \d+")
    terminal.send("\r")
    terminal.wait_for("● c")
    terminal.send("s")
    terminal.wait_for(r"inner> ?\Z")
    inside = adversary.environment_in(terminal)
    assert os.fsencode(inside["SWTUI_ROLE"]) == NAMES["clear"]
    terminal.line("exit 2")
    assert terminal.code() == 2
    check_controls(bytes(terminal.raw))
    check_modes(bytes(terminal.raw))

"""The function `sw` and `eval "$(swtui)"`: the current shell switched, and switched back."""

from __future__ import annotations

import pytest

from tests.e2e.oracle import check_controls, check_modes, check_sane, check_secrets
from tests.e2e.person import Person
from tests.e2e.terminal import Terminal

INIT = {
    "bash": 'eval "$(swtui init bash)"',
    "zsh": 'eval "$(swtui init zsh)"',
    "fish": "swtui init fish | source",
}
STRICT = {"bash": "set -eu", "zsh": "setopt nounset noclobber", "fish": "true"}
ONE, OTHER = "search-dev-readonly", "payments-dev-admin"


@pytest.fixture(params=list(INIT))
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def terminal(person: Person, shell: str) -> Terminal:
    """Return a strict shell with `sw`, in which another tool has left its marks."""
    terminal = person.terminal(shell, AWS_PROFILE="it's \\ $HOME", AWS_REGION="", AWS_VAULT="a\nb")
    terminal.line(INIT[shell])
    terminal.line(STRICT[shell])
    return terminal


def test_words_take_the_only_match_and_off_restores_everything(
    person: Person, terminal: Terminal, shell: str
) -> None:
    before = person.environment_in(terminal)
    assert before["AWS_PROFILE"] == "it's \\ $HOME"
    assert (before["AWS_REGION"], before["AWS_VAULT"]) == ("", "a\nb")

    terminal.line("sw search dev readonly")
    terminal.wait_for(f"{ONE} is the only match")
    inside = person.environment_in(terminal)
    assert inside == person.exported(ONE)

    terminal.run("sw payments-dev-admin")
    assert person.environment_in(terminal) == person.exported(OTHER)
    terminal.run("sw -")
    assert person.environment_in(terminal) == inside
    terminal.run("sw .")
    renewed = person.environment_in(terminal)
    assert renewed["SWTUI_ROLE"] == ONE
    assert renewed["AWS_ACCESS_KEY_ID"] != inside["AWS_ACCESS_KEY_ID"]
    assert person.whose(renewed) == person.whose(inside)

    terminal.run(f"sw {OTHER} -- keep-env {person.directory}/child")
    assert f"SWTUI_ROLE={OTHER}".encode() in (person.directory / "child").read_bytes()
    assert person.environment_in(terminal) == renewed

    terminal.run("sw --off")
    assert person.environment_in(terminal) == before
    check_secrets(bytes(terminal.raw), person.secrets())


TAKEN = {
    "bash": "export unset printf eval command local declare shopt set shift test [ : read cd",
    "zsh": "unset printf eval setopt emulate shift test [ : read cd command",
    "fish": "export unset printf contains",
}
"""Names of builtins that a user's functions may have; zsh and fish refuse some others."""
DEFINED = {"fish": "function {name}; builtin echo {name} >>taken; end"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_functions_with_the_names_of_builtins_do_not_break_it(
    person: Person, shell: str, when: str
) -> None:
    """A switch went through the user's `export`, and the shell has the role that it had."""
    terminal = person.terminal(shell, AWS_PROFILE="own")
    before = person.environment_in(terminal)
    form = DEFINED.get(shell, "function {name} {{ builtin echo {name} >>taken; }}")
    functions = "; ".join(form.format(name=name) for name in TAKEN[shell].split())
    init = INIT[shell].replace("eval ", "builtin eval ")  # that word is the user's own
    for command in (functions, init)[:: 1 if when == "before" else -1]:
        terminal.line(command)
    for command, role in ((f"sw {ONE}", ONE), (f"sw {OTHER}", OTHER), ("sw -", ONE), ("sw .", ONE)):
        terminal.line(command)
        terminal.wait_for(rf"^{role} · \d+ · \S+ · until")
        terminal.line("clear")
    inside = person.environment_in(terminal)
    assert inside["SWTUI_ROLE"] == ONE
    assert person.whose(inside)
    terminal.line("sw --off")
    terminal.wait_for(f"left {ONE}")
    assert person.environment_in(terminal) == before
    if shell != "fish":  # which calls some of them itself
        taken = person.directory / "taken"
        assert not taken.exists(), taken.read_text()


def test_every_switch_is_said_in_one_line(person: Person, terminal: Terminal) -> None:
    role = rf"{OTHER} · 117117117117 · \S+"
    for command in (f"sw {OTHER}", "sw .", f"sw {ONE}; sw -", f"sw {OTHER}"):
        terminal.line("clear")
        terminal.wait_for(r"\A\S*\$ ?\Z")
        terminal.line(command)
        terminal.wait_for(rf"^{role} · until \d\d:\d\d \(59 min\)\n\S*\$ ?\Z")
    terminal.line("sw --off")
    terminal.wait_for(rf"^left {OTHER} · 117117117117\n\S*\$ ?\Z")


def test_a_subshell_begins_with_the_same_line(person: Person) -> None:
    terminal = person.terminal()
    terminal.line("swtui shell search-prod-readonly")
    terminal.wait_for(r"^▲ search-prod-readonly · \d{12} · \S+ · until \d\d:\d\d \(59 min\)$")
    assert b"\x1b[1;31m\xe2\x96\xb2 search-prod-readonly" in bytes(terminal.raw)


def test_a_typed_role_keeps_where_it_started(person: Person, terminal: Terminal) -> None:
    typed, source = "arn:aws:iam::117117117117:role/Admin", ("--source-profile", "base")
    inside = person.exported(typed, *source)
    assert inside["SWTUI_SOURCE_PROFILE"] == "base"
    terminal.run(f"sw {typed} --source-profile base")
    assert person.environment_in(terminal) == inside
    terminal.run("sw .")
    renewed = person.environment_in(terminal)
    assert (renewed["SWTUI_ROLE"], renewed["SWTUI_SOURCE_PROFILE"]) == (typed, "base")
    assert renewed["AWS_ACCESS_KEY_ID"] != inside["AWS_ACCESS_KEY_ID"]

    terminal.run(f"sw {ONE}")
    assert person.environment_in(terminal) == person.exported(ONE)
    terminal.run("sw -")
    assert person.environment_in(terminal) == renewed
    terminal.run("sw --off; sw -")
    assert person.environment_in(terminal) == renewed


def test_the_picker_switches_the_shell_and_leaves_it_sane(
    person: Person, terminal: Terminal, shell: str
) -> None:
    terminal.line("sw")
    terminal.wait_for_picker()
    terminal.send("search dev readonly\r")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert person.environment_in(terminal) == person.exported(ONE)
    check_sane(terminal.run("stty -a"))
    if shell == "bash":
        check_modes(bytes(terminal.raw))
        check_controls(bytes(terminal.raw))


@pytest.mark.parametrize("keys", [["\x03"], ["\x1b", "q"]], ids=["ctrl+c", "q"])
def test_a_cancelled_pick_changes_nothing(
    person: Person, terminal: Terminal, shell: str, keys: list[str]
) -> None:
    before = person.environment_in(terminal)
    terminal.line("sw || true" if shell != "fish" else "sw; or true")
    terminal.wait_for_picker()
    for key in keys:
        terminal.send(key)
        terminal.wait_gone("esc list mode")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert person.environment_in(terminal) == before


def test_a_cancelled_pick_is_130(person: Person) -> None:
    terminal = person.terminal()
    terminal.line(INIT["bash"])
    terminal.line("sw")
    terminal.wait_for_picker()
    terminal.send("\x03")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert terminal.code() == 130


def test_the_picker_alone_prints_for_eval(person: Person) -> None:
    terminal = person.terminal("zsh")
    terminal.line('eval "$(swtui)"')
    terminal.wait_for_picker()
    terminal.send("search dev readonly\r")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert person.environment_in(terminal) == person.exported(ONE)


def test_more_than_one_match_opens_the_picker_filtered(person: Person) -> None:
    terminal = person.terminal()
    terminal.line(INIT["bash"])
    terminal.line("sw search dev")
    terminal.wait_for(r"search dev +3 of \d+")
    terminal.send(" power\r")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert person.environment_in(terminal)["SWTUI_ROLE"] == "search-dev-power-user"


def test_a_production_role_is_never_taken_for_being_the_only_match(person: Person) -> None:
    terminal = person.terminal()
    terminal.line(INIT["bash"])
    terminal.line("sw search-prod-readonly")
    terminal.wait_for(r"1 of \d+|3 of \d+|2 of \d+")
    terminal.send("\r")
    terminal.wait_for("PRODUCTION")
    terminal.send("y")
    terminal.wait_for(r"^outer\$ ?\Z")
    assert person.environment_in(terminal)["SWTUI_PRODUCTION"] == "1"

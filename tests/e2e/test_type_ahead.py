"""What is typed before the picker is there does what it does typed slowly."""

from __future__ import annotations

import pytest

from tests.e2e.person import Person

PAUSES = pytest.mark.parametrize("pause", [0.0, 0.05, 0.1])


@PAUSES
def test_the_picker_takes_what_was_typed_with_its_name(person: Person, pause: float) -> None:
    terminal = person.terminal()
    terminal.send("swtui\rsearch dev readonly\r\r", pause=pause)
    terminal.wait_for(r"\[search-dev-readonly\] inner>")


@PAUSES
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_sw_takes_what_was_typed_with_it(person: Person, shell: str, pause: float) -> None:
    terminal = person.terminal(shell)
    start = "swtui init fish | source" if shell == "fish" else f'eval "$(swtui init {shell})"'
    terminal.run(start)
    terminal.send("sw\rsearch dev readonly\r", pause=pause)
    # What came before the picker was echoed, and the prompt may stand behind it.
    terminal.wait_for_return()
    assert person.environment_in(terminal)["SWTUI_ROLE"] == "search-dev-readonly"


@PAUSES
def test_an_mfa_code_may_be_typed_ahead(person: Person, pause: float) -> None:
    terminal = person.terminal()
    terminal.send(f"swtui\rsearch staging admin\r{person.code()}\r", pause=pause)
    terminal.wait_for("● search-staging-admin")


@PAUSES
def test_a_letter_behind_enter_is_for_the_session(person: Person, pause: float) -> None:
    terminal = person.terminal()
    terminal.send("swtui\rsearch dev readonly\rs", pause=pause)
    terminal.wait_for(r"\[search-dev-readonly\] inner>")


@PAUSES
def test_enter_typed_ahead_never_answers_for_production(person: Person, pause: float) -> None:
    terminal = person.terminal()
    terminal.send("swtui\rsearch prod readonly\r\r\r", pause=pause)
    terminal.wait_for("Enter does not confirm")
    assert not person.demo.server.keys._issued


@PAUSES
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_ctrl_c_behind_it_leaves_nothing_of_it_on_the_prompt(
    person: Person, shell: str, pause: float
) -> None:
    terminal = person.terminal(shell)
    terminal.send("swtui\r", pause=0.2)
    terminal.send("search\x03", pause=pause)
    # The terminal echoes ^C where the picker has not taken it over yet.
    terminal.wait_for(r"^(?:\^C)?outer\$ ?\Z")
    terminal.send("echo an''swer\r")
    terminal.wait_for(r"^(?:\^C)?outer\$ echo an''swer\nanswer\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_the_picker_took_is_not_on_the_prompt_behind_it(person: Person, shell: str) -> None:
    terminal = person.terminal(shell)
    terminal.send("swtui\rsearch dev")
    terminal.wait_for(r"❯ search dev")
    terminal.send("\x03")
    # The terminal echoes ^C where the picker has not taken it over yet.
    terminal.wait_for(r"^(?:\^C)?outer\$ ?\Z")

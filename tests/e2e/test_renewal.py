"""A renewed session is the same session: in each shell, by `sw .`, `sw -` and the printed line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swtui.demo.callers import DemoCaller
from tests.e2e.person import Person
from tests.e2e.terminal import Terminal
from tests.e2e.test_sw import ONE, OTHER, shell, terminal

__all__ = ["shell", "terminal"]

PROD = "search-prod-readonly"
POLICY = """\
{"Version": "2012-10-17",
 "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
"""
OPTIONS = (
    "--session-name ro --duration 15m --region eu-west-3 "
    "--policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess --policy policy.json"
)


def caller(person: Person, env: dict[str, str]) -> DemoCaller:
    """Return who signs with the keys in an environment, as the demo's STS made it."""
    keys = person.demo.server.keys.find(env["AWS_ACCESS_KEY_ID"])
    assert keys is not None
    return replace(keys.caller)


@pytest.fixture
def policy(person: Person) -> Path:
    """Return a file with a session policy, where the shells are."""
    path = person.directory / "policy.json"
    path.write_text(POLICY)
    return path


def test_a_session_with_options_is_renewed_as_it_was_requested(
    person: Person, terminal: Terminal, policy: Path
) -> None:
    terminal.run(f"sw {ONE} {OPTIONS}")
    first = person.environment_in(terminal)
    assert first["AWS_REGION"] == "eu-west-3"
    who = caller(person, first)
    assert who.arn.endswith("/ro")
    assert len(who.session_policies) == 2
    policy.unlink()

    terminal.run("sw .")
    renewed = person.environment_in(terminal)
    assert renewed["AWS_ACCESS_KEY_ID"] != first["AWS_ACCESS_KEY_ID"]
    assert caller(person, renewed) == who
    assert renewed["SWTUI_REQUEST"] == first["SWTUI_REQUEST"]
    assert renewed["AWS_REGION"] == "eu-west-3"

    terminal.run(f"sw {OTHER}")
    assert person.environment_in(terminal) == person.exported(OTHER)
    terminal.run("sw -")
    assert person.environment_in(terminal) == renewed
    terminal.run("sw -")
    assert person.environment_in(terminal) == person.exported(OTHER)
    terminal.run("sw -; sw --off; sw - --refresh")
    back = person.environment_in(terminal)
    assert caller(person, back) == who


def test_a_later_option_changes_that_one_alone(
    person: Person, terminal: Terminal, policy: Path
) -> None:
    terminal.run(f"sw {ONE} {OPTIONS}")
    who = caller(person, person.environment_in(terminal))
    terminal.run("sw . --duration 30m")
    longer = person.environment_in(terminal)
    assert caller(person, longer) == who
    terminal.run("sw .")
    assert person.environment_in(terminal)["SWTUI_REQUEST"] == longer["SWTUI_REQUEST"]


@pytest.mark.parametrize(
    "damage",
    [
        "set_it ''",
        'set_it "$(printf %s "$SWTUI_REQUEST" | cut -d\' \' -f1,2)"',
        "set_it plain\\ --refresh",
        "set_it '$(touch hacked)'",
    ],
)
def test_a_damaged_request_is_an_error_and_changes_nothing(
    person: Person, terminal: Terminal, shell: str, damage: str
) -> None:
    terminal.run(f"sw {ONE} --session-name ro --duration 15m")
    if shell == "fish":
        terminal.line("function set_it; set -gx SWTUI_REQUEST $argv[1]; end")
        damage = damage.replace('"$(', "(").replace(')"', ")")
    else:
        terminal.line("set_it() { export SWTUI_REQUEST=$1; }")
    terminal.line(damage)
    before = person.environment_in(terminal)
    terminal.line("sw .; true" if shell == "fish" else "sw . || true")
    terminal.wait_for("SWTUI_REQUEST")
    assert person.environment_in(terminal) == before
    assert not (person.directory / "hacked").exists()


def test_the_line_that_a_subshell_prints_renews_the_same_session(
    person: Person, shell: str, policy: Path
) -> None:
    terminal = person.terminal(shell)
    terminal.line(f"env SHELL=$(command -v {shell}) swtui shell {ONE} {OPTIONS}")
    terminal.wait_for("inner> ?$")
    first = person.environment_in(terminal)
    line = "swtui export --renew | source" if shell == "fish" else 'eval "$(swtui export --renew)"'
    terminal.run(line)
    renewed = person.environment_in(terminal)
    assert renewed["AWS_ACCESS_KEY_ID"] != first["AWS_ACCESS_KEY_ID"]
    assert caller(person, renewed) == caller(person, first)
    assert renewed["SWTUI_LEVEL"] == first["SWTUI_LEVEL"]


@pytest.mark.parametrize("answer", ["y", "\r\x1b"])
def test_going_back_to_production_asks_first(
    person: Person, terminal: Terminal, shell: str, answer: str
) -> None:
    terminal.line(f"sw {PROD} --session-name ro")
    terminal.wait_for(r"\d of \d+")
    terminal.send("\r")
    terminal.wait_for("PRODUCTION")
    terminal.send("y")
    terminal.wait_for(r"^outer\$ ?\Z")
    production = person.environment_in(terminal)
    assert caller(person, production).arn.endswith("/ro")
    terminal.run(f"sw {ONE}; sw -")  # its session is cached, and was agreed to
    assert person.environment_in(terminal) == production
    terminal.run("sw -; swtui sessions clear")
    before = person.environment_in(terminal)

    terminal.line("sw -; or true" if shell == "fish" else "sw - || true")
    terminal.wait_for(f"PRODUCTION +assume {PROD} in .*y assume · Esc cancel")
    terminal.send(answer)
    terminal.wait_for(r"^outer\$ ?\Z")
    after = person.environment_in(terminal)
    if answer != "y":
        assert after == before
        return
    assert after["AWS_ACCESS_KEY_ID"] != production["AWS_ACCESS_KEY_ID"]
    assert caller(person, after) == caller(person, production)

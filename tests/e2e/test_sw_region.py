"""The function `sw`: region and endpoint of one role never reach the next one."""

from __future__ import annotations

import pytest

from swtui.user_values import REGIONS
from tests.e2e.person import Person
from tests.e2e.test_sw import INIT

WITH_REGION, WITHOUT, LOCAL = "payments-dev-admin", "nowhere", "local"


@pytest.fixture(params=list(INIT))
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["", "ap-south-1"])
def users(request: pytest.FixtureRequest) -> str:
    """Return the user's own region."""
    return str(request.param)


@pytest.fixture
def more_profiles(person: Person) -> None:
    source = "source_profile = base\nrole_arn = arn:aws:iam::117117117117:role/ReadOnly\n"
    with (person.home / ".aws" / "config").open("a") as stream:
        stream.write(f"[profile {WITHOUT}]\n{source}")
        stream.write(f"[profile {LOCAL}]\n{source}region = sa-east-1\n")
        stream.write(f"endpoint_url = {person.demo.url}\nca_bundle = /dev/null\n")


@pytest.mark.usefixtures("more_profiles")
def test_a_role_without_a_region_gets_the_users(person: Person, shell: str, users: str) -> None:
    own = {"AWS_REGION": users} if users else {}
    terminal = person.terminal(shell, env=own)
    terminal.line(INIT[shell])
    before = person.environment_in(terminal)
    terminal.run(f"sw {WITH_REGION}")
    assert person.environment_in(terminal)["AWS_REGION"] == "eu-west-1"
    for command in (f"sw {WITHOUT}", f"sw {LOCAL}; sw {WITHOUT}", "sw .", "sw -; sw -"):
        terminal.run(command)
        found = person.environment_in(terminal)
        assert found["SWTUI_ROLE"] == WITHOUT
        assert [found.get(name, "") for name in REGIONS] == [users, users]
    terminal.run(f"swtui exec {WITHOUT} -- keep-env {person.directory}/child")
    assert b"AWS_REGION=eu-west-1" not in (person.directory / "child").read_bytes()
    terminal.run("sw --off")
    assert person.environment_in(terminal) == before


@pytest.mark.usefixtures("more_profiles")
def test_a_subshell_within_carries_on_what_the_user_had(person: Person, shell: str) -> None:
    terminal = person.terminal(shell, AWS_DEFAULT_REGION="ap-south-1")
    terminal.line(INIT[shell])
    terminal.run(f"sw {WITH_REGION}")
    terminal.line(f"SHELL=bash swtui shell {LOCAL}" if shell != "fish" else f"swtui shell {LOCAL}")
    terminal.wait_for(r"inner> ?$")
    inside = person.environment_in(terminal)
    assert (inside["AWS_REGION"], inside["SWTUI_LEVEL"]) == ("sa-east-1", "2")
    terminal.run(f'eval "$(swtui export {WITHOUT})"')
    assert person.environment_in(terminal)["AWS_REGION"] == "ap-south-1"
    terminal.run('eval "$(swtui export --unset)"')
    left = person.environment_in(terminal)
    assert [left.get(name) for name in REGIONS] == [None, "ap-south-1"]

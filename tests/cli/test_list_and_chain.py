"""`swtui list`, and `swtui explain --offline`: the documented objects, without asking anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import DEV, Run, piped
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


def test_list_gives_the_documented_objects(demo: Demo, run: Run) -> None:
    listed = {item["name"]: item for item in run("list", "--json").json}
    written = {profile.name for profile in demo.server.organisation.profiles}
    assert written <= set(listed)
    assert listed["payments-prod-admin"] == {
        "name": "payments-prod-admin",
        "account_id": "111122223333",
        "account_name": "payments-prod",
        "role": "Admin",
        "arn": "arn:aws:iam::111122223333:role/Admin",
        "kind": "role",
        "origin": "config",
        "region": listed["payments-prod-admin"]["region"],
        "chain": ["base", "jump", "payments-prod-admin"],
        "problem": None,
    }
    broken = listed["orphan"]["problem"]
    assert broken["message"] == "source_profile 'gone' does not exist"
    assert broken["file"].endswith("/.aws/config")
    assert broken["line"] > 0


def test_list_filters_by_words(demo: Demo, run: Run) -> None:
    names = [item["name"] for item in run("list", "prod", "payments", "--json").json]
    assert "payments-prod-admin" in names
    assert not {"search-prod-admin", "payments-dev-admin"} & set(names)


def test_listing_asks_nobody(demo: Demo, run: Run) -> None:
    assert run("list").code == 0
    assert run("explain", DEV, "--offline").code == 0
    assert not demo.server.api.seen


def test_an_empty_home_lists_nothing_and_says_where_it_looked(run: Run) -> None:
    ran = run("list", "--json")
    assert (ran.code, ran.json) == (0, [])
    assert "~/.aws/config" in run("list").err


def test_explain_offline_gives_the_documented_object(demo: Demo, run: Run) -> None:
    ran = run("explain", "payments-prod-admin", "--offline", "--json")
    assert ran.code == 0
    assert ran.json["start"] == {"kind": "keys", "profile": "base"}
    assert [hop["profile"] for hop in ran.json["hops"]] == ["jump", "payments-prod-admin"]
    assert ran.json["hops"][0] == {
        "profile": "jump",
        "role_arn": "arn:aws:iam::123456789012:role/jump",
        "mfa_serial": "arn:aws:iam::123456789012:mfa/jo",
        "external_id": False,
        "session_name": None,
        "duration": None,
    }
    assert ran.json["problem"] is None


def test_explain_of_a_broken_chain_exits_3_and_still_shows_it(demo: Demo, run: Run) -> None:
    ran = run("explain", "loop-a", "--offline", "--json")
    assert ran.code == 3
    assert ran.json["problem"]["message"] == "cycle loop-a → loop-b → loop-a"


@pytest.mark.parametrize("command", ["export", "exec", "whoami"])
def test_a_profile_that_cannot_be_used_is_told_with_its_own_cure(
    command: str, demo: Demo, run: Run
) -> None:
    ran = run(command, "loop-a", *(("--", "true") if command == "exec" else ()))
    assert ran.code == 3
    assert "let one of them start from a profile that has credentials" in ran.err
    assert "fix it there" not in ran.err


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_list_shows_no_role_that_only_has_the_letters(demo: Demo, options: tuple[str, ...]) -> None:
    ran = piped(demo, "list", "mchngpt", *options)
    assert ran.returncode == 3
    assert ran.stdout == ("[]\n" if options else "")
    assert ("no role matches 'mchngpt'" in ran.stderr) is not bool(options)


STOPS = "~/.aws/config:{line}: AWS's command line and Python's SDK stop here"


@pytest.mark.parametrize("section", ["sso-session odd", "services odd", "plugins"])
@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("explain", DEV, "--offline")])
def test_a_line_that_stops_awss_tools_is_said_wherever_it_stands(
    demo: Demo, run: Run, words: tuple[str, ...], section: str
) -> None:
    config = demo.home / ".aws" / "config"
    text = f"{config.read_text()}\n[{section}]\nregion = eu-west-1\nno assignment\n"
    config.write_text(text)
    ran = run(*words)
    assert ran.code == 0
    line = 1 + text.splitlines().index("no assignment")
    assert STOPS.format(line=line) in ran.err
    assert "is not of the form `key = value`" in ran.err
    assert ran.err.count(f"config:{line}:") == 1
    assert ran.out


def test_a_line_before_every_section_is_said_once(demo: Demo, run: Run) -> None:
    config = demo.home / ".aws" / "config"
    config.write_text(f"stray\n{config.read_text()}")
    assert run("list").err.count("config:1:") == 1


def test_a_web_identity_profile_is_explained_with_its_role(home: Path, run: Run) -> None:
    (home / ".aws").mkdir()
    arn = "arn:aws:iam::111122223333:role/Web"
    (home / ".aws" / "config").write_text(
        f"[profile web]\nrole_arn = {arn}\nweb_identity_token_file = {home}/token\n"
        f"[profile next]\nrole_arn = {arn}2\nsource_profile = web\n"
        "[profile portal]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n"
        "sso_account_id = 111122223333\nsso_role_name = View\n"
    )
    (home / "token").write_text("not a token")
    for name in ("web", "next"):
        assert f"         role {arn}\n" in run("explain", name, "--offline").out
        assert run("explain", name, "--offline", "--json").json["start"]["role"] == arn
    assert f"            role {arn}\n" in run("explain", "web").out
    assert "         role 111122223333/View\n" in run("explain", "portal", "--offline").out

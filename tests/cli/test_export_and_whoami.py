"""`swtui export`, `whoami` and `credential-process`: what they print, and how they fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import DEV, DEV_ACCOUNT, Run, piped
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


def test_export_gives_a_session_that_sts_knows(demo: Demo, run: Run) -> None:
    ran = run("export", DEV, "--format", "json")
    assert ran.code == 0
    shown = run("whoami", "--json", **_keys(ran.json))
    assert shown.json["account"] == DEV_ACCOUNT
    assert shown.json["arn"].startswith(f"arn:aws:sts::{DEV_ACCOUNT}:assumed-role/Admin/")


def _keys(answer: dict[str, str]) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
        "AWS_SESSION_TOKEN": answer["SessionToken"],
    }


def test_options_shape_the_call(demo: Demo, run: Run) -> None:
    ran = run("whoami", DEV, "--session-name", "audit@jo", "--duration", "15m", "--json")
    assert ran.json["arn"].endswith(":assumed-role/Admin/audit@jo")


def test_a_role_that_no_profile_names_is_typed(demo: Demo, run: Run) -> None:
    ran = run("whoami", f"{DEV_ACCOUNT}/ReadOnly", "--source-profile", "base", "--json")
    assert ran.json["arn"].startswith(f"arn:aws:sts::{DEV_ACCOUNT}:assumed-role/ReadOnly/")


def test_whoami_says_where_the_identity_comes_from(demo: Demo, run: Run) -> None:
    ran = run("whoami", "--json", AWS_PROFILE="base")
    assert set(ran.json) == {"account", "arn", "user_id", "alias", "from", "expires"}
    assert ran.json["arn"] == "arn:aws:iam::123456789012:user/jo"
    assert "AWS_PROFILE=base" in ran.json["from"]


def test_whoami_without_credentials_exits_3(run: Run) -> None:
    ran = run("whoami")
    assert (ran.code, ran.out) == (3, "")


def test_whoami_says_once_that_the_profile_in_force_is_not_there(run: Run) -> None:
    ran = run("whoami", AWS_PROFILE="gone")
    assert ran.code == 3
    assert ran.err.count("AWS_PROFILE names the profile gone, which does not exist") == 1


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("payments-dev-admim", 3, "did you mean payments-dev-admin"),
        ("orphan", 3, "source_profile 'gone' does not exist"),
        ("legacy-prod-admin", 4, "not authorized to perform: sts:AssumeRole"),
        ("stale-keys", 4, "security token included in the request is invalid"),
    ],
)
def test_a_failure_has_its_exit_code_its_words_and_an_empty_stdout(
    name: str, code: int, said: str, demo: Demo, run: Run
) -> None:
    ran = run("export", name)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_no_network_exits_5_and_names_the_host(demo: Demo, run: Run) -> None:
    ran = run("export", DEV, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert (ran.code, ran.out) == (5, "")
    assert "127.0.0.1" in ran.err


def test_unset_removes_the_three_variables_by_name(run: Run) -> None:
    removed = run("export", "--unset", "--format", "sh").out.split()
    assert removed[0] == "unset"
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} <= set(removed)


def test_profile_only_sets_one_variable_and_asks_nobody(demo: Demo, run: Run) -> None:
    out = run("export", DEV, "--profile-only", "--format", "sh").out
    first = next(line for line in out.splitlines() if line.startswith("export"))
    assert first == f"export AWS_PROFILE='{DEV}'"
    assert not demo.server.api.seen


def _notices(err: str) -> list[str]:
    """Return the lines about switches: the others say who speaks."""
    return [line for line in err.splitlines() if not line.startswith("swtui: ")]


@pytest.mark.usefixtures("demo")
def test_every_switch_is_said_in_one_line(run: Run) -> None:
    role = rf"{DEV} · {DEV_ACCOUNT} · eu-west-1"
    for words in (("export", DEV), ("export", DEV, "--refresh"), ("pick", DEV)):
        (said,) = _notices(run(*words, "--format", "sh").err)
        assert re.fullmatch(rf"{role} · until \d\d:\d\d \(59 min\)", said)
    mfa_lock = run("export", DEV, "--profile-only", "--format", "sh").err
    assert _notices(mfa_lock) == [f"{role} · AWS_PROFILE only, no session"]
    (production,) = _notices(run("export", "search-prod-readonly", "--format", "sh").err)
    assert production.startswith("▲ search-prod-readonly · ")
    left = run("export", "--unset", "--format", "sh", SWTUI_ROLE=DEV, SWTUI_ACCOUNT=DEV_ACCOUNT)
    assert _notices(left.err) == [f"left {DEV} · {DEV_ACCOUNT}"]


def test_what_is_no_switch_says_nothing(demo: Demo, run: Run) -> None:
    for words in (("credential-process", DEV), ("whoami", DEV), ("exec", DEV, "--", "true")):
        ran = piped(demo, *words)
        assert (ran.returncode, _notices(ran.stderr)) == (0, [])


@pytest.mark.usefixtures("demo")
def test_a_setting_silences_the_line(home: Path, run: Run) -> None:
    settings = home / "swtui.toml"
    settings.write_text("switch_notice = false\n" + settings.read_text())
    words = (("export", DEV), ("export", DEV, "--profile-only"), ("export", "--unset"))
    for each in words:
        ran = run(*each, "--format", "sh", SWTUI_ROLE=DEV)
        assert (ran.code, _notices(ran.err)) == (0, [])


def test_credential_process_gives_its_json_alone(demo: Demo, run: Run) -> None:
    answer = run("credential-process", DEV).json
    assert set(answer) == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }


def test_plain_keys_are_handed_over_with_a_word_of_care(demo: Demo, run: Run) -> None:
    ran = run("export", "base", "--format", "sh")
    assert ran.code == 0
    assert "AWS_SESSION_TOKEN=" not in ran.out
    assert "long-term" in ran.err

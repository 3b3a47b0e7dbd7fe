"""`swtui doctor`: what it prints, as text and as JSON, and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.demo_fixture import Demo

KEYS = "[base]\naws_access_key_id = AKIAJOSOWNKEY0000001\naws_secret_access_key = canary\n"


@pytest.fixture(autouse=True)
def in_memory(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep sessions in memory, and have a shell that is there."""
    settings = home / "swtui.toml"
    settings.write_text('sessions = "memory"\n')
    monkeypatch.setenv("SWTUI_CONFIG", str(settings))
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.delenv("AWS_ENDPOINT_URL")


def write(home: Path, config: str = "", credentials: str = KEYS) -> None:
    (home / ".aws").mkdir()
    for name, text in (("config", config), ("credentials", credentials)):
        (home / ".aws" / name).write_text(text)
        (home / ".aws" / name).chmod(0o600)


def test_without_a_problem_it_exits_0(home: Path, run: Run) -> None:
    write(home)
    ran = run("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert "✓ ~/.aws/config is mode 0600, yours" in ran.out
    assert "✗" not in ran.out


def test_a_problem_exits_3_and_its_cure_stands_under_it(home: Path, run: Run) -> None:
    write(home, "[profile a]\nrole_arn = x\n")
    ran = run("doctor", COLUMNS="100")
    assert ran.code == 3
    shown = ran.out.splitlines()
    at = next(index for index, line in enumerate(shown) if "✗ a: role_arn 'x'" in line)
    assert shown[at].endswith("(~/.aws/config:2)")
    assert shown[at + 1].strip().startswith("→ write arn:aws:iam::ACCOUNT:role/NAME")
    assert shown[-1].startswith("1 problem")


def test_the_json_is_a_list_of_objects_and_exits_alike(home: Path, run: Run) -> None:
    write(home, "[profile a]\nrole_arn = x\n")
    ran = run("doctor", "--json")
    assert ran.code == 3
    (broken,) = [line for line in ran.json if line["state"] == "problem"]
    assert broken == {
        "area": "profiles",
        "state": "problem",
        "text": "a: role_arn 'x' is not an ARN (arn:aws:iam::ACCOUNT:role/NAME)",
        "cure": "write arn:aws:iam::ACCOUNT:role/NAME, as IAM shows it",
        "file": f"{home}/.aws/config",
        "line": 2,
    }
    assert {line["state"] for line in ran.json} <= {"ok", "warning", "problem"}


def test_settings_that_cannot_be_used_are_told(home: Path, run: Run) -> None:
    write(home)
    (home / "swtui.toml").write_text('sessions = "memory"\nthem = "x"\n')
    (line,) = [
        line
        for line in run("doctor", "--json").json
        if line["area"] == "settings" and line["state"] == "warning"
    ]
    assert line["text"] == "unknown setting 'them'; did you mean theme?"


def test_settings_that_others_can_write_are_a_problem(home: Path, run: Run) -> None:
    write(home)
    (home / "swtui.toml").chmod(0o666)
    ran = run("doctor", "--json")
    settings = [line for line in ran.json if line["area"] == "settings"]
    assert [line["state"] for line in settings] == ["ok", "problem"]
    assert settings[0]["text"].endswith("is read, mode 0666")
    assert settings[1]["cure"] == f"chmod go-w {home}/swtui.toml"
    assert ran.code == 3


def test_hostile_names_are_raw_in_json_and_escaped_for_eyes(home: Path, run: Run) -> None:
    write(home, "[profile a\x1b]52;c;QUJD\x07z]\nrole_arn = x\n")
    ran = run("doctor")
    assert ran.code == 3
    assert not {"\x1b", "\x07"} & set(ran.out)
    assert r"a\u{1b}]52;c;QUJD\u{7}z: role_arn" in ran.out
    assert any(line["text"].startswith("a\x1b]52") for line in run("doctor", "--json").json)


def test_no_process_is_run_and_no_secret_is_shown(home: Path, run: Run) -> None:
    touched = home / "touched"
    write(home, f"[profile p]\ncredential_process = touch {touched}\n")
    proxy = "http://jo:canarypassword@127.0.0.1:9"
    ran = run("doctor", HTTPS_PROXY=proxy, AWS_SESSION_TOKEN="canarytoken")
    assert not touched.exists()
    assert "canary" not in ran.out + ran.err
    assert "the proxy 127.0.0.1:9" in ran.out


def test_an_unknown_option_exits_2(run: Run) -> None:
    ran = run("doctor", "--nonsense")
    assert (ran.code, ran.out) == (2, "")


def test_the_demo_shows_its_broken_profiles_and_asks_nobody(demo: Demo, run: Run) -> None:
    ran = run("doctor", "--json")
    assert ran.code == 3
    problems = [x for x in ran.json if x["state"] == "problem"]
    broken = {x["text"].partition(":")[0] for x in problems if x["area"] == "profiles"}
    assert broken == {"loop-a", "loop-b", "orphan", "bad-arn"}
    (sign_in,) = [x for x in problems if x["area"] != "profiles"]
    assert sign_in["cure"] == "aws sso login --sso-session acme"
    assert demo.server.api.seen == []


def test_online_the_demo_tells_the_clock_and_the_keys(demo: Demo, run: Run) -> None:
    ran = run("doctor", "--online", "--json", AWS_ENDPOINT_URL=demo.url)
    told = {x["text"]: x["state"] for x in ran.json if x["area"] in ("clock", "keys")}
    assert next(iter(told)).startswith("the clock agrees with AWS's")
    states = {text.partition(":")[0]: state for text, state in told.items()}
    assert states["default, base"] == "warning"
    assert states["intern"] == "warning"
    assert states["old-laptop"] == "problem"


def test_neither_boto3_nor_textual_is_loaded(home: Path) -> None:
    write(home)
    code = (
        "import os, sys; from swtui.cli.main import main; main(['doctor', '--json'], os.environ);"
        "sys.exit(bool({'boto3', 'botocore', 'textual'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)


def test_many_profiles_with_one_fault_are_one_line(home: Path, run: Run) -> None:
    profiles = [
        f"[profile p{number}]\ncredential_process = /opt/none --arn {number}\n"
        for number in range(20)
    ]
    arn = "arn:aws:iam::111122223333:role/R"
    profiles += [
        f"[profile o{number}]\nsource_profile = gone\nrole_arn = {arn}{number}\n"
        for number in range(3)
    ]
    write(home, "".join(profiles))
    ran = run("doctor", COLUMNS="100")
    assert ran.code == 3
    text = " ".join(ran.out.split())
    assert "✗ 20 profiles: credential_process names /opt/none, which does not exist" in text
    assert "(p0 ~/.aws/config:2, p1 ~/.aws/config:4, p2 ~/.aws/config:6 and 17 more)" in text
    assert "✗ 3 profiles: source_profile 'gone'" in text
    assert len([line for line in run("doctor", "--json").json if line["area"] == "programs"]) == 20


def test_what_is_missing_has_no_tick(home: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.delenv("SWTUI_CONFIG")
    lines = run("doctor", COLUMNS="200").out.splitlines()
    for words in ("config.toml does not exist", "sw is not set up", ".aws/config does not exist"):
        assert not [line for line in lines if words in line and "✓" in line], words
        assert [line for line in lines if words in line]

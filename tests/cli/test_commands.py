"""The commands against the demo's STS: what they print, where, and how they exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from swtui.cli import talk
from swtui.cli.main import COMMANDS
from swtui.errors import ConfigError
from tests.cli.conftest import Run
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")
DEV, DEV_ACCOUNT = "payments-dev-admin", "117117117117"


@pytest.fixture
def own_sessions(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep sessions in memory alone, so that no test sees another's."""
    settings = home / "swtui.toml"
    named = '[accounts."111122223333"]\nname = "payments-prod"\n'
    settings.write_text('sessions = "memory"\n' + named)
    monkeypatch.setenv("SWTUI_CONFIG", str(settings))


def piped(demo: Demo, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program with no terminal at all."""
    return subprocess.run(
        [sys.executable, "-m", "swtui", *words],
        env={**demo.env, **os.environ},
        input=stdin,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").out
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, run: Run) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: swtui {name}")


@pytest.mark.parametrize(
    "words",
    [
        ("export",),
        ("exec", "x"),
        ("exec",),
        ("list", "--nonsense"),
        ("export", "x", "--format", "cobol"),
        ("init", "cobol"),
        ("explain", "x", "--duration", "1"),
        ("export", "x", "--duration", "1"),
        ("sessions", "nonsense"),
    ],
)
def test_a_wrong_command_line_exits_2_and_prints_nothing(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("swtui: ")


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
    assert broken["message"] == "source_profile 'gone' is not there"
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
    assert ran.err.count("AWS_PROFILE names the profile gone, which is not there") == 1


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("payments-dev-admim", 3, "did you mean payments-dev-admin"),
        ("orphan", 3, "source_profile 'gone' is not there"),
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


def test_mfa_without_a_terminal_exits_6_at_once(demo: Demo) -> None:
    ran = piped(demo, "export", "payments-prod-deploy")
    assert (ran.returncode, ran.stdout) == (6, "")
    assert "--mfa-stdin" in ran.stderr


def test_mfa_from_stdin_leaves_the_rest_to_the_child(demo: Demo) -> None:
    typed = f"{demo.code()}\nfor the child\n"
    words = ("exec", "payments-prod-deploy", "--mfa-stdin", "--", "cat")
    ran = piped(demo, *words, stdin=typed)
    assert (ran.returncode, ran.stdout) == (0, "for the child\n"), ran.stderr


def test_a_wrong_code_from_stdin_exits_6(demo: Demo) -> None:
    wrong = "000000" if demo.code() != "000000" else "111111"
    ran = piped(demo, "export", "payments-prod-deploy", "--mfa-stdin", stdin=wrong + "\n")
    assert (ran.returncode, ran.stdout) == (6, "")


def test_exec_gives_the_session_and_takes_the_childs_exit_code(demo: Demo) -> None:
    ran = piped(demo, "exec", DEV, "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID $SWTUI_ROLE; exit 7")
    key, role = ran.stdout.split()
    assert (ran.returncode, role) == (7, DEV)
    assert key.startswith("ASIA")


@pytest.mark.parametrize(("command", "code"), [("/no/such", 127), ("/etc/passwd", 126)])
def test_exec_of_what_cannot_run_exits_as_shells_do(command: str, code: int, demo: Demo) -> None:
    assert piped(demo, "exec", DEV, "--", command).returncode == code


def test_unset_removes_the_three_variables_by_name(run: Run) -> None:
    removed = run("export", "--unset", "--format", "sh").out.split()
    assert removed[0] == "unset"
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} <= set(removed)


def test_profile_only_sets_one_variable_and_asks_nobody(demo: Demo, run: Run) -> None:
    out = run("export", DEV, "--profile-only", "--format", "sh").out
    first = next(line for line in out.splitlines() if line.startswith("export"))
    assert first == f"export AWS_PROFILE='{DEV}'"
    assert not demo.server.api.seen


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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_init_defines_the_function(shell: str, run: Run) -> None:
    assert "sw" in run("init", shell).out


def test_a_full_disk_behind_stdout_is_an_error_not_a_silence(demo: Demo) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "swtui", "list"],
            env=dict(os.environ),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert "cannot write to stdout" in ran.stderr


def test_a_reader_that_leaves_early_is_no_error(demo: Demo) -> None:
    line = f"{sys.executable} -m swtui list --json | head -1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode in (0, 141)
    assert ran.stderr == ""


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_plain_locale_carries_every_name(locale: str, home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[profile caf\u00e9-\u202e-\x1b]\nregion = eu-west-1\n")
    env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    for words in (("list",), ("list", "--json")):
        ran = subprocess.run(
            [sys.executable, "-m", "swtui", *words],
            env=env,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert b"\x1b" not in ran.stdout
    assert json.loads(ran.stdout)[0]["name"] == "caf\u00e9-\u202e-\x1b"


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_list_shows_no_role_that_only_has_the_letters(demo: Demo, options: tuple[str, ...]) -> None:
    ran = piped(demo, "list", "mchngpt", *options)
    assert ran.returncode == 0
    assert ran.stdout == ("[]\n" if options else "")
    assert ("no role matches 'mchngpt'" in ran.stderr) is not bool(options)


def test_pick_takes_no_role_that_only_has_the_letters(demo: Demo) -> None:
    guessed = piped(demo, "pick", "mchngpt")
    assert guessed.returncode == 2
    assert guessed.stdout == ""
    assert "needs a terminal" in guessed.stderr
    meant = piped(demo, "pick", "mac", "gpu")
    assert meant.returncode == 0
    assert "machine-learning-gpu-operator is the only match" in meant.stderr


@pytest.mark.parametrize("where", ["settings", "profile"])
def test_a_code_on_stdin_goes_before_a_command_that_would_print_one(
    where: str, home: Path, demo: Demo
) -> None:
    run_unasked = f"mfa_process = 'sh -c \"touch {home}/ran; exit 1\"'\n"
    if where == "settings":
        (home / "swtui.toml").write_text(f'sessions = "memory"\n{run_unasked}')
    else:
        config = (home / ".aws/config").read_text()
        command = run_unasked.replace("'", "")
        text = config.replace("mfa_serial =", f"{command}mfa_serial =")
        (home / ".aws/config").write_text(text)
    words = ("exec", "payments-prod-admin", "--mfa-stdin", "--", "cat")
    ran = piped(demo, *words, stdin=f"{demo.code()}\nfor the child\n")
    assert (ran.returncode, ran.stdout) == (0, "for the child\n")
    assert not (home / "ran").exists()
    unasked = piped(demo, "exec", "payments-prod-admin", "--", "true")
    assert (unasked.returncode, (home / "ran").exists()) == (6, True)


@pytest.mark.usefixtures("demo")
def test_pick_takes_a_typed_role_from_the_profile_that_is_named(run: Run) -> None:
    ran = run("pick", f"{DEV_ACCOUNT}/Admin", "--source-profile", "base", "--format", "docker")
    assert ran.code == 0
    assert f"SWTUI_ROLE=arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n" in ran.out
    assert "SWTUI_SOURCE_PROFILE=base\n" in ran.out


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "words", [(), ("two", "words"), ("arn:aws:iam::111122223333:role/Admin",)], ids=str
)
def test_pick_from_a_source_profile_wants_one_name_that_is_not_production(
    run: Run, words: tuple[str, ...]
) -> None:
    ran = run("pick", *words, "--source-profile", "base")
    assert (ran.code, ran.out) == (2, "")
    assert ("is production" if len(words) == 1 else "one NAME") in ran.err


@pytest.mark.usefixtures("demo")
def test_an_odd_name_is_escaped_once_where_it_is_shown(run: Run) -> None:
    assert "no role is called 'a\\u{1b}[2J\\u{202e}'" in run("export", "a\x1b[2J\u202e").err


def test_an_odd_file_name_is_escaped_where_it_is_shown(
    run: Run, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    talk.complain(ConfigError("is odd", file="/a\x1b[31m"))
    assert capfd.readouterr().err == "swtui: /a\\u{1b}[31m: is odd\n"
    policy = home / "a\x1b[31m"
    policy.mkdir()
    ran = run("explain", "x", "--policy", str(policy))
    assert (ran.code, "\x1b" in ran.err) == (2, False)
    settings = home / "b\x1b[31m"
    settings.mkdir()
    assert "\x1b" not in run("list", SWTUI_CONFIG=str(settings)).err


@pytest.mark.usefixtures("demo")
def test_a_mistyped_option_names_the_help_in_one_short_line(run: Run) -> None:
    said = run("export", DEV, "--fromat", "sh").err.splitlines()
    assert said[-1].strip() == "swtui export --help shows what may stand there"
    assert len(said) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a read-only directory")
def test_what_could_not_be_forgotten_is_said(run: Run, home: Path, demo: Demo) -> None:
    (home / "swtui.toml").write_text('sessions = "plain"\n')
    cache = home / "cache"
    cache.mkdir()
    assert run("export", DEV, "--format", "sh", XDG_CACHE_HOME=str(cache)).code == 0
    clear = f"mount --bind {cache} {cache} && mount -o remount,ro,bind {cache} && "
    words = ["unshare", "-m", "sh", "-c", clear + f"exec {sys.executable} -m swtui sessions clear"]
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    ran = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if "unshare" in ran.stderr or "mount:" in ran.stderr:
        pytest.skip("needs a mount namespace")
    assert ran.returncode == 7
    assert "1 could not be forgotten (plain file)" in ran.stderr
    assert demo.server.keys._issued

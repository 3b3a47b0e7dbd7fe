"""`swtui exec`, and MFA without a terminal: the child's exit code, its stdin, piped codes."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.cli.conftest import DEV, piped
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


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


def test_exec_says_that_a_session_from_the_environment_cannot_be_renewed(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ConfigParser()
    keys.read(demo.home / ".aws/credentials")
    for name, value in keys["base"].items():
        monkeypatch.setenv(name.upper(), value)
    with (demo.home / ".aws/config").open("a") as config:
        arn = "arn:aws:iam::117117117117:role/Admin"
        config.write(f"[profile from-env]\nrole_arn = {arn}\ncredential_source = Environment\n")
    ran = piped(demo, "exec", "from-env", "--", "sh", "-c", "echo $SWTUI_ROLE")
    assert (ran.returncode, ran.stdout) == (0, "from-env\n"), ran.stderr
    assert "cannot be renewed: its chain starts in environment variables" in ran.stderr


ONLY = "search-dev-readonly"


def test_words_run_a_command_where_a_single_role_matches(demo: Demo) -> None:
    ran = piped(demo, "exec", "search", "dev", "readonly", "--", "printenv", "SWTUI_ROLE")
    assert (ran.returncode, ran.stdout) == (0, f"{ONLY}\n")
    assert f"swtui: {ONLY} is the only match\n" in ran.stderr


def test_an_exact_name_is_no_search(demo: Demo) -> None:
    ran = piped(demo, "exec", "search-prod-readonly", "--", "printenv", "SWTUI_ROLE")
    assert (ran.returncode, ran.stdout) == (0, "search-prod-readonly\n")
    assert "only match" not in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("search", "dev"), "3 roles match 'search' and 'dev': "),
        (("search", "prod", "support"), "which is production"),
        (("payments-dev-admim",), "did you mean payments-dev-admin"),
        (("no", "such"), "no role matches 'no' and 'such'"),
    ],
)
def test_words_that_do_not_say_which_role_run_nothing(
    demo: Demo, words: tuple[str, ...], said: str
) -> None:
    ran = piped(demo, "exec", *words, "--", "echo", "ran")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert said in ran.stderr


def test_words_do_not_go_with_a_source_profile(demo: Demo) -> None:
    ran = piped(demo, "exec", "search", "dev", "--source-profile", "base", "--", "true")
    assert ran.returncode == 2


def test_a_device_of_another_account_is_said_to_be_one(demo: Demo) -> None:
    config = demo.home / ".aws" / "config"
    foreign = "arn:aws:iam::999900001111:mfa/jo"
    config.write_text(
        config.read_text()
        + "\n[profile foreign]\nrole_arn = arn:aws:iam::117117117117:role/Admin\n"
        + f"source_profile = base\nmfa_serial = {foreign}\nrole_session_name = jo\n"
    )
    ran = piped(demo, "export", "foreign", "--mfa-stdin", stdin="123456\n")
    assert (ran.returncode, ran.stdout) == (6, "")
    said = " ".join(ran.stderr.split())
    assert "belongs to account 999900001111, and the caller to 123456789012" in said

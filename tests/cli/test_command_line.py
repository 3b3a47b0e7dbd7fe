"""What is typed: help for every command, wrong command lines, and odd names shown safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.cli import output
from swtui.cli.main import COMMANDS
from swtui.errors import ConfigError
from tests.cli.conftest import DEV, Run

pytestmark = pytest.mark.usefixtures("own_sessions")


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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_init_defines_the_function(shell: str, run: Run) -> None:
    assert "sw" in run("init", shell).out


@pytest.mark.usefixtures("demo")
def test_an_odd_name_is_escaped_once_where_it_is_shown(run: Run) -> None:
    assert "no role is called 'a\\u{1b}[2J\\u{202e}'" in run("export", "a\x1b[2J\u202e").err


def test_an_odd_file_name_is_escaped_where_it_is_shown(
    run: Run, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output.print_error(ConfigError("is odd", file="/a\x1b[31m"))
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
    assert said[-1].strip() == "see swtui export --help"
    assert len(said) == 2

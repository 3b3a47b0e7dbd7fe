"""Where copies go, which shells there are, whether `sw` is set up, what overrides a role."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.handoff.health import health
from swtui.health import HealthLine
from swtui.settings import Settings


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a directory of programs that only bash is in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    add(folder, "bash")
    return folder


def add(folder: Path, *names: str) -> None:
    """Put programs there that would leave a mark if they were run."""
    for name in names:
        (folder / name).write_text(f"#!/bin/sh\ntouch {folder}/was-run\n")
        (folder / name).chmod(0o755)


def of(area: str, home: Path, programs: Path, **more: str) -> list[HealthLine]:
    env = {
        "HOME": str(home),
        "PATH": str(programs),
        "SHELL": str(programs / "bash"),
        "SWTUI_SHELL": "bash",
        **more,
    }
    found = health(env, Settings())
    assert not (programs / "was-run").exists()
    return [line for line in found if line.area == area]


def test_the_terminal_alone_is_a_warning(home: Path, programs: Path) -> None:
    (line,) = of("clipboard", home, programs)
    assert line.state == "warning"
    assert line.text.startswith("copies go to the terminal (OSC 52)")
    assert "in tmux" in line.hint


def test_tmux_goes_before_the_terminal(home: Path, programs: Path) -> None:
    add(programs, "tmux")
    found = of("clipboard", home, programs, TMUX="/tmp/tmux,1,0")
    assert [line.state for line in found] == ["ok", "ok"]
    assert found[0].text.startswith("copies go to tmux's buffer swtui")
    assert found[1].text.startswith("else to the terminal")


@pytest.mark.parametrize(
    ("variable", "value", "package"),
    [("DISPLAY", ":0", "xclip"), ("WAYLAND_DISPLAY", "wayland-0", "wl-clipboard")],
)
def test_a_desktop_without_a_program_for_it_is_a_warning(
    home: Path, programs: Path, variable: str, value: str, package: str
) -> None:
    found = of("clipboard", home, programs, **{variable: value})
    assert found[0].text.startswith("copies go to the desktop's clipboard")
    assert (found[-1].state, found[-1].hint) == ("warning", f"install {package}")


def test_a_desktop_with_its_program_is_well(home: Path, programs: Path) -> None:
    add(programs, "xsel")
    assert all(line.state == "ok" for line in of("clipboard", home, programs, DISPLAY=":0"))


def test_the_settings_for_secrets_are_told(home: Path) -> None:
    env = {"HOME": str(home), "PATH": "", "SWTUI_SHELL": "bash"}
    kept_off = [line.text for line in health(env, Settings(clipboard_secrets=False))]
    assert "the settings keep secrets off the clipboard" in kept_off
    never = [line for line in health(env, Settings(clipboard_clear=0)) if "= 0" in line.text]
    assert [line.state for line in never] == ["warning"]


def test_the_shells_are_named(home: Path, programs: Path) -> None:
    add(programs, "zsh", "fish")
    texts = [line.text for line in of("shells", home, programs)]
    assert f"a subshell is {programs}/bash; exports are for bash" in texts
    assert "found on PATH: bash, zsh, fish" in texts


def test_a_shell_that_is_none_is_a_warning(home: Path, programs: Path) -> None:
    found = of("shells", home, programs, SHELL="/nowhere/zsh")
    assert found[1].state == "warning"
    assert found[1].text.startswith("SHELL is /nowhere/zsh, which does not exist")


def test_a_shell_without_prompt_and_sw_is_a_warning(home: Path, programs: Path) -> None:
    add(programs, "tcsh")
    line = of("shells", home, programs, SHELL=str(programs / "tcsh"))[-1]
    assert (line.state, "in the prompt of tcsh" in line.text) == ("warning", True)


def test_sw_that_is_set_up_is_found(home: Path, programs: Path) -> None:
    (home / ".bashrc").write_text('\neval "$(swtui init bash)"\n')
    line = of("shells", home, programs)[-1]
    assert (line.state, line.text) == ("ok", "sw is set up for bash")
    assert line.place == (str(home / ".bashrc"), 2)


def test_how_to_set_sw_up_is_told(home: Path, programs: Path) -> None:
    line = of("shells", home, programs)[-1]
    assert (line.state, line.text) == ("ok", "sw is not set up for bash")
    assert line.hint.endswith('put into .bashrc: eval "$(swtui init bash)"')


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("export AWS_PROFILE=canary", "sets AWS_PROFILE: in a subshell that overrides the role's"),
        ("unset AWS_SESSION_TOKEN", "removes AWS_SESSION_TOKEN"),
        ("export AWS_REGION=canary", "overrides the role's region"),
    ],
)
def test_a_start_up_file_that_overrides_a_role_is_a_warning(
    home: Path, programs: Path, written: str, words: str
) -> None:
    (home / ".bashrc").write_text(f"\n{written}\n")
    line = of("shells", home, programs)[-1]
    assert (line.state, line.place) == ("warning", (str(home / ".bashrc"), 2))
    assert words in line.text
    assert "canary" not in line.text + line.hint

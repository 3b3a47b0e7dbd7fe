"""Clipboard programs that hang, fail, talk, or are no programs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from swtui.errors import SwtuiError
from swtui.handoff.clipboard import Copied, copy

STORES = """
case " $* " in
*" -o "*) cat "$HOME/clip" ;;
*) cat > "$HOME/clip" ;;
esac
"""


class Desk:
    """A desktop whose clipboard program is the test's own, first and alone in PATH."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "bin"
        self.bin.mkdir()
        path = f"{self.bin}:/usr/bin:/bin"
        self.env = {"PATH": path, "HOME": str(home), "DISPLAY": ":4098"}

    def program(self, name: str, script: str) -> None:
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def copy(self, *, secret: bool = True) -> Copied:
        return copy("text", env=self.env, secret=secret, clear_after=0, write_terminal=None)


@pytest.fixture
def desk(home: Path) -> Desk:
    return Desk(home)


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_helper_that_hangs_is_ended_with_all_it_started(desk: Desk) -> None:
    desk.program("xclip", 'sleep 60 & echo "$$ $!" > "$HOME/pids"; wait')
    begun = time.monotonic()

    with pytest.raises(SwtuiError, match="xclip did not answer in time"):
        desk.copy()

    assert 1.9 < time.monotonic() - begun < 6
    pids = [int(pid) for pid in (desk.home / "pids").read_text().split()]
    time.sleep(0.05)
    assert [pid for pid in pids if not gone(pid)] == []


@pytest.mark.parametrize("code", [0, 1, 3, 127])
def test_a_helper_that_copies_nothing_is_not_believed(desk: Desk, code: int) -> None:
    desk.program("xclip", f"exit {code}")

    with pytest.raises(SwtuiError, match="xclip copied nothing"):
        desk.copy()


def test_a_helper_that_cannot_read_back_is_not_believed(desk: Desk) -> None:
    desk.program("xclip", 'case " $* " in *" -o "*) printf "\\377";; *) cat >/dev/null;; esac')

    with pytest.raises(SwtuiError, match="xclip copied nothing"):
        desk.copy()


def test_what_a_helper_says_is_not_seen(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.program(
        "xclip", f'echo noise >&2; case " $* " in *" -o "*);; *) echo noise;; esac{STORES}'
    )

    assert desk.copy().verified

    assert capfd.readouterr() == ("", "")


def test_a_directory_in_the_helpers_place_is_passed_over(desk: Desk) -> None:
    (desk.bin / "xclip").mkdir()
    (desk.bin / "xsel").write_text("not executable")
    desk.env["PATH"] = str(desk.bin)

    with pytest.raises(SwtuiError, match="no clipboard program") as failed:
        desk.copy()

    assert "install xclip" in failed.value.hint


def test_a_clipboard_that_needs_the_text_in_its_arguments_is_not_used(desk: Desk) -> None:
    desk.program("klipper", "")
    desk.program("qdbus", 'echo "$*" > "$HOME/argv"')
    desk.env["PATH"] = str(desk.bin)

    with pytest.raises(SwtuiError, match="no clipboard program"):
        desk.copy()

    assert not (desk.home / "argv").exists()


def test_when_the_desktop_fails_the_next_way_is_taken_and_the_reason_told(desk: Desk) -> None:
    desk.program("xclip", "exit 1")
    written: list[str] = []

    copied = copy("text", env=desk.env, secret=False, clear_after=0, write_terminal=written.append)

    assert copied.describe() == "Sent to the terminal (OSC 52) (xclip copied nothing)."
    assert written == ["\x1b]52;c;dGV4dA==\a"]


@pytest.mark.parametrize(
    ("knows", "secret", "expected"),
    [(True, True, "--sensitive"), (True, False, ""), (False, True, "")],
)
def test_wayland_secrets_are_marked_where_the_helper_knows_how(
    desk: Desk, knows: bool, secret: bool, expected: str
) -> None:
    words = "--sensitive" if knows else "--primary"
    desk.program(
        "wl-copy",
        f'[ "$1" = --help ] && echo {words} && exit; echo "$*" > "$HOME/argv"; cat > "$HOME/clip"',
    )
    desk.program("wl-paste", 'cat "$HOME/clip"')
    desk.env["WAYLAND_DISPLAY"] = "wayland-9"

    assert desk.copy(secret=secret).way == "wl-copy"

    assert (desk.home / "argv").read_text().strip() == expected


def test_modules_of_the_working_directory_are_not_run(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.program("xclip", STORES)
    (tmp_path / "pyperclip.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    desk.env["PYTHONPATH"] = os.environ["PYTHONPATH"]

    assert desk.copy().verified

    assert not (tmp_path / "ran").exists()

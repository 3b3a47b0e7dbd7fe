"""`swtui demo` in a real terminal, below a shell with job control."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.demo_parent import DRIVER, SECONDS, Parent
from tests.e2e.terminal import Terminal


class TestInATerminal:
    @pytest.fixture
    def terminal(self, parent: Parent, tmp_path: Path) -> Iterator[Terminal]:
        if not shutil.which("bash"):
            pytest.skip("needs bash")
        driver = tmp_path / "driver.py"
        driver.write_text(DRIVER)
        terminal = Terminal(parent.env)
        terminal.line(f"demo() {{ '{sys.executable}' '{driver}' \"$@\"; }}")
        yield terminal
        terminal.close()

    def test_a_shell_says_demo_in_its_prompt_and_gives_its_code_back(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ~?\S* [#$]")
        terminal.line("exit 7")
        terminal.line("echo code $?")
        terminal.wait_for(r"^code 7")
        assert parent.left() == []

    @pytest.mark.parametrize("shell", ["zsh", "fish"])
    def test_other_shells_say_demo_too(
        self, terminal: Terminal, parent: Parent, shell: str
    ) -> None:
        if not shutil.which(shell):
            pytest.skip(f"needs {shell}")
        terminal.line(f"demo {shell}")
        terminal.wait_for(r"^DEMO ")
        terminal.line("exit 9")
        terminal.line("echo code $?")
        terminal.wait_for(r"^code 9")
        assert parent.left() == []

    def test_control_c_in_a_shell_ends_only_what_runs_there(self, terminal: Terminal) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.line("sleep 60")
        time.sleep(0.3)
        terminal.send("\x03")
        terminal.line("echo still; exit 3")
        terminal.line("echo code $?")
        screen = terminal.wait_for(r"^code 3")
        assert "still" in screen

    def test_a_suspended_shell_gives_the_terminal_back_and_goes_on(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.line("suspend -f")
        terminal.wait_for(r"Stopped")
        terminal.line("echo out''side")
        terminal.wait_for(r"^outside")
        terminal.line("fg")
        terminal.line("echo in''side; exit 5")
        terminal.wait_for(r"inside")
        terminal.line("echo code $?")
        terminal.wait_for(r"^code 5")
        assert parent.left() == []

    def test_control_z_stops_a_plain_child_and_fg_goes_on(self, terminal: Terminal) -> None:
        terminal.line('demo sh -c \'echo re""ady; sleep 3; echo do""ne\'')
        terminal.wait_for(r"^ready")
        time.sleep(0.5)  # a stop just as `sleep` is being forked can hang the shell itself
        terminal.send("\x1a")
        terminal.wait_for(r"Stopped")
        terminal.line("fg")
        terminal.wait_for(r"^done")

    def test_a_terminal_that_goes_away_leaves_nothing(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.close()
        until = time.monotonic() + SECONDS
        while parent.left() and time.monotonic() < until:
            time.sleep(0.05)
        assert parent.left() == []

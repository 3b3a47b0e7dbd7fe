"""A mistake of our own ends in one line and exit 1, without what it failed on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from swtui.cli import main as main_module
from tests.cli.conftest import Run

CANARY = "canary-in-the-message"


@pytest.fixture
def broken_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Add a command that fails in a way no one foresaw."""
    (tmp_path / "broken_command.py").write_text(
        f"def arguments(parser): pass\ndef run(args, rooms): raise ZeroDivisionError({CANARY!r})\n"
    )
    package = __import__("swtui.cli", fromlist=["__path__"])
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    commands = {**main_module.COMMANDS, "broken": ("broken_command", "fail")}
    monkeypatch.setattr(main_module, "COMMANDS", commands)


@pytest.mark.usefixtures("broken_command")
def test_a_mistake_is_named_by_its_place_and_not_by_its_text(run: Run) -> None:
    ran = run("broken")
    assert (ran.code, ran.out) == (1, "")
    assert "ZeroDivisionError at broken_command.py:2" in ran.err
    assert CANARY not in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("broken_command")
def test_the_traceback_is_there_for_whoever_asks() -> None:
    with pytest.raises(ZeroDivisionError):
        main_module.main(["broken"], {**os.environ, "SWTUI_DEBUG": "1"})

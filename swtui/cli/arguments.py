"""The command-line parser: argparse with swtui's errors, help and `--`."""

from __future__ import annotations

import argparse
import os
from typing import Any, NoReturn

from swtui.errors import UsageError
from swtui.text import clip

Arguments = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError, allows no abbreviations, and cuts at `--`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=_formatter, **options)
        self.add_argument("-h", "--help", action="store_true", help="show this help and exit")
        self.takes_command = False
        """Whether a command follows `--`."""
        self.takes_rest = False
        """All arguments, options included, are another command."""

    def error(self, message: str) -> NoReturn:
        """Raise the message that argparse would print."""
        raise UsageError(clip(message, 300), hint=f"see {self.prog} --help")

    def read(self, argv: list[str]) -> Arguments | None:
        """Return the arguments in `argv`. When it asks for help, write that and return None."""
        from swtui.cli import output

        command: list[str] = []
        if self.takes_rest and argv[:1] not in (["-h"], ["--help"]):
            return Arguments(command=argv)
        if self.takes_command and "--" in argv:
            cut = argv.index("--")
            argv, command = argv[:cut], argv[cut + 1 :]
        # After `--` come names, even if they look like options.
        options = argv[: argv.index("--")] if "--" in argv else argv
        if "-h" in options or "--help" in options:
            output.print_text(self.format_help())
            return None
        args = self.parse_args(argv)
        args.command = command
        return args


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return argparse's formatter; told its width, it does not load `shutil` to find it."""
    return argparse.HelpFormatter(prog, width=_columns() - 2)


def _columns() -> int:
    """Return the columns for a help text: COLUMNS, else the terminal's, else 80."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80

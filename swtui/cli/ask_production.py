"""Ask at the terminal before a production role is assumed, and accept only `y`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from swtui.cli.keystrokes import (
    END_OF_INPUT,
    ESCAPE,
    INTERRUPT,
    at_terminal,
    drop_typed,
    key,
    unechoed,
    write,
)
from swtui.errors import CancelledError, UsageError
from swtui.shell_word import shell_word
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.roles.role import Role
    from swtui.sessions.request import SessionRequest

_YES = ("y", "Y")
_NO = ("n", "N", "q", ESCAPE, INTERRUPT, *END_OF_INPUT)


def ask_production(role: Role, request: SessionRequest, env: Mapping[str, str]) -> None:
    """Return if the person confirms.

    Raises CancelledError for a no, and UsageError without a terminal. Keys typed before the
    question do not answer it, and Enter never does.
    """
    name = clip(role.name, 120)
    with at_terminal() as terminal:
        if terminal is None:
            raise UsageError(
                f"{name} is production, and there is no terminal to confirm on",
                hint=f"{_command(role, request)} does not ask",
            )
        with unechoed(terminal):
            drop_typed(terminal)
            write(terminal, _question(role, name, env))
            yes = _answer(terminal)
            write(terminal, "yes\n" if yes else "no\n")
    if not yes:
        raise CancelledError(f"{name} was not assumed")


def _command(role: Role, request: SessionRequest) -> str:
    pairs = request.pairs()
    options = (f"--{name}={shell_word(value)}" if value else f"--{name}" for name, value in pairs)
    return " ".join(("swtui export", *options, shell_word(role.name)))


def _question(role: Role, name: str, env: Mapping[str, str]) -> str:
    mark = "▲ PRODUCTION"
    if not env.get("NO_COLOR") and env.get("TERM", "dumb") != "dumb":
        mark = f"\x1b[1;37;41m{mark}\x1b[0m"
    account = clip(role.account.label, 120)
    where = f" in {account}" if account else ""
    return f"{mark}  assume {name}{where}?  y assume · Esc cancel  "


def _answer(terminal: int) -> bool:
    while (typed := key(terminal)) not in _YES:
        if typed in _NO:
            drop_typed(terminal)  # an arrow key sends Esc and more
            return False
    return True

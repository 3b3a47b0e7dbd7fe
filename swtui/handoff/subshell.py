"""Run the user's own shell, or one command, with a session in the environment."""

from __future__ import annotations

import os
import stat
import sys

from swtui.errors import UsageError
from swtui.handoff.calling_shell import shell_kind
from swtui.handoff.environment import Changes, apply_changes, changes_for, list_touched, read_level
from swtui.handoff.replace_process import become, become_command

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from swtui.sessions.credentials import Session
    from swtui.settings import Settings


_TEXTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shells")


def prepare_shell(
    kind: str, env: Mapping[str, str], *, show_role: bool
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the arguments and the whole environment to start a shell of `kind` with.

    `env` has the session already (see `environment.apply_changes`). bash, zsh and fish read the
    user's own start-up files and then ours, which warns before the end, notices a start-up file
    that overrides the role and, with `show_role`, puts the role into the prompt. Other shells
    start as they are.
    """
    if kind not in ("bash", "zsh", "fish"):
        return (), dict(env)
    child = {**env, "_SWTUI_NAMES": " ".join(list_touched(env))}
    if not show_role:
        child["_SWTUI_PLAIN"] = "1"
    # Also for the others: a start-up file of theirs may go on with `exec zsh`.
    if "ZDOTDIR" in env:
        child["_SWTUI_ZDOTDIR"] = env["ZDOTDIR"]
    child["ZDOTDIR"] = os.path.join(_TEXTS, "zsh")
    if kind == "bash":
        child.update(_prepare_fish_start(env))
        return ("--rcfile", os.path.join(_TEXTS, "subshell.bash")), child
    if kind == "zsh":
        return (), child
    # fish reads ours after the user's files: what it was given must be told it a second time.
    child.update({f"_SWTUI_GIVEN_{name}": env[name] for name in list_touched(env) if name in env})
    return ("-C", f"source {_quote_for_fish(os.path.join(_TEXTS, 'subshell.fish'))}"), child


def _prepare_fish_start(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that make a fish started by a bash start-up file read our text."""
    own = env.get("XDG_DATA_DIRS", "")
    previous = {"_SWTUI_DATA_DIRS": own} if own else {}
    others = own or "/usr/local/share:/usr/share"  # the XDG Base Directory Specification's own
    return {**previous, "XDG_DATA_DIRS": f"{os.path.join(_TEXTS, 'share')}:{others}"}


def _quote_for_fish(path: str) -> str:
    from swtui.handoff.dialects import quote

    return quote(path, "fish")


LAST_SHELL = "/bin/sh"

_NO_SHELLS = ("false", "true", "nologin", "sync", "halt", "shutdown", "")
"""Programs that are set as a login shell and end at once."""


def run_command(changes: Changes, argv: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Replace this process by the command `argv`, with `changes` made to `env`.

    Raises CannotRunError (126, 127) when it cannot be started, ConfigError when a value fits into
    no environment.
    """
    become_command(argv, apply_changes(changes, env))


def run_shell(session: Session, settings: Settings, env: Mapping[str, str]) -> NoReturn:
    """Replace this process by the user's own shell with the session, one level deeper.

    The shell reads the user's own start-up files. Where it is a terminal's, bash, zsh and fish
    also show the role in the prompt (unless the settings say no) and warn before it ends.
    Raises UsageError when no shell on this machine can be started.
    """
    changes = changes_for(
        session, env, awsume_profile=settings.awsume_profile, level=read_level(env) + 1
    )
    child = apply_changes(changes, env)
    child.pop("SWTUI_SHELL", None)
    for path, note in list_shells(env, find_account_shell()):
        if note:
            _say(note)
        arguments: tuple[str, ...] = ()
        started = {**child, "SHELL": path}
        if os.isatty(0) and os.isatty(2):
            arguments, started = prepare_shell(shell_kind(path), started, show_role=settings.prompt)
        try:
            become(path, [os.path.basename(path), *arguments], started, only_terminal=True)
        except OSError as problem:
            _say(f"{_shorten(path)} cannot be started: {(problem.strerror or '').lower()}")
    raise UsageError(
        "no shell on this machine can be started",
        hint="name one: SHELL=/path/to/shell swtui shell NAME",
    )


def list_shells(env: Mapping[str, str], account: str) -> list[tuple[str, str]]:
    """Return the shells to try, the best first, each with a note for the user or an empty text.

    They are SHELL, the shell of the user's account (`account`), and `/bin/sh`; one that is no
    shell, or does not exist, is skipped, and the note of the next one says so.
    """
    shells: list[tuple[str, str]] = []
    skipped = ""
    for origin, path in (("SHELL", env.get("SHELL", "")), ("account", account), ("", LAST_SHELL)):
        reason = _explain_refusal(path)
        if not reason:
            if path not in [known for known, _ in shells]:
                shells.append((path, f"{skipped}; starting {_shorten(path)}" if skipped else ""))
            skipped = ""
        elif origin == "SHELL" and path:
            skipped = f"SHELL is {_shorten(path)}, which {reason}"
    return shells


def find_account_shell() -> str:
    """Return the shell of the user's account (passwd(5)), or an empty text."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_shell
    except (ModuleNotFoundError, KeyError):
        return ""


def _explain_refusal(path: str) -> str:
    """Return the reason why `path` cannot be started as a shell, as the end of a sentence."""
    if os.path.basename(path) in _NO_SHELLS:
        return "is no shell"
    if not os.path.isabs(path):
        return "is not an absolute path"
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return "does not exist"
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    return "" if os.access(path, os.X_OK) else "is not executable"


def _shorten(path: str) -> str:
    from swtui.text import clip

    return clip(path, 120)


def _say(note: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"swtui: {note}\n")

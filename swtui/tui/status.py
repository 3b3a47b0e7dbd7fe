"""The notice in the picker's second line: the most urgent thing to report about this shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from swtui.files import shown_path, with_tilde
from swtui.records import pair
from swtui.tui.actions import Action, shown_keys

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.role import Place, Problem
    from swtui.sessions.shell_identity import ShellIdentity

CHANGED_ON_DISK = "the configuration changed on disk: r (in list mode) reads it again"


@pair
class Notice:
    """One line of raw text; empty when there is nothing to report."""

    text: str = ""
    place: Place | None = None
    """The line of a file that the text is about."""


def choose_notice(
    warnings: Iterable[str],
    files: AwsFiles | None,
    shell: ShellIdentity | None,
    *,
    changed_on_disk: bool,
    env: Mapping[str, str],
    edit_key: str,
) -> Notice:
    """Return the most urgent notice, and how many more there are.

    First a line that stops AWS's tools, then a file that changed, then the shell's credentials,
    then the settings, then every other problem of the files. `edit_key` opens the line.
    """
    texts = list(warnings)
    if shell is not None and shell.warning:
        texts.insert(0, shell.warning)
    if changed_on_disk:
        texts.insert(0, CHANGED_ON_DISK)
    of_files: Sequence[Problem] = files.notices if files else ()
    first = files.stops[0] if files and files.stops else None
    if first is None and not texts and of_files:
        first = of_files[0]
    others = [_with_place(problem, env, edit_key) for problem in of_files if problem is not first]
    texts = [*([_with_place(first, env, edit_key)] if first else []), *texts, *others]
    if not texts:
        return Notice()
    more = f"   (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    place = first.place if first and first.place and first.place.line else None
    return Notice(f"{with_tilde(texts[0], env)}{more}", place)


def _with_place(problem: Problem, env: Mapping[str, str], edit_key: str) -> str:
    """Return a problem's message after its file and line, and the key that opens them."""
    if problem.place is None:
        return problem.message
    path, line = shown_path(problem.place.file, env), problem.place.line
    return (
        f"{path}:{line} ({edit_key} opens it): {problem.message}"
        if line
        else (f"{path}: {problem.message}")
    )


def find_edit_key(actions: Iterable[Action]) -> str:
    """Return the key that opens the notice's file, one that works in both modes if possible."""
    action = next(action for action in actions if action.id == "edit-file")
    keys = (action.filter_key or action.key).split()
    return shown_keys(keys[0]) if keys else "a click"

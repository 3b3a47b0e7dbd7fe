"""How the user's own shell is started so that the role stands in its prompt.

Nothing is written anywhere: the texts the shells read (`shells/`) are part of the program, and
what they need to know comes through variables that they remove at once.
"""

from __future__ import annotations

import os

from swtui.handoff.environment import touched

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Mapping

_TEXTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shells")


def dressed(
    kind: str, env: Mapping[str, str], *, show_role: bool
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the arguments and the whole environment with which a shell of `kind` starts.

    `env` is what the shell is to have (see `environment.applied`). bash, zsh and fish read the
    user's own start-up files and then ours, which warns before the end, notices a start-up file
    that overrides the role and, with `show_role`, puts the role into the prompt. Other shells
    start as they are.
    """
    if kind not in ("bash", "zsh", "fish"):
        return (), dict(env)
    started = {**env, "_SWTUI_NAMES": " ".join(touched(env))}
    if not show_role:
        started["_SWTUI_PLAIN"] = "1"
    # Also for the others: a start-up file of theirs may go on with `exec zsh`.
    if "ZDOTDIR" in env:
        started["_SWTUI_ZDOTDIR"] = env["ZDOTDIR"]
    started["ZDOTDIR"] = os.path.join(_TEXTS, "zsh")
    if kind == "bash":
        started.update(_ahead_for_fish(env))
        return ("--rcfile", os.path.join(_TEXTS, "subshell.bash")), started
    if kind == "zsh":
        return (), started
    # fish reads ours after the user's files: what it was given must be told it a second time.
    started.update({f"_SWTUI_GIVEN_{name}": env[name] for name in touched(env) if name in env})
    return ("-C", f"source {_quoted_for_fish(os.path.join(_TEXTS, 'subshell.fish'))}"), started


def _ahead_for_fish(env: Mapping[str, str]) -> dict[str, str]:
    """Return what leads to our text a fish that a start-up file of bash goes on with."""
    own = env.get("XDG_DATA_DIRS", "")
    kept = {"_SWTUI_DATA_DIRS": own} if own else {}
    others = own or "/usr/local/share:/usr/share"  # the XDG Base Directory Specification's own
    return {**kept, "XDG_DATA_DIRS": f"{os.path.join(_TEXTS, 'share')}:{others}"}


def _quoted_for_fish(path: str) -> str:
    from swtui.handoff.dialects import quote

    return quote(path, "fish")

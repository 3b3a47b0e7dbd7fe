"""Build the command that switches a shell to a role, without a secret in it."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_letters, digits

from swtui.errors import ConfigError
from swtui.handoff.dialects import quote
from swtui.text import safe

_IN_TCSH = frozenset(" +,-./:=@_" + ascii_letters + digits)
"""Characters that tcsh leaves alone between backquotes inside double quotes."""
_SHELLS = ("bash", "zsh", "sh", "fish", "tcsh")


def switch_command(name: str, options: Iterable[tuple[str, str]], dialect: str) -> str:
    """Return the command for a shell of `dialect` (`sh` for what is no shell) to assume the role.

    `options` are those of the request (`Request.pairs`). Raises ConfigError for a name or a value
    that the dialect has no spelling for.
    """
    shell = dialect if dialect in _SHELLS else "sh"
    words = ["swtui export"]
    for option, value in options:
        _refuse_unsafe(value, f"the value of --{option}", shell)
        words.append(f"--{option}={quote(value, shell)}" if value else f"--{option}")
    _refuse_unsafe(name, f"the name {safe(name)}", shell)
    if shell in ("fish", "tcsh"):
        words.append(f"--format {shell}")
    words += ["--"] if name.startswith("-") else []
    words.append(quote(name, shell))
    export = " ".join(words)
    if shell == "fish":
        return f"{export} | source"
    return f'eval "`{export}`"' if shell == "tcsh" else f'eval "$({export})"'


def _refuse_unsafe(text: str, what: str, shell: str) -> None:
    if shell == "tcsh" and not _IN_TCSH.issuperset(text):
        raise ConfigError(
            f"tcsh has no safe spelling for {what} in a command it evaluates",
            hint="swtui shell starts a shell with the role instead",
        )

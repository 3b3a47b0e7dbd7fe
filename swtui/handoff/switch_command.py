"""The command that switches a shell to a role and holds no secret, in that shell's own words."""

from __future__ import annotations

from string import ascii_letters, digits

from swtui.errors import ConfigError
from swtui.handoff.dialects import quote
from swtui.text import safe

_IN_TCSH = frozenset(" +,-./:=@_" + ascii_letters + digits)
"""What stays what it is between tcsh's backquotes inside double quotes; else it is run there."""
_SHELLS = ("bash", "zsh", "sh", "fish", "tcsh")


def switch_command(name: str, source_profile: str, dialect: str) -> str:
    """Return a line for a shell of `dialect` (`sh` for what is no shell) that takes the role on.

    `source_profile` is where the role starts if its name does not say so, else empty. Raises
    ConfigError for a name that the dialect has no spelling for.
    """
    shell = dialect if dialect in _SHELLS else "sh"
    if shell == "tcsh" and not _IN_TCSH.issuperset(name + source_profile):
        raise ConfigError(
            f"tcsh has no safe spelling for the name {safe(name)} in a command it evaluates",
            hint="swtui shell starts a shell with the role instead",
        )
    words = ["swtui export"]
    if source_profile:
        words.append(f"--source-profile={quote(source_profile, shell)}")
    if shell in ("fish", "tcsh"):
        words.append(f"--format {shell}")
    words += ["--"] if name.startswith("-") else []
    words.append(quote(name, shell))
    export = " ".join(words)
    if shell == "fish":
        return f"{export} | source"
    return f'eval "`{export}`"' if shell == "tcsh" else f'eval "$({export})"'

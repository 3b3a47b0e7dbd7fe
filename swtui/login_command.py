"""Build the command that signs in again."""

from __future__ import annotations

from swtui.shell_word import shell_word


def login_command(kind: str, profile: str, sso_session: str = "") -> str:
    """Return the command for a start of `kind` (`sso`, `login`); empty for any other kind.

    An sso-session signs in for all profiles that name it, so it is named where it is known.
    """
    if kind == "sso":
        named = ("--sso-session", sso_session) if sso_session else ("--profile", profile)
        return f"aws sso login {named[0]} {shell_word(named[1])}"
    return f"aws login --profile {shell_word(profile)}" if kind == "login" else ""

"""Words for where a chain starts, and the command that renews its credentials."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.files import shown_path
from swtui.login_command import login_command
from swtui.roles.chain import Start


def start_words(start: Start | None, env: Mapping[str, str] | None = None) -> str:
    """Name the first credentials as people say it: `profile base (~/.aws/credentials:3)`."""
    if start is None:
        return "the credentials this started from"
    if start.kind == "environment":
        return "the environment's variables (AWS_ACCESS_KEY_ID and its companions)"
    if start.kind in ("ec2", "ecs"):
        return f"the {'instance' if start.kind == 'ec2' else 'container'}'s own role"
    if start.place is None or not start.place.line:
        return f"profile {start.profile}"
    file = start.place.file if env is None else shown_path(start.place.file, env)
    return f"profile {start.profile} ({file}:{start.place.line})"


def renewal(start: Start | None) -> str:
    """Return how to renew the first credentials."""
    kind = start.kind if start else ""
    command = renewal_command(start) if start else ""
    ways = {
        "sso": f"Sign in again: {command}",
        "login": f"Sign in again: {command}",
        "environment": "Get new ones where those came from, or unset them.",
        "process": "Run its credential_process by hand and see what it says.",
        "web-identity": "Have its token file written again.",
        "keys": "Put a new session, or long-term keys, into that profile.",
    }
    return ways.get(kind, "Renew them, and try again.")


def renewal_command(start: Start) -> str:
    """Return the command that gets new first credentials, where one does."""
    return login_command(start.kind, start.profile or "", start.sso_session)

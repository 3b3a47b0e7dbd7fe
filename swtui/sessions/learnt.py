"""What was learnt about how long roles may be held, from the state file and back into it."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.roles.recent import Lasting, load_recent, remember_duration
from swtui.sessions.hop import Lengths


def learnt_lengths(env: Mapping[str, str], default: int) -> Lengths:
    """Return what is remembered; `default` is the settings' duration in seconds, 0 for AWS's."""

    def remember(arn: str, lasting: Lasting) -> None:
        remember_duration(env, arn, lasting)

    return Lengths(load_recent(env).lasting.get, remember, default)

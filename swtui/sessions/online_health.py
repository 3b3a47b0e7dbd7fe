"""What only AWS can tell: whether this machine's clock is right, and how old keys are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from swtui.aws.clock import seconds_behind
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import sts_endpoint
from swtui.errors import ConfigError, NetworkError
from swtui.health import HealthLine
from swtui.roles.arn import is_region
from swtui.sessions.key_ages import key_age_lines
from swtui.user_values import REGIONS
from swtui.when import time_left

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.settings import Settings

AREA = "clock"
NOTICED, TOO_MUCH = 60, 240
"""Seconds; AWS refuses what is signed five minutes before or after its own time."""


def online_health(
    env: Mapping[str, str],
    files: AwsFiles,
    settings: Settings,
    *,
    deadline: Deadline | None = None,
    clock: Callable[[], float] = time.time,
) -> list[HealthLine]:
    """Return the lines that need the network; whatever goes wrong with it is such a line.

    STS is asked for its time, and IAM, with each long-term key that is written here, for that
    key's age. No `credential_process` is run.
    """
    limit = deadline or Deadline()
    try:
        endpoint = sts_endpoint(
            env, region=next((env[name] for name in REGIONS if is_region(env.get(name, ""))), "")
        )
        behind = seconds_behind(endpoint=endpoint, deadline=limit, clock=clock)
    except (ConfigError, NetworkError) as problem:
        return [HealthLine(AREA, "problem", problem.message, problem.hint)]
    line = _clock(behind, endpoint.host())
    return [line, *key_age_lines(env, files, settings, deadline=limit, now=clock())]


def _clock(behind: float | None, host: str) -> HealthLine:
    if behind is None:
        text = f"{host} did not say what time it has, so the clock was not checked"
        return HealthLine(AREA, "warning", text)
    off = abs(behind)
    words = f"this machine's clock is {time_left(off)} {'behind' if behind > 0 else 'ahead of'}"
    text = f"{words} AWS's (by the Date header of {host})"
    if off < NOTICED:
        return HealthLine(AREA, "ok", f"the clock agrees with AWS's (Date header of {host})")
    cure = "set the clock: sudo timedatectl set-ntp true"
    if off < TOO_MUCH:
        return HealthLine(AREA, "warning", text, cure)
    return HealthLine(AREA, "problem", f"{text}: AWS refuses every call", cure)

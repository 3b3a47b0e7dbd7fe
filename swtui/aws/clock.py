"""Read AWS's time from the Date header of an STS answer, without keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from swtui.aws.calls import caller_identity
from swtui.aws.clients import AwsCaller
from swtui.errors import RefusedError


def seconds_behind(aws: AwsCaller, *, clock: Callable[[], float] = time.time) -> float | None:
    """Return by how many seconds `clock` is behind STS's (negative: ahead); None if unknown.

    The call is GetCallerIdentity without a signature: STS refuses it, and says its time (RFC
    9110, Date, whole seconds). Raises NetworkError, ConfigError, CancelledError.
    """
    before = clock()
    try:
        answer = caller_identity(aws, None)
        date = str(answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date") or "")
    except RefusedError as refusal:
        date = refusal.server_date
    try:
        return parsedate_to_datetime(date).timestamp() - (before + clock()) / 2
    except (ValueError, OverflowError):
        return None

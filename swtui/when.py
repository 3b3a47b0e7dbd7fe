"""Write points in time for programs and for people, with builtins alone."""

from __future__ import annotations

import time


def rfc3339(epoch: float) -> str:
    """Return seconds since the epoch as RFC 3339 in UTC with an offset, as the AWS SDKs read it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(epoch))


def local_time(epoch: float, now: float | None = None) -> str:
    """Return a point in time as people read it: local, and with its date unless it is today."""
    at = time.localtime(epoch)
    today = time.localtime(time.time() if now is None else now)
    return time.strftime("%H:%M" if at[:3] == today[:3] else "%Y-%m-%d %H:%M", at)


def time_left(seconds: float) -> str:
    """Return a span as people say it, rounded down: `42m`, `3h05m`, `50s`, `0s`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"

"""WebToken: what the file of a web identity token says of itself, without the token.

Of a JWT (RFC 7519) only iss, aud, sub and exp are read. Its signature is not checked: AWS does.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swtui.errors import ConfigError
from swtui.files import home, read_regular, shown_path
from swtui.when import rfc3339, time_left

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Start
    from swtui.roles.role import Place

_LIMIT = 64 * 1024
"""Bytes of the file; AWS takes 20,000 characters."""
_LONGEST_CLAIM = 400
"""Characters of one claim that are read."""
_TAGS = "https://aws.amazon.com/tags"
"""The claim that holds session tags (IAM User Guide, "Pass session tags in AWS STS")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebToken:
    """The claims of a web identity token that a trust policy may ask for; texts are raw."""

    file: str
    """The path of the file, as people write it."""
    place: Place | None = None
    """The line of the profile that names the file; None for AWS_WEB_IDENTITY_TOKEN_FILE."""
    role_arn: str = ""
    """The role that it is sent for."""
    problem: str = ""
    """Why there is nothing to read, such as `it is not a JWT`; else empty."""
    issuer: str = ""
    audiences: tuple[str, ...] = ()
    subject: str = ""
    expires_at: float | None = None
    """Seconds since the epoch."""
    written_at: float | None = None
    """When the file was last written, in seconds since the epoch."""
    has_tags: bool = False
    """Whether it brings session tags."""

    def claims(self, now: float | None) -> tuple[str, ...]:
        """Return the claims as facts for a cause."""
        if self.problem:
            return (f"the token in {self.file}: {self.problem}",)
        facts = [f"the token is in {self.file}"]
        facts += [f"iss {self.issuer or '(missing)'}"]
        facts += [f"aud {', '.join(self.audiences) or '(missing)'}"]
        facts += [f"sub {self.subject or '(missing)'}"]
        return (*facts, _expiry(self.expires_at, now))

    def has_expired(self, now: float | None) -> bool:
        """Return whether its own exp is past."""
        return now is not None and self.expires_at is not None and self.expires_at <= now


def read_web_token(
    start: Start | None, files: AwsFiles | None, env: Mapping[str, str]
) -> WebToken | None:
    """Return what the token of a web identity says; None where a chain does not start from one.

    Reads the file, and never raises: what cannot be read is the token's problem.
    """
    if start is None or start.kind != "web-identity":
        return None
    profile = files.profiles.get(start.profile) if files and start.profile else None
    if profile is not None:
        file, role = profile.get("web_identity_token_file"), profile.get("role_arn")
        place = profile.find_place("web_identity_token_file")
    else:
        file, role = env.get("AWS_WEB_IDENTITY_TOKEN_FILE", ""), env.get("AWS_ROLE_ARN", "")
        place = None
    if not file:
        return None
    path = home(env) / file[2:] if file.startswith("~/") else Path(file)
    return replace(_read(path, WebToken(file=shown_path(path, env))), place=place, role_arn=role)


def _read(path: Path, token: WebToken) -> WebToken:
    """Return a token with what its file holds."""
    try:
        raw = read_regular(path, _LIMIT)
        token = replace(token, written_at=path.stat().st_mtime)
    except (OSError, ValueError):
        return replace(token, problem="it does not exist")
    except ConfigError as error:
        return replace(token, problem=f"it {error.message}")
    found = read_payload(raw)
    if isinstance(found, str):
        return replace(token, problem=found)
    return replace(
        token,
        issuer=_text(found.get("iss")),
        audiences=_texts(found.get("aud")),
        subject=_text(found.get("sub")),
        expires_at=_time(found.get("exp")),
        has_tags=_TAGS in found,
    )


def read_payload(raw: bytes) -> dict[str, Any] | str:
    """Return the claims of a JWT, or what is wrong with it."""
    if not raw.strip():
        return "it is empty"
    parts = raw.strip().split(b".")
    if len(parts) == 5:
        return "it is an encrypted JWT, which AWS does not read"
    if len(parts) != 3:
        return "it is not a JWT (header.payload.signature)"
    try:
        text = base64.b64decode(parts[1] + b"=" * (-len(parts[1]) % 4), b"-_", validate=True)
        found = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        return "it is not a JWT: its payload cannot be read"
    return found if isinstance(found, dict) else "it is not a JWT: its payload is no object"


def _text(value: object) -> str:
    return value[:_LONGEST_CLAIM] if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    values = value[:10] if isinstance(value, list) else [value]
    return tuple(text for each in values if (text := _text(each)))


def _time(value: object) -> float | None:
    """Return a NumericDate, where it is one before the year 10000."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < 253402300800 else None


def _expiry(at: float | None, now: float | None) -> str:
    if at is None:
        return "exp (missing)"
    words = f"exp {rfc3339(at)}"
    if now is None:
        return words
    left = at - now
    return f"{words} ({f'{time_left(left)} left' if left > 0 else f'{age(-left)} ago'})"


def age(seconds: float) -> str:
    """Return a span as people say it; days where it is long."""
    days = int(seconds) // 86400
    return f"{days} days" if days > 1 else time_left(seconds)


def written_words(token: WebToken, now: float | None) -> str:
    """Return when the token's file was last written, as a fact; empty where that is not known."""
    if token.written_at is None:
        return ""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(token.written_at))
    since = f" ({age(now - token.written_at)} ago)" if now and now > token.written_at else ""
    return f"its file was last written at {when}{since}"

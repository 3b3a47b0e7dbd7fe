"""AWS's own errors, as botocore raises them, become RefusedError or NetworkError."""

from __future__ import annotations

import re
from typing import Any

from swtui.aws.endpoint import is_aws_host
from swtui.errors import NetworkError, RefusedError, SwtuiError

MESSAGE_LIMIT = 500
"""Characters of AWS's words that the error's own message quotes."""
WORDS_LIMIT = 4000
"""Characters of AWS's words that are carried on: two long ARNs, and the policy that follows."""
_ENCODED = re.compile(
    r"(?P<before>encoded authorization (?:failure )?message:? ?)"
    r"(?P<encoded>[A-Za-z0-9_+/=-]{16,10240})",
    re.IGNORECASE,
)
"""STS API reference, DecodeAuthorizationMessage: at most 10,240 characters."""
_SHOWN_OF_ENCODED = 12
_THROTTLED = frozenset(
    (
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "PriorRequestNotComplete",
        "BandwidthLimitExceeded",
    )
)
"""Codes by which AWS says: not now (botocore's `retries/standard.py` lists the same)."""


def from_client_error(response: dict[str, Any], operation: str, host: str) -> SwtuiError:
    """Return the error for a parsed error answer (`ClientError.response`).

    Throttling and 5xx mean that nobody decided, so they are NetworkErrors; so is an answer
    without an AWS error code: a proxy, a portal or another server spoke.
    """
    error = response.get("Error", {})
    about = response.get("ResponseMetadata", {})
    status = int(about.get("HTTPStatusCode", 0))
    code = str(error.get("Code") or "")
    words, encoded = _split_encoded(" ".join(str(error.get("Message") or "").split()))
    headers = about.get("HTTPHeaders", {})
    if code in _THROTTLED or status == 429:
        return _throttled(host, str(headers.get("retry-after") or ""))
    if status >= 500 and status != 511 and not _is_decision(code):
        return NetworkError(
            f"{host} failed to answer {operation} (HTTP {status})",
            hint="try again in a moment; if it stays, see the AWS Health Dashboard",
        )
    if not _is_code(code) or 300 <= status < 400 or status == 407:
        return not_aws(host, f"HTTP {status}", is_portal=300 <= status < 400 or status == 511)
    return RefusedError(
        f"AWS refused {operation}: {words[:MESSAGE_LIMIT] or 'without a reason'} ({code})",
        code=code,
        aws_message=words,
        request_id=str(about.get("RequestId") or headers.get("x-amzn-requestid") or ""),
        status=status,
        server_date=str(headers.get("date") or ""),
        operation=operation,
        host=host,
        encoded=encoded,
    )


def _split_encoded(words: str) -> tuple[str, str]:
    """Return AWS's words with the encoded message cut short, and the encoded message whole."""
    match = _ENCODED.search(words)
    if match is None:
        return words[:WORDS_LIMIT], ""
    encoded = match["encoded"]
    start = words[: match.start("encoded")] + encoded[:_SHOWN_OF_ENCODED] + "…"
    return (start + words[match.end() :])[:WORDS_LIMIT], encoded


def not_aws(host: str, seen: str, *, is_portal: bool = False) -> NetworkError:
    """Return the error for an answer that did not come from AWS; `seen` is what it was.

    `is_portal` says that it looks like a network that asks to sign in: a redirect, or a web page,
    where a host of AWS's was asked.
    """
    if is_portal and is_aws_host(f"https://{host}"):
        return NetworkError(
            f"what came from {host} is not an AWS response ({seen}; a captive portal?)",
            hint="open a web page to see whether the network asks to sign in; check proxy settings",
        )
    return NetworkError(
        f"what came from {host} is not an AWS response ({seen})",
        hint="another server, or a proxy, answered: is the endpoint right? is HTTPS_PROXY?",
    )


def _throttled(host: str, retry_after: str) -> NetworkError:
    wait = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else 5
    return NetworkError(
        f"{host} is throttled: too many calls; retry in {min(wait, 3600)} s",
        hint="somebody, perhaps a script with the same account, calls AWS very often",
    )


def _is_code(code: str) -> bool:
    return code[:1].isalpha() and code.replace(".", "").isalnum() and code.isascii()


def _is_decision(code: str) -> bool:
    """Whether a 5xx still is a decision: some of STS's refusals come so."""
    return code in ("RegionDisabledException", "IDPCommunicationError")

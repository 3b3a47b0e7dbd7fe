"""Everything else that escapes from botocore becomes an error that names the host.

Besides its own exceptions, botocore lets through KeyError (a portal's page parsed as an answer),
ValueError, TypeError, RuntimeError and OSError; each is met here, none reaches a user raw.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from swtui.aws.endpoint import is_aws_host
from swtui.aws.proxies import through
from swtui.errors import ConfigError, NetworkError, RefusedError, SwtuiError

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

    Throttling and 5xx mean that nothing was decided, so they are NetworkErrors; so is an answer
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
            kind="aws-failed",
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
            kind="captive-portal",
            hint="open a web page to see whether the network asks to sign in; check proxy settings",
        )
    return NetworkError(
        f"what came from {host} is not an AWS response ({seen})",
        kind="not-aws",
        hint="another server, or a proxy, answered: is the endpoint right? is HTTPS_PROXY?",
    )


def _throttled(host: str, retry_after: str) -> NetworkError:
    wait = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else 5
    return NetworkError(
        f"{host} is throttled: too many calls; retry in {min(wait, 3600)} s",
        kind="throttled",
        hint="something, perhaps a script with the same account, calls AWS very often",
    )


def _is_code(code: str) -> bool:
    return code[:1].isalpha() and code.replace(".", "").isalnum() and code.isascii()


def _is_decision(code: str) -> bool:
    """Return whether a 5xx still is a decision: some of STS's refusals come so."""
    return code in ("RegionDisabledException", "IDPCommunicationError")


ESCAPING = (KeyError, ValueError, TypeError, RuntimeError, OSError, AttributeError)
"""The exceptions that botocore lets through besides its own."""

_PROXY = "check HTTPS_PROXY and NO_PROXY, and the proxy itself"


def raised_by_botocore() -> tuple[type[Exception], ...]:
    """Return every exception a botocore call may end in."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return (BotoCoreError, ClientError, ResponseParserError, *ESCAPING)


def translated(problem: Exception, *, operation: str, host: str, proxy: str = "") -> SwtuiError:
    """Return swtui's error for what a botocore call raised.

    `host` is the host that was asked; `proxy` the proxy's host and port, if there is one. No text
    of the exception itself is passed on where it could hold a secret (parameters, a proxy's URL).
    """
    from botocore import exceptions

    if isinstance(problem, SwtuiError):
        return problem
    if isinstance(problem, exceptions.ClientError):
        return from_client_error(problem.response, operation, host)
    if isinstance(problem, exceptions.ParamValidationError):
        return ConfigError(f"{operation}: {_without_values(str(problem))}")
    if isinstance(problem, (exceptions.InvalidRegionError, exceptions.NoRegionError)):
        return ConfigError(f"{operation}: the region is not valid")
    if isinstance(problem, (exceptions.EndpointProviderError, exceptions.EndpointVariantError)):
        return ConfigError(
            f"{operation}: AWS has no such endpoint for {host}",
            hint="leave out use_fips_endpoint or use_dualstack_endpoint",
        )
    return _network(problem, host, proxy)


def _network(problem: Exception, host: str, proxy: str) -> SwtuiError:
    from botocore import exceptions

    asked = str(getattr(problem, "kwargs", {}).get("endpoint_url") or "")
    host = urlsplit(asked).netloc.rpartition("@")[2] or host  # a refresh may ask another one
    if isinstance(problem, exceptions.ProxyConnectionError):
        return NetworkError(
            f"could not reach {host} through the proxy {proxy}", kind="proxy", hint=_PROXY
        )
    if isinstance(problem, exceptions.SSLError):
        return _tls(problem, host)
    if isinstance(problem, exceptions.EndpointConnectionError):
        return _unreachable(problem, host)
    if isinstance(problem, exceptions.ConnectTimeoutError):
        if proxy:
            text = f"no answer from {through(host, proxy)} in time"
            return NetworkError(text, kind="proxy-silent", hint=_PROXY)
        return NetworkError(
            f"no connection to {host} in time",
            hint="a firewall or VPN may drop the packets; is the region right?",
        )
    if isinstance(problem, exceptions.ReadTimeoutError):
        return NetworkError(
            f"no answer from {through(host, proxy)} in time",
            kind="proxy-silent" if proxy else "timeout",
            hint=_PROXY if proxy else "try again",
        )
    if isinstance(problem, exceptions.ConnectionClosedError):
        return NetworkError(
            f"{through(host, proxy)} closed the connection without a usable answer",
            kind="proxy" if proxy else "timeout",
            hint="try again; a proxy or firewall may cut the connection",
        )
    if isinstance(problem, exceptions.HTTPClientError):
        return NetworkError(f"the call to {host} failed on its way", hint="try again")
    if isinstance(problem, raised_by_botocore()):
        return not_aws(host, "it cannot be read")
    return SwtuiError(f"asking {host} failed: {type(problem).__name__}")


def _tls(problem: Exception, host: str) -> NetworkError:
    reason = _deepest(problem)
    known = {
        "certificate verify failed": "its certificate is not trusted",
        "Hostname mismatch": "its certificate is for another host",
        "doesn't match": "its certificate is for another host",
        "certificate has expired": "its certificate has expired",
        "WRONG_VERSION_NUMBER": "it does not speak TLS",
        "PROTOCOL_VERSION": "it speaks only an outdated TLS",
        "UNSUPPORTED_PROTOCOL": "it speaks only an outdated TLS",
    }
    said = [text for mark, text in known.items() if mark.lower() in reason.lower()]
    return NetworkError(
        f"no trusted connection to {host}: {said[-1] if said else 'the TLS handshake failed'}",
        kind="certificate" if said and "certificate" in said[-1] else "tls",
        hint="a proxy that opens TLS needs its certificate in AWS_CA_BUNDLE",
    )


def _unreachable(problem: Exception, host: str) -> NetworkError:
    reason = _deepest(problem).lower()
    if "name resolution" in reason or "name or service" in reason or "nodename" in reason:
        return NetworkError(
            f"cannot resolve {host}",
            kind="dns",
            hint="is there a network? is the region or endpoint right?",
        )
    if "refused" in reason:
        return NetworkError(
            f"{host} refused the connection",
            kind="refused-connection",
            hint="is the endpoint right?",
        )
    return NetworkError(f"cannot reach {host}", hint="is there a network?")


def _deepest(problem: Exception) -> str:
    """Return the text of what caused it, which botocore keeps in `kwargs`."""
    return str(getattr(problem, "kwargs", {}).get("error", problem))


def _without_values(text: str) -> str:
    """Return botocore's words on a wrong parameter without the value it quotes."""
    return " ".join(text.partition(", value:")[0].split())[:300]

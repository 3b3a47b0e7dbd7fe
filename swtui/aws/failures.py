"""Everything else that escapes from botocore becomes an error that names the host.

Beside its own exceptions, botocore lets through KeyError (a portal's page parsed as an answer),
ValueError, TypeError, RuntimeError and OSError; each is met here, none reaches a user raw.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from swtui.aws.proxies import through
from swtui.aws.refusals import from_client_error, not_aws
from swtui.errors import ConfigError, NetworkError, SwtuiError

ESCAPING = (KeyError, ValueError, TypeError, RuntimeError, OSError, AttributeError)
"""What botocore lets through beside its own exceptions."""


_PROXY = "check HTTPS_PROXY and NO_PROXY, and the proxy itself"


def raised_by_botocore() -> tuple[type[Exception], ...]:
    """Return every exception a botocore call may end in."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return (BotoCoreError, ClientError, ResponseParserError, *ESCAPING)


def translated(problem: Exception, *, operation: str, host: str, proxy: str = "") -> SwtuiError:
    """Return the error of ours for what a botocore call raised.

    `host` is whom we asked; `proxy` the proxy's host and port, if one stood between. No text of
    the exception itself is passed on where it could hold a secret (parameters, a proxy's URL).
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
        return NetworkError(f"could not reach {host} through the proxy {proxy}", hint=_PROXY)
    if isinstance(problem, exceptions.SSLError):
        return _tls(problem, host)
    if isinstance(problem, exceptions.EndpointConnectionError):
        return _unreachable(problem, host)
    if isinstance(problem, exceptions.ConnectTimeoutError):
        if proxy:
            return NetworkError(f"no answer from {through(host, proxy)} in time", hint=_PROXY)
        return NetworkError(
            f"no connection to {host} in time",
            hint="a firewall or VPN may drop the packets; is the region right?",
        )
    if isinstance(problem, exceptions.ReadTimeoutError):
        return NetworkError(
            f"no answer from {through(host, proxy)} in time", hint=_PROXY if proxy else "try again"
        )
    if isinstance(problem, exceptions.ConnectionClosedError):
        return NetworkError(
            f"{through(host, proxy)} closed the connection without a usable answer",
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
        hint="a proxy that opens TLS needs its certificate in AWS_CA_BUNDLE",
    )


def _unreachable(problem: Exception, host: str) -> NetworkError:
    reason = _deepest(problem).lower()
    if "name resolution" in reason or "name or service" in reason or "nodename" in reason:
        return NetworkError(
            f"cannot resolve {host}", hint="is there a network? is the region or endpoint right?"
        )
    if "refused" in reason:
        return NetworkError(f"{host} refused the connection", hint="is the endpoint right?")
    return NetworkError(f"cannot reach {host}", hint="is there a network?")


def _deepest(problem: Exception) -> str:
    """Return the text of what caused it, which botocore keeps in `kwargs`."""
    return str(getattr(problem, "kwargs", {}).get("error", problem))


def _without_values(text: str) -> str:
    """Return botocore's words on a wrong parameter without the value it quotes."""
    return " ".join(text.partition(", value:")[0].split())[:300]

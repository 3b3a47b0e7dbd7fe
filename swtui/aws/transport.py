"""The wire under botocore: one HTTP exchange with limits on size and time.

botocore reads whatever a server sends, for as long as it sends. Here the body is read in pieces,
up to a limit and while time is left. Redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from swtui.aws.deadline import Deadline
from swtui.aws.failures import not_aws
from swtui.aws.proxies import proxies_for, proxy_to, through
from swtui.errors import ConfigError, NetworkError

BODY_LIMIT = 1024 * 1024
"""Bytes of an answer's body; STS's are below 10 kB."""
CONNECT_SECONDS = 3.0
PIECE = 16 * 1024
"""Bytes read before the limits are looked at again."""

_PAGES = (b"<!doctype", b"<html")


class _Body:
    """Bytes that are already here, in the form botocore reads a body."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self) -> Iterator[bytes]:
        """Yield everything at once."""
        yield self._data


def sender(*, deadline: Deadline, ca_bundle: str, env: Mapping[str, str]) -> Callable[..., Any]:
    """Return a handler for botocore's `before-send` event, which may answer in its stead.

    The proxy is the one that `env` names for the URL, the certificates those of `ca_bundle`.

    The read limit of each attempt is what is left of the deadline, so that a server that hangs
    is not asked twice (a second AssumeRole would find the MFA code spent).
    """

    def send(request: Any, **_unused: Any) -> Any:
        from botocore.awsrequest import AWSResponse
        from botocore.httpsession import URLLib3Session

        name = urlsplit(request.url).netloc.rpartition("@")[2]
        host = through(name, proxy_to(request.url, env))
        proxies = proxies_for(request.url, env)
        http = URLLib3Session(
            verify=_certificates(ca_bundle),
            proxies={scheme: proxy.reveal() for scheme, proxy in proxies.items()},
            timeout=(min(CONNECT_SECONDS, deadline.left(host)), deadline.left(host)),
        )
        try:
            request.stream_output = True  # leaves the body to us
            response = http.send(request)
            raw = _read(response.raw, deadline, host)
            if response.status_code < 300 and _is_page(raw):
                raise not_aws(name, "a web page", is_portal=True)
            body = _Body(_error_text(raw) if response.status_code >= 300 else raw)
            return AWSResponse(request.url, response.status_code, response.headers, body)
        finally:
            http.close()

    return send


def _certificates(ca_bundle: str) -> bool | str:
    if not ca_bundle:
        return True
    try:
        with open(ca_bundle, "rb") as stream:
            stream.read(1)
    except OSError as problem:
        raise ConfigError(
            f"the CA bundle cannot be read: {(problem.strerror or 'unusable').lower()}",
            file=ca_bundle,
            hint="AWS_CA_BUNDLE or ca_bundle in the profile names it",
        ) from None
    return ca_bundle


def _error_text(raw: bytes) -> bytes:
    """Return an error's body, or nothing where it is a page: botocore then goes by the status."""
    return raw if raw.lstrip()[:1] in (b"<", b"{") and not _is_page(raw) else b""


def _is_page(raw: bytes) -> bool:
    return raw.lstrip()[:9].lower().startswith(_PAGES)


def _read(raw: Any, deadline: Deadline, host: str) -> bytes:
    """Return a body's bytes; NetworkError beyond the limit, or when it ends too early."""
    from urllib3.exceptions import HTTPError

    promised = str(raw.headers.get("content-length") or "")
    body = bytearray()
    try:
        for piece in raw.stream(PIECE):
            body += piece
            if len(body) > BODY_LIMIT:
                raise NetworkError(f"{host} sent more than 1 MB; AWS's answers are far smaller")
            deadline.left(host)
    except HTTPError:
        deadline.left(host)  # says so, if time was the reason
        raise NetworkError(f"{host} broke off in the middle of its answer") from None
    finally:
        raw.close()
    if promised.isdigit() and len(body) < int(promised):
        raise NetworkError(f"{host} broke off in the middle of its answer")
    return bytes(body)

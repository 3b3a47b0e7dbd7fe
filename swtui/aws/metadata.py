"""Credentials of the machine we run on: the EC2 instance's role, the ECS container's.

Plain HTTP to link-local or loopback addresses; 1 s for each step, small answers, no redirects, no
proxy. (Amazon EC2 User Guide, "Use IMDSv2"; AWS SDKs Reference Guide, "Container credential
provider".)
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from swtui.aws.deadline import Deadline, never, run
from swtui.aws.endpoint import is_loopback
from swtui.aws.keys import Keys, parse_time
from swtui.errors import METADATA_REFUSED, ConfigError, NetworkError, RefusedError, SwtuiError
from swtui.files import read_regular
from swtui.secret import Secret

STEP_SECONDS = 1.0
ANSWER_LIMIT = 64 * 1024
"""Bytes; the answers are below 2 kB."""
_INSTANCE = "http://169.254.169.254"
_INSTANCE_V6 = "http://[fd00:ec2::254]"
_CONTAINER = "http://169.254.170.2"
_CONTAINER_HOSTS = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
_ROLES = "/latest/meta-data/iam/security-credentials/"
_TOKEN, _INSTANCE_KEYS = "instance metadata token", "instance credentials"
_CONTAINER_KEYS = "container credentials"
"""The operation that a refusal names."""


def instance_keys(
    env: Mapping[str, str], deadline: Deadline, cancelled: Callable[[], bool] = never
) -> Keys:
    """Return the credentials of the EC2 instance's role (IMDSv2).

    Raises ConfigError when it is disabled or the instance has no role, RefusedError when the
    service answers that it gives nothing, NetworkError when there is no metadata service: this is
    then no EC2 machine.
    """
    if env.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        raise ConfigError(
            "the instance's role is not asked for: AWS_EC2_METADATA_DISABLED is true",
            hint="unset AWS_EC2_METADATA_DISABLED on an EC2 machine",
        )
    mode = env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "").lower()
    base = env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or (
        _INSTANCE_V6 if mode == "ipv6" else _INSTANCE
    )

    def ask(method: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        return _step(base, method, path, headers, deadline, cancelled)

    status, token = ask("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "300"})
    if status != 200:
        raise _refused(status, token, base, _TOKEN)
    proof = {"X-aws-ec2-metadata-token": _line(token)}
    status, roles = ask("GET", _ROLES, proof)
    if status not in (200, 404):
        raise _refused(status, roles, base, _INSTANCE_KEYS)
    if status != 200 or not roles.split():
        raise ConfigError("this EC2 machine has no instance role", hint="attach one to it")
    status, found = ask("GET", _ROLES + _line(roles.splitlines()[0]), proof)
    return _keys(status, found, base, _INSTANCE_KEYS)


def container_keys(
    env: Mapping[str, str], deadline: Deadline, cancelled: Callable[[], bool] = never
) -> Keys:
    """Return the credentials of the container's role (ECS, EKS Pod Identity, a local server).

    Raises ConfigError when the variables are missing or name a host that may not be asked, and
    RefusedError and NetworkError as `instance_keys` does.
    """
    relative = env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "")
    full = env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")
    if not relative and not full:
        raise ConfigError(
            "there is no container role here: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and "
            "AWS_CONTAINER_CREDENTIALS_FULL_URI are not set"
        )
    url = _CONTAINER + relative if relative else _allowed(full)
    token = _authorization(env)
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    base = f"{parts.scheme}://{parts.netloc}"
    headers = {"Accept": "application/json", **({"Authorization": token} if token else {})}
    status, found = _step(base, "GET", path, headers, deadline, cancelled)
    return _keys(status, found, base, _CONTAINER_KEYS)


def _allowed(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or is_loopback(url) or host in _CONTAINER_HOSTS:
        return url
    raise ConfigError(
        f"AWS_CONTAINER_CREDENTIALS_FULL_URI names {host[:100]}, which is neither this machine "
        "nor a container host, over plain http"
    )


def _authorization(env: Mapping[str, str]) -> str:
    file = env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "")
    try:
        raw = read_regular(Path(file), ANSWER_LIMIT).decode() if file else ""
    except (FileNotFoundError, UnicodeDecodeError):
        raise ConfigError("the container's authorization token cannot be read", file=file) from None
    return _line((raw or env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")).encode())


def _line(raw: bytes) -> str:
    """Return bytes as header text; a control character in it would forge another header."""
    text = raw.decode("latin-1").strip()
    if not text.isprintable():
        raise NetworkError(
            "the metadata service answered with control characters", kind="not-metadata"
        )
    return text


def _step(
    base: str,
    method: str,
    path: str,
    headers: Mapping[str, str],
    deadline: Deadline,
    cancelled: Callable[[], bool],
) -> tuple[int, bytes]:
    """Return status and body of one exchange; NetworkError, naming the host, otherwise."""
    host = _host(base)

    def exchange() -> tuple[int, bytes]:
        connection = _connection(base)
        try:
            connection.request(method, path, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(ANSWER_LIMIT + 1)
        finally:
            connection.close()

    try:
        limit = deadline.within(STEP_SECONDS)
        status, body = run(exchange, deadline=limit, cancelled=cancelled, host=host)
    except (OSError, http.client.HTTPException, ValueError):
        raise NetworkError(f"no metadata service at {host}", kind="no-metadata") from None
    if len(body) > ANSWER_LIMIT:
        raise NetworkError(f"{host} sent more than a metadata service does", kind="not-metadata")
    return status, body


def _connection(base: str) -> http.client.HTTPConnection:
    parts = urlsplit(base)
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.netloc, timeout=STEP_SECONDS)
    return http.client.HTTPConnection(parts.netloc, timeout=STEP_SECONDS)


def _host(base: str) -> str:
    return urlsplit(base).netloc


def _keys(status: int, body: bytes, base: str, operation: str) -> Keys:
    if status != 200:
        raise _refused(status, body, base, operation)
    keys = keys_from_json(body)
    if isinstance(keys, str):
        # `{"Code": "AssumeRoleUnauthorizedAccess", "Message": …}`, with HTTP 200
        if _describe_error(body):
            raise _refused(status, body, base, operation)
        raise NetworkError(f"{_host(base)} gave no credentials ({keys})", kind="no-credentials")
    return keys


def _refused(status: int, body: bytes, base: str, operation: str) -> SwtuiError:
    """Return the error for an answer that gives nothing: a refusal, or a failure of the service."""
    host, reason = _host(base), _describe_error(body)
    words = f"HTTP {status}" + (f": {reason}" if reason else "")
    what = "metadata token" if operation == _TOKEN else "credentials"
    if status >= 500 or status == 429 or 300 <= status < 400:
        return NetworkError(f"{host} gave no {what} ({words})", kind="no-credentials")
    return RefusedError(
        f"{host} gave no {what} ({words})",
        code=METADATA_REFUSED,
        aws_message=words,
        status=status,
        operation=operation,
        host=host,
    )


def _describe_error(body: bytes) -> str:
    """Return the code and message of a service's own error, as one line; else nothing.

    EC2 says `Code` and `Message`, ECS and EKS Pod Identity `code` and `message`.
    """
    try:
        error: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(error, dict):
        return ""
    texts = (error.get("Code", error.get("code")), error.get("Message", error.get("message")))
    parts = [" ".join(text.split())[:300] for text in texts if isinstance(text, str) and text]
    return "" if parts[:1] == ["Success"] else ": ".join(parts)


def keys_from_json(body: bytes, *, version: int | None = None) -> Keys | str:
    """Return the keys in a JSON object of AWS's form, or what is wrong with it.

    Metadata services name the token `Token`, credential processes `SessionToken`; these also say
    their form's `version`, which AWS's tools insist on (AWS SDKs and Tools Reference Guide,
    "Process credential provider").
    """
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(document, dict):
        return "it is not a JSON object"
    if version is not None and document.get("Version") != version:
        return f"its Version is not {version}"
    texts = [document.get("AccessKeyId"), document.get("SecretAccessKey")]
    token = document.get("Token", document.get("SessionToken")) or ""
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(token, str):
        return "AccessKeyId or SecretAccessKey is missing"
    expires = document.get("Expiration")
    at = parse_time(expires) if isinstance(expires, str) else None
    if expires is not None and at is None:
        return "its Expiration is not a time with a zone"
    return Keys(str(texts[0]), Secret(str(texts[1])), Secret(token), at)


def has_container(env: Mapping[str, str]) -> bool:
    """Return whether the environment names a container's credentials."""
    return bool(
        env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        or env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    )


def instance_keys_or_none(
    env: Mapping[str, str], deadline: Deadline, cancelled: Callable[[], bool] = never
) -> Keys | None:
    """Return the instance's keys, or None where there is no instance or no role."""
    try:
        return instance_keys(env, deadline, cancelled)
    except (ConfigError, NetworkError, RefusedError):
        return None  # most machines have no metadata service, and that is no error

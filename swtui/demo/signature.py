"""Verify Signature Version 4, with the errors of AWS.

Algorithm: IAM User Guide, "Create a signed AWS API request". Wording: STS API reference, "Common
Errors", and what AWS's own endpoints answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from swtui.demo.callers import KeyRing, SigningKeys
from swtui.demo.service_error import ServiceError

ALGORITHM = "AWS4-HMAC-SHA256"
TOLERANCE = 15 * 60
"""Seconds that the caller's clock may differ from ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One HTTP request."""

    method: str
    path: str
    query: str
    """Raw, without the question mark."""
    headers: Mapping[str, str]
    """By lower-cased name."""
    body: bytes
    address: str
    """The IP address it came from."""


_OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-")
"""How the regions begin where keys of the partition `aws` are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """The parts of an Authorization header."""

    access_key_id: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str
    moment: str
    """X-Amz-Date: `YYYYMMDDTHHMMSSZ`."""

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def verified(
    request: HttpRequest, keys: KeyRing, service: str, now: float
) -> tuple[SigningKeys, str]:
    """Return the keys that signed a request, and the region; raises ServiceError.

    `service` is the signing name the action belongs to (`sts`, `iam`), `now` the server's time in
    seconds since the epoch.
    """
    signed = _read(request)
    owner = keys.find(signed.access_key_id)
    token = request.headers.get("x-amz-security-token", "")
    if owner is None or token != owner.token or signed.region.startswith(_OTHER_PARTITIONS):
        raise _unknown()
    if owner.expires_at is not None and now >= owner.expires_at:
        raise ServiceError(
            "ExpiredToken", "The security token included in the request is expired", 403
        )
    _check_time(signed.moment, now)
    if signed.service != service:
        raise _mismatch(f"Credential should be scoped to correct service: '{service}'. ")
    right = _signature(request, signed, owner.secret_access_key)
    if not hmac.compare_digest(right, signed.signature):
        raise _mismatch(
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details."
        )
    return owner, signed.region


def _unknown() -> ServiceError:
    message = "The security token included in the request is invalid."
    return ServiceError("InvalidClientTokenId", message, 403)


def _mismatch(message: str) -> ServiceError:
    return ServiceError("SignatureDoesNotMatch", message, 403)


def _read(request: HttpRequest) -> _Signed:
    header = request.headers.get("authorization", "")
    if not header:
        raise ServiceError(
            "MissingAuthenticationToken", "Request is missing Authentication Token", 403
        )
    fields = dict(re.findall(r"(Credential|SignedHeaders|Signature)=([^,\s]+)", header))
    moment = request.headers.get("x-amz-date", "")
    lacking = [
        f"Authorization header requires '{name}' parameter."
        for name in ("Credential", "Signature", "SignedHeaders")
        if name not in fields
    ]
    if not re.fullmatch(r"\d{8}T\d{6}Z", moment):
        lacking.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    scope = fields.get("Credential", "").split("/")
    if not lacking and len(scope) != 5:
        lacking.append(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term, got '" + fields["Credential"] + "'"
        )
    if lacking or not header.startswith(ALGORITHM):
        raise ServiceError("IncompleteSignature", " ".join(lacking) or "Unsupported algorithm", 403)
    names = tuple(fields["SignedHeaders"].lower().split(";"))
    key_id, date, region, service, _ = scope
    return _Signed(
        access_key_id=key_id,
        date=date,
        region=region,
        service=service,
        headers=names,
        signature=fields["Signature"],
        moment=moment,
    )


def _check_time(moment: str, now: float) -> None:
    signed_at = timegm(time.strptime(moment, "%Y%m%dT%H%M%SZ"))
    if signed_at < now - TOLERANCE:
        raise _mismatch(
            f"Signature expired: {moment} is now earlier than {_stamp(now - TOLERANCE)} "
            f"({_stamp(now)} - 15 min.)"
        )
    if signed_at > now + TOLERANCE:
        raise _mismatch(
            f"Signature not yet current: {moment} is still later than {_stamp(now + TOLERANCE)} "
            f"({_stamp(now)} + 15 min.)"
        )


def _stamp(at: float) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))


def _signature(request: HttpRequest, signed: _Signed, secret: str) -> str:
    text = "\n".join(
        (ALGORITHM, signed.moment, signed.scope, _sha256(_canonical(request, signed.headers)))
    )
    key = ("AWS4" + secret).encode()
    for part in signed.scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _canonical(request: HttpRequest, names: tuple[str, ...]) -> bytes:
    pairs = parse_qsl(request.query, keep_blank_values=True)
    query = "&".join(sorted(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs))
    headers = [f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in names]
    lines = (
        request.method,
        request.path or "/",
        query,
        "".join(headers),
        ";".join(names),
        hashlib.sha256(request.body).hexdigest(),
    )
    return "\n".join(lines).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

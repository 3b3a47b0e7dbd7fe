"""Check the parameters of AssumeRole against the API's constraints (STS API reference)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from swtui.demo.organisation import HOUR
from swtui.demo.policy import Document, document
from swtui.demo.policy_shorthand import ALL, READ
from swtui.demo.query_protocol import Parameters, members, structures
from swtui.demo.service_error import ServiceError, invalid

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\x21-\x7e]+", re.ASCII)
_RULES = (
    # parameter, shortest, longest, pattern as AWS prints it
    ("RoleArn", 20, 2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD]+"),
    ("RoleSessionName", 2, 64, r"[\w+=,.@-]*"),
    ("ExternalId", 2, 1224, r"[\w+=,.@:\/-]*"),
    ("SerialNumber", 9, 256, r"[\w+=/:,.@-]*"),
    ("TokenCode", 6, 6, r"[\d]*"),
    ("SourceIdentity", 2, 64, r"[\w+=,.@-]*"),
    ("Policy", 1, 2048, r"[\u0009\u000A\u000D\u0020-\u00FF]+"),
)
_MANAGED: Mapping[str, Document] = {
    "arn:aws:iam::aws:policy/AdministratorAccess": ALL,
    "arn:aws:iam::aws:policy/ReadOnlyAccess": READ,
}
_NO_POLICY = document()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumeParameters:
    """The parameters of an AssumeRole; those that were not sent are empty."""

    role_arn: str
    session_name: str
    duration: int
    """Seconds, 900 to 43200."""
    external_id: str
    serial: str
    code: str
    source_identity: str
    tags: Mapping[str, str]
    transitive_tags: frozenset[str]
    session_policies: tuple[Document, ...]


def read_assume_parameters(parameters: Parameters) -> AssumeParameters:
    """Return the values of an AssumeRole; raises ServiceError (ValidationError, …)."""
    faults = [
        *(_required(name) for name in ("RoleArn", "RoleSessionName") if name not in parameters),
        *(fault for rule in _RULES for fault in _text_faults(parameters, *rule)),
        *duration_faults(parameters, longest=12 * HOUR),
    ]
    if faults:
        raise invalid(*faults)
    arn = parameters["RoleArn"]
    if not _ROLE_ARN.fullmatch(arn):
        raise ServiceError("ValidationError", f"{arn} is invalid")
    return AssumeParameters(
        role_arn=arn,
        session_name=parameters["RoleSessionName"],
        duration=int(parameters.get("DurationSeconds", HOUR)),
        external_id=parameters.get("ExternalId", ""),
        serial=parameters.get("SerialNumber", ""),
        code=parameters.get("TokenCode", ""),
        source_identity=parameters.get("SourceIdentity", ""),
        tags={tag["Key"]: tag.get("Value", "") for tag in structures(parameters, "Tags")},
        transitive_tags=frozenset(members(parameters, "TransitiveTagKeys")),
        session_policies=tuple(_session_policies(parameters)),
    )


def duration_faults(parameters: Parameters, *, longest: int) -> Iterator[str]:
    """Yield the faults of DurationSeconds, which is 900 to `longest` seconds."""
    text = parameters.get("DurationSeconds", str(HOUR))
    value = int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else 0
    start = f"Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must have"
    if value < 900:
        yield f"{start} value greater than or equal to 900"
    elif value > longest:
        yield f"{start} value less than or equal to {longest}"


def _required(name: str) -> str:
    return f"Value null at '{_lower(name)}' failed to satisfy constraint: Member must not be null"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _text_faults(
    parameters: Parameters, name: str, shortest: int, longest: int, pattern: str
) -> Iterator[str]:
    if name not in parameters:
        return
    value = parameters[name]
    start = f"Value '{value}' at '{_lower(name)}' failed to satisfy constraint: Member must"
    if len(value) < shortest:
        yield f"{start} have length greater than or equal to {shortest}"
    if len(value) > longest:
        yield f"{start} have length less than or equal to {longest}"
    if value and not re.fullmatch(pattern, value, re.ASCII):
        yield f"{start} satisfy regular expression pattern: {pattern}"


def _session_policies(parameters: Parameters) -> Iterator[Document]:
    if "Policy" in parameters:
        try:
            inline = json.loads(parameters["Policy"])
        except ValueError:
            inline = None
        if not isinstance(inline, dict) or "Statement" not in inline:
            raise ServiceError("MalformedPolicyDocument", "Syntax errors in policy.")
        yield inline
    for entry in structures(parameters, "PolicyArns"):
        # A managed policy that does not exist here grants nothing.
        yield _MANAGED.get(entry.get("arn", ""), _NO_POLICY)

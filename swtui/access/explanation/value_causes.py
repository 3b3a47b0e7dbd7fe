"""A value of the call that STS does not take: which setting or option gives it, and where.

Wording: `1 validation error detected: Value '…' at 'roleSessionName' failed to satisfy
constraint: …`; names: STS API reference, AssumeRole and AssumeRoleWithWebIdentity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.errors import RefusedError
from swtui.roles.profile import Profile
from swtui.roles.role import Place

_CODES = ("ValidationError", "ValidationException", "InvalidParameterValue", "InvalidParameter")
_AT = re.compile(r"\bat '(?P<name>[A-Za-z]+)(?:\.[\w.]+)?' failed to satisfy constraint: ")
_RULE = re.compile(r"Member must (?P<rule>.+?)(?:; |$)")
_ARN = re.compile(r"^(?:Request ARN|(?P<arn>arn:\S+)) is invalid", re.IGNORECASE)
_TAGS = re.compile(r"\btag key|\btags\b|\btag\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Given:
    """How a parameter of the call is given."""

    parameter: str
    """STS's name of it, as it is sent."""
    option: str = ""
    """Of the command line."""
    key: str = ""
    """Of a profile."""
    setting: str = ""
    """Of our own settings."""


_GIVEN = {
    "roleArn": _Given("RoleArn", key="role_arn"),
    "roleSessionName": _Given(
        "RoleSessionName", "--session-name", "role_session_name", "session_name"
    ),
    "externalId": _Given("ExternalId", "--external-id", "external_id"),
    "serialNumber": _Given("SerialNumber", "--mfa-serial", "mfa_serial"),
    "durationSeconds": _Given("DurationSeconds", "--duration", "duration_seconds", "duration"),
    "policy": _Given("Policy", "--policy"),
    "policyArns": _Given("PolicyArns", "--policy-arn"),
    "tags": _Given("Tags", "--tag"),
    "transitiveTagKeys": _Given("TransitiveTagKeys", "--transitive-tag"),
    "sourceIdentity": _Given("SourceIdentity", "--source-identity"),
    "tokenCode": _Given("TokenCode"),
    "webIdentityToken": _Given("WebIdentityToken", key="web_identity_token_file"),
}
"""By the name in AWS's message."""


def invalid_values(evidence: Evidence) -> tuple[Cause, ...]:
    """Return a cause for each value that AWS names; nothing for other refusals."""
    error = evidence.error
    if not isinstance(error, RefusedError) or error.code not in _CODES:
        return ()
    words = evidence.words
    if "DurationSeconds exceeds" in words:
        return ()  # the table knows which limit it is
    found = [(match["name"], _rule_after(words, match.end())) for match in _AT.finditer(words)]
    if not found and _ARN.search(words):
        found = [("roleArn", "be the ARN of a role")]
    if not found and _TAGS.search(words):
        name = "transitiveTagKeys" if "transitive" in words.lower() else "tags"
        found = [(name, "")]
    names = dict.fromkeys(name for name, _ in found if name in _GIVEN)
    rules = {name: [rule for each, rule in found if each == name and rule] for name in names}
    return tuple(_cause(evidence, _GIVEN[name], rules[name]) for name in names)


def _rule_after(words: str, start: int) -> str:
    match = _RULE.match(words, start)
    return match["rule"] if match else ""


def _cause(evidence: Evidence, given: _Given, rules: list[str]) -> Cause:
    label, place = _where(evidence, given)
    code = getattr(evidence.error, "code", "")
    facts = [f"AWS says {code}: {given.parameter} is not valid"]
    facts += [f"it must {rule}" for rule in rules]
    written = evidence.at(place)
    return Cause(
        "invalid-value",
        f"STS does not take the value of {label}{written}.",
        tuple(facts),
        f"Fix {label}{written}." if label != "the MFA code" else "Type the code again: 6 digits.",
        told=True,
    )


def _where(evidence: Evidence, given: _Given) -> tuple[str, Place | None]:
    """Return what gives the value, in words, and the line where it is written."""
    if given.parameter == "TokenCode":
        return "the MFA code", None
    step, token = evidence.step, evidence.web_token
    if step is not None and _is_profiles(evidence, given):
        return f"{given.key} in profile {step.profile}", step.places[given.key]
    start = _start_profile(evidence)
    if given.key and start is not None and start.get(given.key):
        return f"{given.key} in profile {start.name}", start.place_of(given.key)
    if given.key and token is not None and token.place is None and evidence.hop == 0:
        return f"AWS_{given.key.upper()}", None
    if not given.option:
        return "the role's ARN", None
    default = f" ({given.setting} in the settings, or swtui's own)" if given.setting else ""
    return f"{given.option}{default}", None


def _start_profile(evidence: Evidence) -> Profile | None:
    """Return the profile whose own call was refused, where that was the start."""
    start = evidence.chain.start
    if evidence.hop or evidence.files is None or start is None or not start.profile:
        return None
    return evidence.files.profiles.get(start.profile)


def _is_profiles(evidence: Evidence, given: _Given) -> bool:
    """Whether the value that was sent is the profile's own."""
    step = evidence.step
    if step is None or given.key not in step.places:
        return False
    own = {
        "role_arn": str(step.role),
        "role_session_name": step.session_name,
        "external_id": step.external_id,
        "mfa_serial": step.mfa_serial,
        "duration_seconds": str(step.duration or ""),
    }.get(given.key, "")
    sent = str(evidence.sent.get(given.parameter, own))
    return bool(own) and sent == own

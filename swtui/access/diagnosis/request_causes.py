"""Causes in the request: the session that signed it, its tags, its values.

IAM User Guide, "Pass session tags in AWS STS": a role's session passes its transitive tags and its
source identity on to every role it assumes, and neither can be changed on the way.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.shell_word import shell_word

HOP_EXPIRED = "hop-expired"
"""The session of a hop before has expired: a new walk has to make it again."""
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
_TOO_LARGE = ("PackedPolicyTooLarge", "PackedPolicyTooLargeException")
_BROUGHT = ("Identity Center sends attributes so, and EKS Pod Identity its cluster's names",)


def session_causes(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the cause that lies in the caller's session; nothing for other refusals."""
    words = refused.words.lower()
    if refused.code in _EXPIRED:
        cause = _expired(refused)
    elif refused.code in _TOO_LARGE:
        cause = _too_large(refused, words)
    elif "source identity is already set" in words:
        identity = refused.sent.get("SourceIdentity")
        facts = (refused.code_fact, *((f"sent with the call: {identity}",) if identity else ()))
        cause = build_cause("source-identity-conflict", evidence=facts)
    elif "transitive tag" in words and ("conflict" in words or "calling session" in words):
        cause = _conflict(refused)
    else:
        cause = None
    return (cause,) if cause is not None else ()


def _expired(refused: RefusedCall) -> Cause | None:
    """Return that the session between two hops has expired, or the one with MFA before the first.

    Where the start itself has expired the table says how to renew it.
    """
    if refused.hop > 1:
        before, name = refused.hop_before, shell_word(refused.chain.profile)
        return build_cause(
            HOP_EXPIRED,
            evidence=(refused.code_fact, f"hop {refused.hop - 1} is profile {before.profile}"),
            snippet=f"swtui export {name} --refresh" if name[:1] != "-" else "--refresh",
            before=f"{before.role.name} of {before.role.account_id}",
            hop=refused.hop,
        )
    has_device = refused.step is not None and bool(refused.step.mfa_serial)
    if refused.hop == 1 and refused.long_term_start and has_device:
        facts = (refused.code_fact, "the source's own keys are long-term ones")
        return build_cause("mfa-session-expired", evidence=facts)
    return None


def _too_large(refused: RefusedCall, words: str) -> Cause | None:
    """Return that the tags came with the caller's session, where nothing we sent explains it."""
    ours = [name for name in ("Policy", "PolicyArns", "Tags") if refused.sent.get(name)]
    if ours and not ("session tags" in words and "Tags" not in ours):
        return None
    return build_cause(
        "inherited-tags-too-large",
        evidence=(
            f"{refused.code_fact}: {refused.words}",
            "no tags went with the call" + ("" if ours else ", and no session policy"),
            *(_BROUGHT if refused.hop else ()),
        ),
        whose="the caller's session" if refused.hop else "the web identity token",
        sender="what opened that session" if refused.hop else "the identity provider",
    )


def _conflict(refused: RefusedCall) -> Cause:
    tags = (tag.get("Key") for tag in refused.sent.get("Tags") or ())
    keys = list(map(str, dict.fromkeys((*tags, *(refused.sent.get("TransitiveTagKeys") or ())))))
    options = " ".join(f"--tag {shell_word(key)}=…" for key in keys)
    return build_cause(
        "transitive-tag-conflict",
        evidence=(
            refused.code_fact,
            f"sent with the call: {', '.join(keys) or 'no tags by name'}",
        ),
        tag=f"the tag {keys[0]}" if len(keys) == 1 else "one of the tags",
        options=f" ({options})" if options else "",
    )


_CODES = ("ValidationError", "ValidationException", "InvalidParameterValue", "InvalidParameter")
_AT = re.compile(r"\bat '(?P<name>[A-Za-z]+)(?:\.[\w.]+)?' failed to satisfy constraint: ")
_RULE = re.compile(r"Member must (?P<rule>.+?)(?:; |$)")
_ARN = re.compile(r"^(?:Request ARN|(?P<arn>arn:\S+)) is invalid", re.IGNORECASE)
_TAGS = re.compile(r"\btag key|\btags\b|\btag\b", re.IGNORECASE)


class _Given(NamedTuple):
    """The option or the key that gives a parameter of the call."""

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


def invalid_values(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return a cause for each value that AWS names; nothing for other refusals."""
    words = refused.words
    if refused.code not in _CODES or "DurationSeconds exceeds" in words:
        return ()  # the table knows which limit it is
    rules: dict[str, list[str]] = {}
    for match in _AT.finditer(words):
        rule = _RULE.match(words, match.end())
        rules.setdefault(match["name"], []).extend([rule["rule"]] if rule else [])
    if not rules and _ARN.search(words):
        rules = {"roleArn": ["be the ARN of a role"]}
    if not rules and _TAGS.search(words):
        rules = {"transitiveTagKeys" if "transitive" in words.lower() else "tags": []}
    known = ((_GIVEN[name], each) for name, each in rules.items() if name in _GIVEN)
    return tuple(_invalid_value(refused, given, each) for given, each in known)


def _invalid_value(refused: RefusedCall, given: _Given, rules: list[str]) -> Cause:
    facts = [f"{refused.code_fact}: {given.parameter} is not valid"]
    facts += [f"it must {rule}" for rule in rules]
    is_code = given.parameter == "TokenCode"
    step = "Type the code again: 6 digits." if is_code else ""
    value = "the MFA code" if is_code else _value_source(refused, given)
    return build_cause("invalid-value", evidence=facts, next_step=step, value=value)


def _value_source(refused: RefusedCall, given: _Given) -> str:
    """Return what gives the value, in words, and the line where it is written."""
    step, token = refused.step, refused.web_token
    if step is not None and _is_profiles(refused, given):
        return f"{given.key} in profile {step.profile}{refused.written_at(given.key)}"
    start = refused.start_profile if refused.hop == 0 else None
    if given.key and start is not None and start.get(given.key):
        return f"{given.key} in profile {start.name}{refused.at(start.find_place(given.key))}"
    if given.key and token is not None and token.place is None and refused.hop == 0:
        return f"AWS_{given.key.upper()}"
    if not given.option:
        return "the role's ARN"
    default = f" ({given.setting} in the settings, or swtui's own)" if given.setting else ""
    return f"{given.option}{default}"


def _is_profiles(refused: RefusedCall, given: _Given) -> bool:
    """Return whether the value that was sent is the profile's own."""
    step = refused.step
    if step is None or given.key not in step.places:
        return False
    own = {
        "role_arn": str(step.role),
        "role_session_name": step.session_name,
        "external_id": step.external_id,
        "mfa_serial": step.mfa_serial,
        "duration_seconds": str(step.duration or ""),
    }.get(given.key, "")
    sent = str(refused.sent.get(given.parameter, own))
    return bool(own) and sent == own

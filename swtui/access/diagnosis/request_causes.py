"""Causes in the request: the session that signed it, its tags, its values.

IAM User Guide, "Pass session tags in AWS STS": a role's session passes its transitive tags and its
source identity on to every role it assumes, and neither can be changed on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.errors import RefusedError
from swtui.roles.profile import Profile
from swtui.roles.role import Place
from swtui.shell_word import shell_word

HOP_EXPIRED = "hop-expired"
"""The session of a hop before has expired: a new walk has to make it again."""
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
_TOO_LARGE = ("PackedPolicyTooLarge", "PackedPolicyTooLargeException")
_BROUGHT = ("Identity Center sends attributes so, and EKS Pod Identity its cluster's names",)


def session_causes(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the cause that lies in the caller's session; nothing for other refusals."""
    error = refused.error
    code = error.code if isinstance(error, RefusedError) else ""
    words = refused.words.lower()
    if code in _EXPIRED:
        found = _expired(refused)
    elif code in _TOO_LARGE:
        found = _too_large(refused, words)
    elif "source identity is already set" in words:
        found = _source_identity(refused)
    elif "transitive tag" in words and ("conflict" in words or "calling session" in words):
        found = _conflict(refused)
    else:
        found = None
    return (found,) if found is not None else ()


def _expired(refused: RefusedCall) -> Cause | None:
    """Return that the session between two hops has expired, or the one with MFA before the first.

    Where the start itself has expired the table says how to renew it.
    """
    if refused.hop > 1:
        before = refused.chain.hops[refused.hop - 2]
        name = shell_word(refused.chain.profile)
        return Cause(
            kind=HOP_EXPIRED,
            sentence=f"The session of the hop before, {before.role.name} of "
            f"{before.role.account_id}, has expired; it made the call for hop {refused.hop}.",
            evidence=(
                f"AWS says {_code(refused)}",
                f"hop {refused.hop - 1} is profile {before.profile}",
            ),
            next_step="Get new sessions for every hop: --refresh ignores the cached ones.",
            certain=True,
            snippet=f"swtui export {name} --refresh" if name[:1] != "-" else "--refresh",
        )
    has_device = refused.step is not None and bool(refused.step.mfa_serial)
    if refused.hop == 1 and refused.long_term_start and has_device:
        return Cause(
            kind="mfa-session-expired",
            sentence="The session with MFA that was opened for all roles of this source has "
            "expired.",
            evidence=(f"AWS says {_code(refused)}", "the source's own keys are long-term ones"),
            next_step="Delete the cached sessions, and give a new code.",
            certain=True,
            snippet="swtui sessions clear",
        )
    return None


def _code(refused: RefusedCall) -> str:
    return str(getattr(refused.error, "code", ""))


def _too_large(refused: RefusedCall, words: str) -> Cause | None:
    """Return that the tags came with the caller's session, where nothing we sent explains it."""
    sent = refused.sent
    ours = [name for name in ("Policy", "PolicyArns", "Tags") if sent.get(name)]
    if ours and not ("session tags" in words and "Tags" not in ours):
        return None
    facts = [f"AWS says {_code(refused)}: {refused.words}"]
    facts.append("no tags went with the call" + ("" if ours else ", and no session policy"))
    if refused.hop == 0:
        whose, where = "the web identity token", "the identity provider"
    else:
        whose, where = "the caller's session", "what opened that session"
    return Cause(
        kind="inherited-tags-too-large",
        sentence=f"The tags came with {whose}: transitive tags are passed on to every role, and "
        "here they take more room than STS has.",
        evidence=(*facts, *(_BROUGHT if refused.hop else ())),
        next_step=f"Have {where} send fewer or shorter tags, or fewer transitive ones; nothing of "
        "this call's own can be left out.",
        certain=True,
    )


def _conflict(refused: RefusedCall) -> Cause:
    keys = _sent_keys(refused)
    which = f"the tag {keys[0]}" if len(keys) == 1 else "one of the tags"
    options = " ".join(f"--tag {shell_word(key)}=…" for key in keys)
    return Cause(
        kind="transitive-tag-conflict",
        sentence=f"The caller's session has {which} already and passes it on; it cannot be set "
        "again.",
        evidence=(
            f"AWS says {_code(refused)}",
            f"sent with the call: {', '.join(keys) or 'no tags by name'}",
        ),
        next_step=f"Leave it out{f' ({options})' if options else ''}: the session has it already, "
        "and the new one gets it with the same value.",
        certain=True,
    )


def _sent_keys(refused: RefusedCall) -> list[str]:
    keys = [str(tag.get("Key")) for tag in refused.sent.get("Tags") or ()]
    keys += [str(key) for key in refused.sent.get("TransitiveTagKeys") or ()]
    return list(dict.fromkeys(keys))


def _source_identity(refused: RefusedCall) -> Cause:
    sent = refused.sent.get("SourceIdentity")
    return Cause(
        kind="source-identity-conflict",
        sentence="The caller's session has a source identity already, and no later role can change "
        "it.",
        evidence=(
            f"AWS says {_code(refused)}",
            *((f"sent with the call: {sent}",) if sent else ()),
        ),
        next_step="Leave --source-identity out: the session's own is passed on.",
        certain=True,
    )


_CODES = ("ValidationError", "ValidationException", "InvalidParameterValue", "InvalidParameter")
_AT = re.compile(r"\bat '(?P<name>[A-Za-z]+)(?:\.[\w.]+)?' failed to satisfy constraint: ")
_RULE = re.compile(r"Member must (?P<rule>.+?)(?:; |$)")
_ARN = re.compile(r"^(?:Request ARN|(?P<arn>arn:\S+)) is invalid", re.IGNORECASE)
_TAGS = re.compile(r"\btag key|\btags\b|\btag\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
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
    "roleArn": _Given(parameter="RoleArn", key="role_arn"),
    "roleSessionName": _Given(
        parameter="RoleSessionName",
        option="--session-name",
        key="role_session_name",
        setting="session_name",
    ),
    "externalId": _Given(parameter="ExternalId", option="--external-id", key="external_id"),
    "serialNumber": _Given(parameter="SerialNumber", option="--mfa-serial", key="mfa_serial"),
    "durationSeconds": _Given(
        parameter="DurationSeconds", option="--duration", key="duration_seconds", setting="duration"
    ),
    "policy": _Given(parameter="Policy", option="--policy"),
    "policyArns": _Given(parameter="PolicyArns", option="--policy-arn"),
    "tags": _Given(parameter="Tags", option="--tag"),
    "transitiveTagKeys": _Given(parameter="TransitiveTagKeys", option="--transitive-tag"),
    "sourceIdentity": _Given(parameter="SourceIdentity", option="--source-identity"),
    "tokenCode": _Given(parameter="TokenCode"),
    "webIdentityToken": _Given(parameter="WebIdentityToken", key="web_identity_token_file"),
}
"""By the name in AWS's message."""


def invalid_values(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return a cause for each value that AWS names; nothing for other refusals."""
    error = refused.error
    if not isinstance(error, RefusedError) or error.code not in _CODES:
        return ()
    words = refused.words
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
    return tuple(_cause(refused, _GIVEN[name], rules[name]) for name in names)


def _rule_after(words: str, start: int) -> str:
    match = _RULE.match(words, start)
    return match["rule"] if match else ""


def _cause(refused: RefusedCall, given: _Given, rules: list[str]) -> Cause:
    label, place = _where(refused, given)
    code = getattr(refused.error, "code", "")
    facts = [f"AWS says {code}: {given.parameter} is not valid"]
    facts += [f"it must {rule}" for rule in rules]
    written = refused.at(place)
    return Cause(
        kind="invalid-value",
        sentence=f"STS does not take the value of {label}{written}.",
        evidence=tuple(facts),
        next_step=f"Fix {label}{written}."
        if label != "the MFA code"
        else "Type the code again: 6 digits.",
        certain=True,
    )


def _where(refused: RefusedCall, given: _Given) -> tuple[str, Place | None]:
    """Return what gives the value, in words, and the line where it is written."""
    if given.parameter == "TokenCode":
        return "the MFA code", None
    step, token = refused.step, refused.web_token
    if step is not None and _is_profiles(refused, given):
        return f"{given.key} in profile {step.profile}", step.places[given.key]
    start = _start_profile(refused)
    if given.key and start is not None and start.get(given.key):
        return f"{given.key} in profile {start.name}", start.place_of(given.key)
    if given.key and token is not None and token.place is None and refused.hop == 0:
        return f"AWS_{given.key.upper()}", None
    if not given.option:
        return "the role's ARN", None
    default = f" ({given.setting} in the settings, or swtui's own)" if given.setting else ""
    return f"{given.option}{default}", None


def _start_profile(refused: RefusedCall) -> Profile | None:
    """Return the profile whose own call was refused, where that was the start."""
    start = refused.chain.start
    if refused.hop or refused.files is None or start is None or not start.profile:
        return None
    return refused.files.profiles.get(start.profile)


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

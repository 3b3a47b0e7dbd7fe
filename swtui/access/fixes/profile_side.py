"""Changes on the asker's side: what the profile or the call has to bring, so that no condition of
a policy need be loosened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.policy_causes import describe_reason
from swtui.access.diagnosis.refused_call import RefusedCall, build_request
from swtui.access.evaluator.matching import Pattern, Wild, fill
from swtui.access.evaluator.policy import Policy
from swtui.access.evaluator.results import Reason, StatementResult
from swtui.access.fixes.fix import LIKELY, PROFILE, SURE, Fix
from swtui.access.policies.render import profile_section
from swtui.files import shown_path
from swtui.roles.sts_values import CREDENTIAL_SOURCES

OPTION_OF = {
    "mfa_serial": "--mfa-serial",
    "external_id": "--external-id",
    "role_session_name": "--session-name",
    "duration_seconds": "--duration",
    "region": "--region",
}
"""The option that does for one call what a key of the profile does for all."""
_SENT_AS = {
    "mfa_serial": "SerialNumber",
    "external_id": "ExternalId",
    "role_session_name": "RoleSessionName",
}
_BY_KIND = {
    "external-id-missing": "external_id",
    "external-id-wrong": "external_id",
    "session-name": "role_session_name",
    "region": "region",
}


def describe_profile(refused: RefusedCall) -> str:
    """Name the asker's profile, or the call when no profile names the role."""
    if refused.profile is None or refused.step is None:
        return "the call"
    return f"profile {refused.step.profile}{refused.at(refused.profile.place)}"


def asker_change(
    refused: RefusedCall, policy: Policy, result: StatementResult, reason: Reason
) -> Fix:
    """Return what the asker does about a condition that is not met; often only who may help."""
    cause = describe_reason(refused, result, reason)
    wanted = _wanted(refused, policy, reason)
    settings: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    if cause.kind in _BY_KIND and wanted:
        settings = ((_BY_KIND[cause.kind], wanted),)
    elif cause.kind == "mfa-not-given":
        settings = _setting(cause)
    elif cause.kind == "source-identity-asked-for" and wanted:
        options = ("--source-identity", wanted)
    elif cause.kind == "tags-asked-for" and wanted and "/" in reason.key:
        options = ("--tag", f"{reason.key.partition('/')[2]}={wanted}")
    change = _change(refused, cause, settings, options, f"{result.label}: {reason.words}")
    certainty = SURE if reason.met is False else LIKELY
    return replace(change, certainty=certainty, statement=result.label)


def likeliest_change(refused: RefusedCall, cause: Cause) -> Fix:
    """Return the change of the profile for a possibility that could not be checked."""
    change = _change(refused, cause, _setting(cause), (), "; ".join(cause.evidence))
    return replace(change, certainty=LIKELY)


def _change(
    refused: RefusedCall,
    cause: Cause,
    settings: tuple[tuple[str, str], ...],
    options: tuple[str, ...],
    said: str,
) -> Fix:
    why = f"{cause.sentence} {cause.next_step}" if not (settings or options) else cause.sentence
    known = [(OPTION_OF[key], value) for key, value in settings if key in OPTION_OF]
    given = tuple(word for pair in known for word in pair)
    notes: tuple[str, ...] = (said,) if said else ()
    if cause.kind == "source-address":
        notes += (
            "the address that AWS saw is in CloudTrail (sourceIPAddress of the event with this "
            "request ID)" + (f" {_request_id(refused)}" if _request_id(refused) else ""),
        )
    return Fix(
        side=PROFILE,
        kind=cause.kind,
        why=why,
        where=describe_profile(refused),
        settings=settings,
        options=options or given,
        notes=notes,
    )


def _request_id(refused: RefusedCall) -> str:
    return str(getattr(refused.error, "request_id", ""))


def _setting(cause: Cause) -> tuple[tuple[str, str], ...]:
    return (cause.setting,) if cause.setting else ()


def _wanted(refused: RefusedCall, policy: Policy, reason: Reason) -> str:
    """Return the one plain value that a condition asks for; empty when there is not just one."""
    if len(reason.wanted) != 1 or "Not" in reason.operator or "String" not in reason.operator:
        return ""
    request = build_request(refused, "sts:AssumeRole", policy)
    filled = fill(reason.wanted[0], request, variables=policy.has_variables)
    if not filled.is_whole:
        return ""
    return _plain(filled.text, is_pattern="Like" in reason.operator)


def _plain(wanted: Pattern, *, is_pattern: bool) -> str:
    if is_pattern and any(isinstance(token, Wild) for token in wanted):
        return ""
    return "".join(token.value if isinstance(token, Wild) else token for token in wanted)


def answered(refused: RefusedCall, change: Fix) -> RefusedCall:
    """Return the evidence as it would be if the asker made the change."""
    sent: dict[str, Any] = dict(refused.sent)
    for key, value in change.settings:
        if key in _SENT_AS:
            sent[_SENT_AS[key]] = value
    pairs = dict(zip(change.options[::2], change.options[1::2], strict=True))
    if "--source-identity" in pairs:
        sent["SourceIdentity"] = pairs["--source-identity"]
    if "--tag" in pairs:
        key, _, value = pairs["--tag"].partition("=")
        sent["Tags"] = [*(sent.get("Tags") or ()), {"Key": key, "Value": value}]
    return replace(refused, sent=sent)


def duration_change(refused: RefusedCall, cause: Cause, asked: int | None = None) -> Fix:
    """Return the change for a session that was shortened: request the granted duration.

    `refused` is of the call that was allowed, `asked` the seconds that an option asked for.
    Raising the role's maximum is a setting of the
    role, and no policy.
    """
    role, lasts = refused.role, refused.sent.get("DurationSeconds")
    lasting = refused.profile.get("duration_seconds") if refused.profile is not None else ""
    wanted = str(asked or lasting or "")
    notes: tuple[str, ...] = ()
    if cause.kind == "over-maximum" and role is not None and wanted:
        notes = (
            "or the role's owner raises its maximum: aws iam update-role "
            f"--role-name {role.name} --max-session-duration {wanted}",
        )
    settings = (("duration_seconds", str(lasts)),)
    return Fix(
        side=PROFILE,
        kind=cause.kind,
        why=cause.sentence,
        where=describe_profile(refused),
        settings=settings if lasting and lasting != str(lasts) else (),
        options=("--duration", str(lasts)),
        notes=notes,
    )


SHOWN = (
    "role_arn",
    "source_profile",
    "credential_source",
    "external_id",
    "mfa_serial",
    "role_session_name",
    "duration_seconds",
    "region",
)
"""The keys that say how a role is reached; of a section nothing else is shown, no secret least."""


def section_now(refused: RefusedCall) -> list[str]:
    """Return the profile's section; empty when no profile names the role."""
    profile = refused.profile
    if profile is None:
        return []
    in_config = not profile.from_credentials and profile.name != "default"
    header = f"[profile {profile.name}]" if in_config else f"[{profile.name}]"
    return [header, *_lines({key: profile.get(key) for key in profile.values if key in SHOWN})]


def section_then(refused: RefusedCall, changes: tuple[Fix, ...], name: str = "") -> list[str]:
    """Return the section with the changes made; for a role without a profile a new one.

    `name` is what a new one is called, else `ROLE-ACCOUNT`.
    """
    wanted = {key: value for change in changes for key, value in change.settings}
    removed = {key for change in changes for key in change.removed}
    now = section_now(refused)
    if now:
        header, *lines = now
        then: list[str] = []
        for line in lines:
            key = line.partition(" = ")[0]
            if key in removed:
                then += _lines(wanted)
                wanted.clear()
            else:
                then.append(f"{key} = {wanted.pop(key)}" if key in wanted else line)
        return [header, *then, *_lines(wanted)]
    role, sent, start = refused.role, refused.sent, refused.chain.start
    if role is None:
        return []
    values = {
        "role_arn": str(role),
        "source_profile": (start.profile if start is not None else "") or "",
        "credential_source": _CREDENTIAL_SOURCE.get(start.kind, "") if start is not None else "",
        "external_id": str(sent.get("ExternalId") or ""),
        "mfa_serial": str(sent.get("SerialNumber") or ""),
    }
    return profile_section(name or f"{role.name}-{role.account_id}", values | wanted)


_CREDENTIAL_SOURCE = {kind: source for source, kind in CREDENTIAL_SOURCES.items()}


def _lines(values: Mapping[str, str]) -> list[str]:
    return [f"{key} = {value}" for key, value in values.items() if value]


def file_words(refused: RefusedCall) -> str:
    """Name the file of the profile, or the one that a new profile goes into."""
    place = refused.profile.place if refused.profile is not None else None
    if place is None:
        return "~/.aws/config"
    return f"{shown_path(place.file, refused.env)}:{place.line}"

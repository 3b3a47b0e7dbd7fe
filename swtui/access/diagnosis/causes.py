"""Find the causes of a refused call, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.clock_skew import clock_cause
from swtui.access.diagnosis.credential_causes import (
    UNKNOWN_KEY,
    foreign_device,
    hiding_keys,
    overridden,
    proxied,
    unknown_key,
    wrong_scope,
)
from swtui.access.diagnosis.encoded_denial import decode_command
from swtui.access.diagnosis.error_table import cause_from_table
from swtui.access.diagnosis.named_policy import NamedPolicy, named_policy, show_command
from swtui.access.diagnosis.policy_causes import lacking_permission
from swtui.access.diagnosis.refused_call import RefusedCall, needed_actions
from swtui.access.diagnosis.request_causes import invalid_values, session_causes
from swtui.access.diagnosis.special_roles import leading
from swtui.access.diagnosis.start_words import renewal_command
from swtui.access.diagnosis.unexplained_denial import GROUP, readings, trust_readings
from swtui.access.diagnosis.web_identity import web_identity
from swtui.duration import describe_duration
from swtui.errors import (
    OUR_CODES,
    BadAnswerError,
    ConfigError,
    ExpiredCredentials,
    MfaError,
    NetworkError,
    RefusedError,
)
from swtui.shell_word import shell_word


def find_causes(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return what probably was the cause, in order; makes no call and reads no file.

    Never empty. Where AWS gives the same answer for many, the first is the head of a group (see
    `Cause.group`) whose members follow.
    """
    error = refused.error
    if isinstance(error, RefusedError):
        return leading(refused, _decodable(refused, _refused(refused, error)))
    if isinstance(error, MfaError) and (found := foreign_device(refused)):
        return found
    if isinstance(error, NetworkError):
        return tuple(_no_answer(refused))
    kinds = {
        ConfigError: "configuration",
        MfaError: "mfa-not-answered",
        BadAnswerError: "bad-answer",
    }
    kind = next((name for of, name in kinds.items() if isinstance(error, of)), "other")
    if kind == "bad-answer":
        return (_plain(refused, kind), *overridden(refused, "It was not AWS that answered."))
    return (_plain(refused, kind),)


def _plain(refused: RefusedCall, kind: str) -> Cause:
    """Return the cause of an error that says itself what is wrong."""
    error = refused.error
    start = refused.chain.start
    if kind == "configuration" and refused.hop == 0 and start is not None:
        kind = "expired" if isinstance(error, ExpiredCredentials) else f"start-{start.kind}"
    file = error.file if isinstance(error, ConfigError) else ""
    line = error.line if isinstance(error, ConfigError) and error.line else ""
    return Cause(
        kind=kind,
        sentence=_sentence(error.message, refused.chain.profile),
        evidence=(f"{file}:{line}".rstrip(":"),) if file else (),
        next_step=error.hint or _NEXT.get(kind, "Look at what the message names, and try again."),
        certain=True,
    )


_NEXT = {
    "mfa-not-answered": "Try again with the device at hand; --mfa-stdin, or an mfa_process in the "
    "settings, answers without a terminal.",
    "bad-answer": "Do not use what came back; find out who answers at that address.",
}
"""The next step where the error gives none."""


def _sentence(text: str, name: str) -> str:
    """Return words as a sentence; a profile's name at the beginning stays as it is written."""
    begun = text if name and text.startswith(name) else text[:1].upper() + text[1:]
    return begun + ("" if text.endswith((".", "!", "?")) else ".")


def _no_answer(refused: RefusedCall) -> Iterator[Cause]:
    """Yield why no usable answer came back, and name the proxy or endpoint on the way."""
    cause = cause_from_table(refused.error, refused.chain)
    proxy = proxied(refused)
    via = (f"calls go through the proxy {proxy} (HTTPS_PROXY)",) if proxy else ()
    cause = replace(cause, evidence=(refused.error.message, *via))
    if cause.kind == "proxy" or (proxy and proxy in refused.error.message):
        yield replace(cause, kind="proxy", certain=False)
        return
    override = tuple(overridden(refused, "Nothing usable answers where the calls are sent."))
    if cause.kind != "throttled":
        yield from override
    yield replace(cause, certain=cause.certain and not override)


_KNOWN: tuple[Callable[[RefusedCall], tuple[Cause, ...]], ...] = (
    wrong_scope,
    web_identity,
    session_causes,
    foreign_device,
    invalid_values,
)
"""The detectors that go before the table; the first that fits counts."""


def plain_causes(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the causes of a refusal without the offer to decode AWS's encoded message."""
    error = refused.error
    if not isinstance(error, RefusedError):
        return find_causes(refused)
    return leading(refused, _refused(refused, error))


def likeliest(refused: RefusedCall) -> tuple[str, str]:
    """Return the likeliest cause and its next step, as sentences, for one line of talk.

    Of a group, whose readings AWS leaves open, all are named.
    """
    cause = find_causes(refused)[0]
    if cause.kind == GROUP:
        cause = _from_table(refused)
    return cause.sentence, cause.next_step


def _from_table(refused: RefusedCall) -> Cause:
    error, chain = refused.error, refused.chain
    return cause_from_table(error, chain, now=refused.now, env=refused.env or None)


def _refused(refused: RefusedCall, error: RefusedError) -> tuple[Cause, ...]:
    for find in _KNOWN:
        if known := find(refused):
            return known
    if clock_cause(error.code, refused.words, error.server_date, refused.now) is None:
        if error.code in UNKNOWN_KEY:
            return unknown_key(refused)
        if refused.is_denial and (lacking := lacking_permission(refused)):
            return (lacking,)
    cause = _from_table(refused)
    if cause.kind == "denied-unsaid":
        return readings(refused)
    cause = _with_facts(refused, cause)
    if cause.kind == "expired":
        return (*hiding_keys(refused), cause)
    if cause.kind == "no-resource-based-policy":
        return trust_readings(refused, cause)
    others = overridden(refused, "It is not AWS that was asked.") if not cause.certain else ()
    return (cause, *others)


def _decodable(refused: RefusedCall, causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Offer to decode AWS's encoded message, where there is one and nothing better is ready."""
    if not refused.encoded:
        return causes
    first = causes[0]
    name = refused.chain.profile
    own = f", as swtui explain {shell_word(name)} --read-policies does" * (name[:1] != "-")
    step = (
        f"Decode AWS's message{own}: it says which policy decided. That needs "
        "sts:DecodeAuthorizationMessage."
    )
    if first.kind == GROUP:
        first = replace(first, next_step=step, snippet=decode_command(refused.encoded))
    else:
        ready = first.snippet or decode_command(refused.encoded)
        first = replace(first, next_step=f"{first.next_step} {step}".strip(), snippet=ready)
    return (first, *causes[1:])


def _with_facts(refused: RefusedCall, cause: Cause) -> Cause:
    """Return a cause of the table with what speaks for it, and with what is ready to copy."""
    kind, step, ready = cause.kind, cause.next_step, cause.snippet
    named = named_policy(refused.words) if kind.startswith(("no-", "denied-by-")) else None
    where = ""
    if named is not None and named.arn:
        ready, where = show_command(named)
    more = [action for action in needed_actions(refused) if action != "sts:AssumeRole"]
    if kind == "no-identity-based-policy" and refused.permission_set:
        step = (
            "Where a policy of it allows it under a condition (MFA, an address), meet that. "
            f"Otherwise: {refused.allow_step}"
        )
    elif where:
        step = f"{step} The command shows the policy, in {where}."
    elif kind == "no-identity-based-policy" and more:
        step = f"{step} The call needs {' and '.join(more)} as well."
    start = refused.chain.start
    if kind in ("sso-expired", "expired") and start is not None:
        ready = renewal_command(start)
        if ready and ready in step:
            step = "Sign in, then try again."  # the command is shown below it, once
    facts = _facts(refused, kind, named)
    return replace(cause, kind=kind or "unknown", evidence=facts, next_step=step, snippet=ready)


def _facts(refused: RefusedCall, kind: str, named: NamedPolicy | None) -> tuple[str, ...]:
    """Return what speaks for a cause that the answer names."""
    error, code, step, sent = refused.error, refused.code, refused.step, refused.sent
    own = (refused.code_fact,) if code and code not in OUR_CODES else ()
    if kind in ("expired", "sso-expired", "signature") and refused.chain.start is not None:
        return (*own, f"it starts from {refused.start_text}")
    if kind in ("over-maximum", "over-chaining-cap") and (asked := sent.get("DurationSeconds")):
        of_profile = step is not None and str(step.duration) == str(asked)
        place = refused.written_at("duration_seconds") if of_profile else ""
        return (f"{describe_duration(int(asked))} was asked for{place}",)
    if kind == "region-disabled" and refused.endpoint is not None:
        return (*own, f"the region is {refused.endpoint.region}")
    if kind == "metadata-refused" and isinstance(error, RefusedError):
        return (f"{error.host} answered {error.aws_message}",)
    if kind.startswith(("no-", "denied-by-")):
        which = f": {named.arn}" if named and named.arn else ""
        without = named and named.explicit and not sent.get("SerialNumber") and refused.hop
        facts = (f"AWS's message names it{which}",)
        return (*facts, "no MFA code went with the call") if without else facts
    if kind.startswith("mfa-") and sent.get("SerialNumber"):
        return (f"the device was {sent['SerialNumber']}",)
    return own

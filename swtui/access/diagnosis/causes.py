"""Find the causes of a refused call, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from swtui.access.diagnosis.cause import Cause, ErrorRule
from swtui.access.diagnosis.clock_skew import Skew, skew_of
from swtui.access.diagnosis.credential_causes import (
    UNKNOWN_KEY,
    foreign_device,
    hiding_keys,
    overridden,
    proxied,
    unknown_key,
    wrong_scope,
)
from swtui.access.diagnosis.denials import DENIED_BY
from swtui.access.diagnosis.encoded_denial import decode_command
from swtui.access.diagnosis.error_table import NETWORK_RULES, REFUSALS
from swtui.access.diagnosis.named_policy import named_policy, show_command
from swtui.access.diagnosis.policy_causes import lacking_permission
from swtui.access.diagnosis.refused_call import RefusedCall, actions_of
from swtui.access.diagnosis.request_causes import invalid_values, session_causes
from swtui.access.diagnosis.special_roles import leading
from swtui.access.diagnosis.start_words import renewal, renewal_command, start_words
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
    SwtuiError,
)
from swtui.roles.arn import split_arn
from swtui.roles.chain import Chain
from swtui.roles.sts_values import ROLE_NAME
from swtui.shell_word import shell_word

_NOT_AUTHORIZED = re.compile(
    r"(?:User: (?P<caller>\S{1,2048}) is )?[Nn]ot authorized to perform:? "
    r"(?P<action>[\w-]{1,64}:\w{1,64})"
    r"(?: on resource: (?P<resource>\S{1,2048}))?"
)


def cause_from_table(
    error: SwtuiError,
    chain: Chain | None = None,
    *,
    now: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Cause:
    """Return what the error table says about `error`; makes no call and reads no file.

    `chain` lets it name the credentials the call started from. `now` is our clock when the
    answer came (seconds since the epoch), to compare with the answer's Date header. With `env`
    files in the home directory are named as `~/…`.
    The sentences follow the messages of the STS API reference and of the IAM User Guide,
    "Troubleshoot access denied error messages".
    """
    if isinstance(error, RefusedError):
        return _refusal_from_table(error, chain, now, env)
    if isinstance(error, NetworkError):
        rule = NETWORK_RULES[error.kind]
        return Cause(
            kind=rule.kind,
            sentence=rule.cause,
            next_step=error.hint or rule.next_step,
            certain=rule.certain,
        )
    return Cause(kind="", sentence="", next_step=error.hint, certain=True)


def _refusal_from_table(
    error: RefusedError, chain: Chain | None, now: float | None, env: Mapping[str, str] | None
) -> Cause:
    words = error.aws_message or error.message
    skew = skew_of(error.code, words, error.server_date, now)
    if skew is not None:
        return _clock_is_off(skew)
    code = error.code
    if not code and error.status >= 500:
        code = "InternalFailure"
    facts = _refusal_facts(words, chain, env)
    named = named_policy(words) if code.startswith("AccessDenied") else None
    rule = DENIED_BY.get((named.explicit, named.kind)) if named else None
    rule = rule or _first(REFUSALS, code, words.lower())
    return Cause(
        kind=rule.kind,
        sentence=rule.cause.format_map(facts),
        next_step=error.hint or rule.next_step.format_map(facts),
        certain=rule.certain,
    )


def _first(rules: tuple[ErrorRule, ...], code: str, words: str) -> ErrorRule:
    """Return the first rule that fits; the last of each table fits everything."""
    return next(
        rule
        for rule in rules
        if (not rule.codes or code in rule.codes) and all(word in words for word in rule.words)
    )


def _clock_is_off(skew: Skew) -> Cause:
    minutes = max(1, round(abs(skew.seconds) / 60))
    side = "behind" if skew.seconds > 0 else "ahead of"
    return Cause(
        kind="clock",
        sentence=f"Your clock is off: it is about {minutes} min {side} AWS's ({skew.evidence}).",
        next_step="Set this machine's clock (timedatectl set-ntp true; on WSL: sudo hwclock -s), "
        "and try again.",
        certain=True,
    )


def _refusal_facts(
    words: str, chain: Chain | None, env: Mapping[str, str] | None
) -> Mapping[str, str]:
    """Return what the sentences may name: the caller, the action, the role, the start."""
    match = _NOT_AUTHORIZED.search(words)
    role = str(chain.hops[-1].role) if chain and chain.hops else ""
    serials = [hop.mfa_serial for hop in chain.hops if hop.mfa_serial] if chain else []
    said = match.groupdict(default="") if match else {}
    start = chain.start if chain else None
    return {
        "caller": said.get("caller") or "the caller",
        "action": said.get("action") or "this call",
        "role": said.get("resource") or role or "the role",
        "name": _name_of(said.get("resource") or role),
        "serial": serials[-1] if serials else "the device",
        "start": start_words(start, env),
        "renew": renewal(start),
    }


def _name_of(arn: str) -> str:
    name = split_arn(arn).name
    return name if ROLE_NAME.fullmatch(name) else "NAME"


def causes_of(refused: RefusedCall) -> tuple[Cause, ...]:
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
"""What to do where the error does not say."""


def _sentence(text: str, name: str) -> str:
    """Return words as a sentence; a profile's name at the beginning stays as it is written."""
    begun = text if name and text.startswith(name) else text[:1].upper() + text[1:]
    return begun + ("" if text.endswith((".", "!", "?")) else ".")


def _no_answer(refused: RefusedCall) -> Iterator[Cause]:
    """Yield why no usable answer came back, and name the proxy or endpoint on the way."""
    found = cause_from_table(refused.error, refused.chain)
    said = (refused.error.message,)
    proxy = proxied(refused)
    via = f"calls go through the proxy {proxy} (HTTPS_PROXY)"
    if found.kind == "proxy" or (proxy and proxy in refused.error.message):
        yield Cause(
            kind="proxy",
            sentence=found.sentence,
            evidence=(*said, via) if proxy else said,
            next_step=found.next_step,
        )
        return
    override = tuple(overridden(refused, "Nothing usable answers where the calls are sent."))
    if found.kind != "throttled":
        yield from override
    yield Cause(
        kind=found.kind,
        sentence=found.sentence,
        evidence=(*said, via) if proxy else said,
        next_step=refused.error.hint or found.next_step,
        certain=found.certain and not override,
    )


_KNOWN: tuple[Callable[[RefusedCall], tuple[Cause, ...]], ...] = (
    wrong_scope,
    web_identity,
    session_causes,
    foreign_device,
    invalid_values,
)
"""What AWS's words and the evidence decide together, before the table; the first that fits."""


def plain_causes(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the causes of a refusal without the offer to decode AWS's encoded message."""
    error = refused.error
    if not isinstance(error, RefusedError):
        return causes_of(refused)
    return leading(refused, _refused(refused, error))


def likeliest(refused: RefusedCall) -> tuple[str, str]:
    """Return the likeliest cause and its next step, as sentences, for one line of talk.

    Of a group, whose readings AWS leaves open, all are named.
    """
    causes = causes_of(refused)
    first = causes[0]
    if first.kind == GROUP:
        found = cause_from_table(
            refused.error, refused.chain, now=refused.now, env=refused.env or None
        )
        return found.sentence, found.next_step
    return first.sentence, first.next_step


def _refused(refused: RefusedCall, error: RefusedError) -> tuple[Cause, ...]:
    for find in _KNOWN:
        if known := find(refused):
            return known
    if skew_of(error.code, refused.words, error.server_date, refused.now) is None:
        if error.code in UNKNOWN_KEY:
            return unknown_key(refused)
        if refused.is_denial and (lacking := lacking_permission(refused)):
            return (lacking,)
    found = cause_from_table(error, refused.chain, now=refused.now, env=refused.env or None)
    if found.kind == "denied-unsaid":
        return readings(refused)
    step, ready = _next_step(refused, found), _ready(refused, found.kind)
    if found.kind in ("sso-expired", "expired") and ready and ready in step:
        step = "Sign in, then try again."  # the command is shown below it, once
    told = Cause(
        kind=found.kind or "unknown",
        sentence=found.sentence,
        evidence=_facts(refused, found.kind),
        next_step=step,
        certain=found.certain,
        snippet=ready,
    )
    if found.kind == "expired":
        return (*hiding_keys(refused), told)
    if found.kind == "no-resource-based-policy":
        return trust_readings(refused, told)
    beside = overridden(refused, "It is not AWS that was asked.") if not found.certain else ()
    return (told, *beside)


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


def _facts(refused: RefusedCall, kind: str) -> tuple[str, ...]:
    """Return what speaks for a cause that the answer names."""
    error = refused.error
    code = error.code if isinstance(error, RefusedError) else ""
    said = f"AWS says {code}" if code and code not in OUR_CODES else ""
    start, step = refused.chain.start, refused.step
    if kind in ("expired", "sso-expired", "signature") and start is not None:
        begins = f"it starts from {start_words(start, refused.env or None)}"
        return (said, begins) if said else (begins,)
    if kind in ("over-maximum", "over-chaining-cap"):
        asked = refused.sent.get("DurationSeconds")
        of_profile = step is not None and str(step.duration) == str(asked)
        place = refused.at(step.places.get("duration_seconds")) if step and of_profile else ""
        return (f"{describe_duration(int(asked))} was asked for{place}",) if asked else (said,)
    if kind == "region-disabled" and refused.endpoint is not None:
        return (said, f"the region is {refused.endpoint.region}")
    if kind == "metadata-refused" and isinstance(error, RefusedError):
        return (f"{error.host} answered {error.aws_message}",)
    if kind.startswith(("no-", "denied-by-")):
        named = named_policy(refused.words)
        which = f": {named.arn}" if named and named.arn else ""
        facts = (f"AWS's message names it{which}",)
        if named and named.explicit and not refused.sent.get("SerialNumber") and refused.hop:
            return (*facts, "no MFA code went with the call")
        return facts
    if kind.startswith("mfa-") and refused.sent.get("SerialNumber"):
        return (f"the device was {refused.sent['SerialNumber']}",)
    return (said,) if said else ()


def _next_step(refused: RefusedCall, found: Cause) -> str:
    if found.kind == "no-identity-based-policy" and refused.permission_set:
        return (
            "Where a policy of it allows it under a condition (MFA, an address), meet that. "
            f"Otherwise: {refused.allow_step}"
        )
    where = _shown(refused, found.kind)[1]
    if where:
        return f"{found.next_step} The command shows the policy, in {where}."
    more = [action for action in actions_of(refused) if action != "sts:AssumeRole"]
    if found.kind == "no-identity-based-policy" and more:
        return f"{found.next_step} The call needs {' and '.join(more)} as well."
    return found.next_step


def _shown(refused: RefusedCall, kind: str) -> tuple[str, str]:
    """Return the command that shows the policy whose ARN AWS gives, and where to run it."""
    named = named_policy(refused.words) if kind.startswith(("no-", "denied-by-")) else None
    return show_command(named) if named is not None and named.arn else ("", "")


def _ready(refused: RefusedCall, kind: str) -> str:
    if kind in ("over-maximum", "over-chaining-cap"):
        return "--duration 1h"
    if kind == "clock":
        return "timedatectl set-ntp true"
    start = refused.chain.start
    if kind in ("sso-expired", "expired") and start is not None:
        return renewal_command(start)
    return _shown(refused, kind)[0]

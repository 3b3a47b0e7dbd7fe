"""From an error and the chain it met: what probably happened, and what to do next.

AWS answers many different mistakes with the same words. A cause that AWS names is marked as
`told`; where its words fit several, they are named together with the one check that decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from swtui.access.explanation.clock import Skew, skew_of
from swtui.access.explanation.denials import DENIED_BY
from swtui.access.explanation.named_policy import named_policy
from swtui.access.explanation.network import NETWORK_RULES
from swtui.access.explanation.refusals import REFUSALS
from swtui.access.explanation.rule import Rule
from swtui.errors import NetworkError, RefusedError, SwtuiError
from swtui.files import shown_path
from swtui.login_command import login_command
from swtui.roles.chain import Chain, Start

_NOT_AUTHORIZED = re.compile(
    r"(?:User: (?P<caller>\S{1,2048}) is )?[Nn]ot authorized to perform:? "
    r"(?P<action>[\w-]{1,64}:\w{1,64})"
    r"(?: on resource: (?P<resource>\S{1,2048}))?"
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known of a failure; the texts are raw, whoever shows them makes them safe."""

    kind: str
    """A short name of the cause, such as `no-identity-policy`; empty when it is unknown."""
    cause: str
    """One or two sentences; empty when there is nothing to add to the error itself."""
    next_step: str
    """One or two sentences; may hold a command to run."""
    told: bool
    """True when the words of the answer say so, False when it is one reading of several."""


def diagnose(
    error: SwtuiError,
    chain: Chain | None = None,
    *,
    now: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Diagnosis:
    """Return the likely cause of `error` and the next step; makes no call and reads no file.

    `chain` lets it name the credentials the call started from. `now` is our clock when the
    answer came (seconds since the epoch), to compare with the answer's Date header. With `env`
    files in the home directory are named as `~/…`.
    The sentences follow the messages of the STS API reference and of the IAM User Guide,
    "Troubleshoot access denied error messages".
    """
    if isinstance(error, RefusedError):
        return _refused(error, chain, now, env)
    if isinstance(error, NetworkError):
        rule = _first(NETWORK_RULES, "", error.message.lower())
        return Diagnosis(rule.kind, rule.cause, error.hint or rule.next_step, rule.told)
    return Diagnosis("", "", error.hint, told=True)


def _refused(
    error: RefusedError, chain: Chain | None, now: float | None, env: Mapping[str, str] | None
) -> Diagnosis:
    words = error.aws_message or error.message
    skew = skew_of(error.code, words, error.server_date, now)
    if skew is not None:
        return _clock_is_off(skew)
    code = error.code
    if not code and error.status >= 500:
        code = "InternalFailure"
    facts = _facts(words, chain, env)
    named = named_policy(words) if code.startswith("AccessDenied") else None
    rule = DENIED_BY.get((named.explicit, named.kind)) if named else None
    rule = rule or _first(REFUSALS, code, words.lower())
    return Diagnosis(
        rule.kind,
        rule.cause.format_map(facts),
        error.hint or rule.next_step.format_map(facts),
        rule.told,
    )


def _first(rules: tuple[Rule, ...], code: str, words: str) -> Rule:
    """Return the first rule that fits; the last of each table fits everything."""
    return next(
        rule
        for rule in rules
        if (not rule.codes or code in rule.codes) and all(word in words for word in rule.words)
    )


def _clock_is_off(skew: Skew) -> Diagnosis:
    minutes = max(1, round(abs(skew.seconds) / 60))
    side = "behind" if skew.seconds > 0 else "ahead of"
    return Diagnosis(
        "clock",
        f"Your clock is off: it is about {minutes} min {side} AWS's ({skew.evidence}).",
        "Set this machine's clock (timedatectl set-ntp true; on WSL: sudo hwclock -s), "
        "and try again.",
        told=True,
    )


def _facts(words: str, chain: Chain | None, env: Mapping[str, str] | None) -> Mapping[str, str]:
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
    name = arn.rpartition("/")[2]
    return name if re.fullmatch(r"[\w+=,.@-]{1,64}", name, re.ASCII) else "NAME"


def start_words(start: Start | None, env: Mapping[str, str] | None = None) -> str:
    """Name the first credentials as people say it: `profile base (~/.aws/credentials:3)`."""
    if start is None:
        return "the credentials this started from"
    if start.kind == "environment":
        return "the environment's variables (AWS_ACCESS_KEY_ID and its companions)"
    if start.kind in ("ec2", "ecs"):
        return f"the {'instance' if start.kind == 'ec2' else 'container'}'s own role"
    if start.place is None or not start.place.line:
        return f"profile {start.profile}"
    file = start.place.file if env is None else shown_path(start.place.file, env)
    return f"profile {start.profile} ({file}:{start.place.line})"


def renewal(start: Start | None) -> str:
    """Say how the first credentials are had anew."""
    kind = start.kind if start else ""
    command = renewal_command(start) if start else ""
    ways = {
        "sso": f"Sign in again: {command}",
        "login": f"Sign in again: {command}",
        "environment": "Get new ones where those came from, or unset them.",
        "process": "Run its credential_process by hand and see what it says.",
        "web-identity": "Have its token file written again.",
        "keys": "Put a new session, or long-term keys, into that profile.",
    }
    return ways.get(kind, "Renew them, and try again.")


def renewal_command(start: Start) -> str:
    """Return the command that gets new first credentials, where one does."""
    return login_command(start.kind, start.profile or "", start.sso_session)

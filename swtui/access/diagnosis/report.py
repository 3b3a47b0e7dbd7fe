"""HopReport and Explanation: what was found out about a role, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.history import History
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.aws.endpoint import Endpoint
from swtui.aws.proxies import proxies_for, proxy_host
from swtui.duration import describe_duration
from swtui.errors import SwtuiError

if TYPE_CHECKING:
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """`endpoint`, `proxy` or `last-worked`."""
    note: bool
    """Whether it is out of the ordinary, and may have to do with a refusal."""
    sentence: str
    """The result, raw."""


def list_checks(
    endpoint: Endpoint, env: Mapping[str, str], history: History | None, now: float
) -> tuple[Check, ...]:
    """Return where calls go, through what, and what changed since it last worked; makes no call."""
    notice = endpoint.notice
    region = f"calls go to {endpoint.host()}, in region {endpoint.region}"
    checks = [Check("endpoint", bool(notice), notice or region)]
    for proxy in proxies_for(endpoint.address(), env).values():
        via = f"calls go through the proxy {proxy_host(proxy)} (HTTPS_PROXY)"
        checks.append(Check("proxy", True, via))
    if history is not None:
        checks.append(Check("last-worked", True, history.words(now)))
    return tuple(checks)


OUTCOMES = ("allowed", "refused", "no answer", "not tried")


@dataclass(frozen=True, slots=True, kw_only=True)
class HopReport:
    """One AssumeRole; number 0 is the start, whose credentials were fetched rather than made."""

    number: int
    """From 1; 0 for the start."""
    caller: str
    """The ARN of who asked, else words for the credentials; for the start: who it is."""
    role_arn: str
    """The ARN of the requested role; empty for the start."""
    asked: tuple[str, ...]
    """The options of the call, as words."""
    outcome: str
    """One of `OUTCOMES`."""
    code: str = ""
    aws_message: str = ""
    """AWS's words, raw; for failures that AWS did not speak of, ours."""
    request_id: str = ""
    seconds: float | None = None
    """The seconds that the answer took; None when nothing was asked."""
    causes: tuple[Cause, ...] = ()
    """Likeliest first; for an allowed hop what is worth knowing about it."""
    evidence: RefusedCall | None = None
    """The refused call that the causes explain; None when there was nothing to explain."""
    lookup: PolicyLookup | None = None
    """The policies that IAM returned; None when they were not requested."""
    sent: Mapping[str, Any] = field(default_factory=dict)
    """Of an allowed hop: the call's parameters by the API's names, without the MFA code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The report about a role; nothing of it is cached."""

    role: Role
    chain: Chain
    start: HopReport
    hops: tuple[HopReport, ...]
    checks: tuple[Check, ...]
    """The endpoint and proxy of the calls, and what changed since the role last worked."""
    error: SwtuiError | None = None
    """The error that ended it; None when it is allowed."""
    when: float = 0.0
    """When it was found out, in seconds since the epoch."""

    @property
    def exit_code(self) -> int:
        """The exit code that `export` would have ended with."""
        return 0 if self.error is None else self.error.exit_code

    @property
    def refused(self) -> HopReport | None:
        """The part that was refused, if one was."""
        failed = ("refused", "no answer")
        return next((hop for hop in (self.start, *self.hops) if hop.outcome in failed), None)


def asked_words(sent: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a call's options as words; an external ID is only said to be there."""
    words = [f"session name {sent['RoleSessionName']}"] if sent.get("RoleSessionName") else []
    if sent.get("DurationSeconds"):
        words.append(f"for {describe_duration(int(sent['DurationSeconds']))}")
    if sent.get("SerialNumber"):
        words.append(f"with a code of {sent['SerialNumber']}")
    if sent.get("ExternalId"):
        words.append("with an external ID")
    if sent.get("SourceIdentity"):
        words.append(f"source identity {sent['SourceIdentity']}")
    words += [f"tag {tag['Key']}={tag['Value']}" for tag in sent.get("Tags") or ()]
    if sent.get("TransitiveTagKeys"):
        words.append(f"transitive {', '.join(sent['TransitiveTagKeys'])}")
    if sent.get("Policy"):
        words.append("with a session policy")
    words += [f"with the policy {item['arn']}" for item in sent.get("PolicyArns") or ()]
    return tuple(words)

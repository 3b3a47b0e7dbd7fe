"""Why AWS does not take the first credentials: dummy keys, another partition, deleted ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.diagnosis import renewal, start_words
from swtui.access.explanation.evidence import Evidence
from swtui.aws.endpoint import is_aws_host
from swtui.aws.keys import placeholder_words
from swtui.aws.proxies import proxies_for, proxy_host
from swtui.roles.hidden import hidden_keys
from swtui.roles.profile import Profile

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
DUMMY_ON_EC2, INSTANCE_MEANT = "dummy-keys-on-ec2", "instance-role-meant"
"""The kinds of cause where this machine's own role was meant."""


def unknown_key(evidence: Evidence) -> tuple[Cause, ...]:
    """Return the causes of a key that AWS does not know, likeliest first."""
    return (
        *_dummy(evidence),
        *hiding_keys(evidence),
        *overridden(evidence, "It is not AWS that was asked, and there the key is not known."),
        *_partition(evidence),
        *_lost(evidence),
        *_region(evidence),
        *_instance(evidence),
    )


def hiding_keys(evidence: Evidence) -> Iterator[Cause]:
    """Yield refused keys that stand before another way to credentials, which was perhaps meant."""
    start, holder = evidence.chain.start, _holder(evidence)
    hidden = hidden_keys(holder) if holder and start and start.kind == "keys" else None
    meant = [key for key in hidden.unused if key in _OTHER_WAYS] if hidden else []
    if start is None or not meant or evidence.hop > 1:
        return
    words = start_words(start, evidence.env or None)
    yield Cause(
        "keys-hide-process",
        f"The keys of {words} go before its {meant[0]}, which AWS's tools then never use.",
        (f"profile {start.profile} has keys and {meant[0]}",),
        f"Remove those keys, if the {meant[0]} is meant.",
    )


_OTHER_WAYS = ("credential_process", "login_session")


def _key_id(evidence: Evidence) -> str:
    start = evidence.chain.start
    if start is None:
        return ""
    if start.kind == "environment":
        return evidence.env.get("AWS_ACCESS_KEY_ID", "")
    found = _holder(evidence)
    return found.get("aws_access_key_id") if found else ""


def _holder(evidence: Evidence) -> Profile | None:
    start = evidence.chain.start
    if evidence.files is None or start is None:
        return None
    return evidence.files.profiles.get(start.profile or "")


def _own_endpoint(evidence: Evidence) -> str:
    """Return the setting by which the profile of the keys names an endpoint, or nothing."""
    found = _holder(evidence)
    names = ("endpoint_url", "services") if found else ()
    return next((f"{name} = {found.get(name)}" for name in names if found and found.get(name)), "")


def _dummy(evidence: Evidence) -> Iterator[Cause]:
    """Yield keys that are none; on an EC2 machine that is a trap many have fallen into."""
    key_id = _key_id(evidence)
    said = placeholder_words(key_id)
    if not said:
        return
    whose = start_words(evidence.chain.start, evidence.env or None)
    form = f"its access key ID {said}"
    own = _own_endpoint(evidence)
    if own:
        yield Cause(
            "keys-of-a-store",
            f"The keys of {whose} are those of another service, which AWS does not know.",
            (form, f"the profile says {own}"),
            "Name another source_profile: such keys can assume no role."
            if evidence.chain.hops
            else "`swtui exec` and `export` hand them over all the same.",
        )
        return
    if evidence.instance_role:
        yield Cause(
            DUMMY_ON_EC2,
            f"The keys of {whose} are a placeholder, and this machine is an EC2 instance with a "
            "role of its own: that one was meant.",
            (form, _ON_EC2),
            _cure(evidence),
            ready=_FROM_INSTANCE if evidence.chain.hops else "--instance-role",
        )
        return
    yield Cause(
        "dummy-keys",
        f"The keys of {whose} are a placeholder.",
        (form,),
        "Put real keys there, or name another source_profile.",
    )


_ON_EC2 = "the instance metadata service answers here, with a role's credentials"
_FROM_INSTANCE = "credential_source = Ec2InstanceMetadata"


def _cure(evidence: Evidence) -> str:
    start = evidence.chain.start
    if start is not None and start.kind == "environment":
        return (
            "Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: without keys every AWS tool here "
            "uses the instance's role."
        )
    if not evidence.chain.hops:
        return (
            "Remove those keys: without them every AWS tool here uses the instance's role. "
            "--instance-role uses it once."
        )
    name = evidence.chain.hops[0].profile
    return (
        "Start from the instance's role: credential_source in the place of source_profile in "
        f"profile {name}; --instance-role tries it once."
    )


def _instance(evidence: Evidence) -> Iterator[Cause]:
    """Yield the instance's role where the keys look like keys."""
    if evidence.instance_role and not placeholder_words(_key_id(evidence)):
        yield Cause(
            INSTANCE_MEANT,
            "This machine is an EC2 instance with a role of its own; perhaps that was meant.",
            (_ON_EC2,),
            _cure(evidence),
            ready=_FROM_INSTANCE if evidence.chain.hops else "--instance-role",
        )


def overridden(evidence: Evidence, sentence: str) -> Iterator[Cause]:
    """Yield the cause of calls that go elsewhere, if they do; named with who says so."""
    endpoint = evidence.endpoint
    if endpoint is None or is_aws_host(endpoint.url) or not endpoint.notice:
        return
    yield Cause(
        "endpoint-override",
        sentence,
        (endpoint.notice,),
        "Take the override away, unless this stand-in for AWS is meant.",
        ready=next(
            (
                f"unset {name}"
                for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
                if evidence.env.get(name) and f"({name})" in endpoint.notice
            ),
            "",
        ),
    )


def proxied(evidence: Evidence) -> str:
    """Return the proxy (host and port) that stands between us and STS, or an empty string."""
    endpoint = evidence.endpoint
    if endpoint is None:
        return ""
    found = proxies_for(endpoint.address(), evidence.env)
    return next((proxy_host(item) for item in found.values()), "")


_EVERYWHERE = re.compile(
    r"us-(east|west)-[12]|ca-central-1|sa-east-1|eu-(west-[123]|central-1|north-1)"
    r"|ap-(south-1|southeast-[12]|northeast-[123])"
)
"""The regions that every account has; all later ones are to be enabled (AWS Account Management
Reference Guide, "Enable or disable AWS Regions in your account")."""


def _region(evidence: Evidence) -> Iterator[Cause]:
    """Yield a region that may not be enabled: there AWS knows no key of the account."""
    endpoint = evidence.endpoint
    if endpoint is None or endpoint.notice or endpoint.partition != "aws":
        return
    if _EVERYWHERE.fullmatch(endpoint.region):
        return
    yield Cause(
        "region-not-enabled",
        f"The account may not have enabled the region {endpoint.region}: where it is not, AWS "
        "knows none of its keys.",
        (f"calls go to {endpoint.region}, which is not enabled from the beginning",),
        "Ask in another region, or have this one enabled in the account's settings.",
        ready="--region us-east-1",
    )


def _partition(evidence: Evidence) -> Iterator[Cause]:
    role = evidence.role
    if role is None or role.partition == "aws":
        return
    yield Cause(
        "wrong-partition",
        f"The role is in the partition {role.partition}, and the key probably is of another: "
        "neither keys nor roles cross from one to the other.",
        (
            f"the role's ARN begins with arn:{role.partition}:",
            f"the key is of {start_words(evidence.chain.start, evidence.env or None)}",
        ),
        f"Start from keys of an account in {role.partition}.",
    )


def _lost(evidence: Evidence) -> Iterator[Cause]:
    start, whose = evidence.chain.start, start_words(evidence.chain.start, evidence.env or None)
    holder = _holder(evidence)
    temporary = _key_id(evidence).startswith("ASIA")
    has_token = bool(
        holder and (holder.get("aws_session_token") or holder.get("aws_security_token"))
    )
    if start is not None and start.kind == "keys" and temporary and not has_token:
        yield Cause(
            "token-missing",
            f"The key of {whose} is a temporary one, and its session token is missing.",
            ("its access key id begins with ASIA, and the profile has no aws_session_token",),
            "Put the session token there as well, or long-term keys.",
        )
        return
    yield Cause(
        "unknown-key",
        f"AWS does not know the access key of {whose}: deleted, made inactive, mistyped, or of "
        "another partition.",
        (f"AWS says {getattr(evidence.error, 'code', '')}",),
        f"See whether that key still exists and is active. {renewal(start)}",
        ready="aws iam list-access-keys",
    )

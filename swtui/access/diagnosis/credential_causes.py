"""Causes in the first credentials: placeholder keys, another partition, deleted keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.diagnosis.start_words import renewal, start_words
from swtui.aws.endpoint import Endpoint, is_aws_host
from swtui.aws.keys import placeholder_words
from swtui.aws.proxies import proxies_for, proxy_host
from swtui.errors import RefusedError
from swtui.roles.arn import is_account_id, split_arn
from swtui.roles.profile import Profile
from swtui.roles.unused_keys import hidden_keys

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
DUMMY_ON_EC2, INSTANCE_MEANT = "dummy-keys-on-ec2", "instance-role-meant"
"""The kinds of cause where this machine's own role was meant."""


def unknown_key(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the causes of a key that AWS does not know, likeliest first."""
    return (
        *_dummy(refused),
        *hiding_keys(refused),
        *overridden(refused, "It is not AWS that was asked, and there the key is not known."),
        *_partition(refused),
        *_lost(refused),
        *_region(refused),
        *_instance(refused),
    )


def hiding_keys(refused: RefusedCall) -> Iterator[Cause]:
    """Yield refused keys that stand before another way to credentials, which was perhaps meant."""
    start, holder = refused.chain.start, _holder(refused)
    hidden = hidden_keys(holder) if holder and start and start.kind == "keys" else None
    meant = [key for key in hidden.unused if key in _OTHER_WAYS] if hidden else []
    if start is None or not meant or refused.hop > 1:
        return
    words = start_words(start, refused.env or None)
    yield Cause(
        kind="keys-hide-process",
        sentence=f"The keys of {words} go before its {meant[0]}, which AWS's tools then never use.",
        evidence=(f"profile {start.profile} has keys and {meant[0]}",),
        next_step=f"Remove those keys, if the {meant[0]} is meant.",
    )


_OTHER_WAYS = ("credential_process", "login_session")


def _key_id(refused: RefusedCall) -> str:
    start = refused.chain.start
    if start is None:
        return ""
    if start.kind == "environment":
        return refused.env.get("AWS_ACCESS_KEY_ID", "")
    found = _holder(refused)
    return found.get("aws_access_key_id") if found else ""


def _holder(refused: RefusedCall) -> Profile | None:
    start = refused.chain.start
    if refused.files is None or start is None:
        return None
    return refused.files.profiles.get(start.profile or "")


def _own_endpoint(refused: RefusedCall) -> str:
    """Return the setting by which the profile of the keys names an endpoint, or nothing."""
    found = _holder(refused)
    names = ("endpoint_url", "services") if found else ()
    return next((f"{name} = {found.get(name)}" for name in names if found and found.get(name)), "")


def _dummy(refused: RefusedCall) -> Iterator[Cause]:
    """Yield placeholder keys, which hide the role of an EC2 instance."""
    key_id = _key_id(refused)
    said = placeholder_words(key_id)
    if not said:
        return
    whose = start_words(refused.chain.start, refused.env or None)
    form = f"its access key ID {said}"
    own = _own_endpoint(refused)
    if own:
        yield Cause(
            kind="keys-of-a-store",
            sentence=f"The keys of {whose} are those of another service, which AWS does not know.",
            evidence=(form, f"the profile says {own}"),
            next_step="Name another source_profile: such keys can assume no role."
            if refused.chain.hops
            else "`swtui exec` and `export` hand them over all the same.",
        )
        return
    if refused.instance_role:
        yield Cause(
            kind=DUMMY_ON_EC2,
            sentence=f"The keys of {whose} are a placeholder, and this machine is an EC2 instance "
            "with a role of its own: that one was meant.",
            evidence=(form, _ON_EC2),
            next_step=_cure(refused),
            snippet=_FROM_INSTANCE if refused.chain.hops else "--instance-role",
        )
        return
    yield Cause(
        kind="dummy-keys",
        sentence=f"The keys of {whose} are a placeholder.",
        evidence=(form,),
        next_step="Put real keys there, or name another source_profile.",
    )


_ON_EC2 = "the instance metadata service answers here, with a role's credentials"
_FROM_INSTANCE = "credential_source = Ec2InstanceMetadata"


def _cure(refused: RefusedCall) -> str:
    start = refused.chain.start
    if start is not None and start.kind == "environment":
        return (
            "Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: without keys every AWS tool here "
            "uses the instance's role."
        )
    if not refused.chain.hops:
        return (
            "Remove those keys: without them every AWS tool here uses the instance's role. "
            "--instance-role uses it once."
        )
    name = refused.chain.hops[0].profile
    return (
        "Start from the instance's role: credential_source in the place of source_profile in "
        f"profile {name}; --instance-role tries it once."
    )


def _instance(refused: RefusedCall) -> Iterator[Cause]:
    """Yield the instance's role where the keys look like keys."""
    if refused.instance_role and not placeholder_words(_key_id(refused)):
        yield Cause(
            kind=INSTANCE_MEANT,
            sentence="This machine is an EC2 instance with a role of its own; perhaps that was "
            "meant.",
            evidence=(_ON_EC2,),
            next_step=_cure(refused),
            snippet=_FROM_INSTANCE if refused.chain.hops else "--instance-role",
        )


def overridden(refused: RefusedCall, sentence: str) -> Iterator[Cause]:
    """Yield the cause of calls that go elsewhere, if they do; named with who says so."""
    endpoint = refused.endpoint
    if endpoint is None or is_aws_host(endpoint.url) or not endpoint.notice:
        return
    yield Cause(
        kind="endpoint-override",
        sentence=sentence,
        evidence=(endpoint.notice,),
        next_step="Take the override away, unless this stand-in for AWS is meant.",
        snippet=f"unset {endpoint.override_variable}" if endpoint.override_variable else "",
    )


def proxied(refused: RefusedCall) -> str:
    """Return the proxy (host and port) that calls to STS go through, or an empty string."""
    endpoint = refused.endpoint
    if endpoint is None:
        return ""
    found = proxies_for(endpoint.address(), refused.env)
    return next((proxy_host(item) for item in found.values()), "")


_EVERYWHERE = re.compile(
    r"us-(east|west)-[12]|ca-central-1|sa-east-1|eu-(west-[123]|central-1|north-1)"
    r"|ap-(south-1|southeast-[12]|northeast-[123])"
)
"""The regions that every account has; all later ones are to be enabled (AWS Account Management
Reference Guide, "Enable or disable AWS Regions in your account")."""


def _region(refused: RefusedCall) -> Iterator[Cause]:
    """Yield a region that may not be enabled: there AWS knows no key of the account."""
    endpoint = refused.endpoint
    if endpoint is None or endpoint.notice or endpoint.partition != "aws":
        return
    if _EVERYWHERE.fullmatch(endpoint.region):
        return
    yield Cause(
        kind="region-not-enabled",
        sentence=f"The account may not have enabled the region {endpoint.region}: where it is not, "
        "AWS knows none of its keys.",
        evidence=(f"calls go to {endpoint.region}, which is not enabled from the beginning",),
        next_step="Ask in another region, or have this one enabled in the account's settings.",
        snippet="--region us-east-1",
    )


def _partition(refused: RefusedCall) -> Iterator[Cause]:
    role = refused.role
    if role is None or role.partition == "aws":
        return
    yield Cause(
        kind="wrong-partition",
        sentence=f"The role is in the partition {role.partition}, and the key probably is of "
        "another: neither keys nor roles cross from one to the other.",
        evidence=(
            f"the role's ARN begins with arn:{role.partition}:",
            f"the key is of {start_words(refused.chain.start, refused.env or None)}",
        ),
        next_step=f"Start from keys of an account in {role.partition}.",
    )


def _lost(refused: RefusedCall) -> Iterator[Cause]:
    start, whose = refused.chain.start, start_words(refused.chain.start, refused.env or None)
    holder = _holder(refused)
    temporary = _key_id(refused).startswith("ASIA")
    has_token = bool(
        holder and (holder.get("aws_session_token") or holder.get("aws_security_token"))
    )
    if start is not None and start.kind == "keys" and temporary and not has_token:
        yield Cause(
            kind="token-missing",
            sentence=f"The key of {whose} is a temporary one, and its session token is missing.",
            evidence=(
                "its access key ID begins with ASIA, and the profile has no aws_session_token",
            ),
            next_step="Put the session token there as well, or long-term keys.",
        )
        return
    yield Cause(
        kind="unknown-key",
        sentence=f"AWS does not know the access key of {whose}: deleted, made inactive, mistyped, "
        "or of another partition.",
        evidence=(f"AWS says {getattr(refused.error, 'code', '')}",),
        next_step=f"See whether that key still exists and is active. {renewal(start)}",
        snippet="aws iam list-access-keys",
    )


_SCOPED = re.compile(
    r"credential (?:should|must) be scoped to (?:an? |the )?(?:valid |correct )?"
    r"(?P<what>region|service)",
    re.IGNORECASE,
)
_HOST_REGION = re.compile(r"sts(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.")
_GLOBAL = {"sts.amazonaws.com": "us-east-1"}
_VARIABLES = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")


def is_wrong_scope(words: str) -> bool:
    """Return whether AWS says that a call was signed for another region or service."""
    return _SCOPED.search(words) is not None


def wrong_scope(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the cause of a signature of the wrong scope; nothing for other refusals."""
    error = refused.error
    match = _SCOPED.search(refused.words)
    if match is None or not isinstance(error, RefusedError):
        return ()
    endpoint = refused.endpoint
    host = error.host or (endpoint.host() if endpoint else "")
    if match["what"].lower() == "service":
        sentence = f"{host or 'The host that was asked'} serves another AWS service than STS."
    else:
        sentence = (
            "The region and the STS endpoint disagree: the call was signed for "
            f"{endpoint.region if endpoint else 'one region'}, and {host or 'the host'} is of "
            f"{_region_of(host) or 'another'}."
        )
    facts = [f"AWS says {error.code}: {refused.words}"]
    if endpoint is not None:
        facts.append(f"the region is {endpoint.region}{_region_place(refused, endpoint)}")
        if endpoint.url:
            facts.append(f"calls go to {host}, named by {_namer(refused, endpoint)}")
    return (
        Cause(
            kind="region-endpoint",
            sentence=sentence,
            evidence=tuple(facts),
            next_step=_next(refused, endpoint, host),
            certain=True,
            snippet=_ready(endpoint, host),
        ),
    )


def _region_of(host: str) -> str:
    match = _HOST_REGION.match(host)
    return match[1] if match else _GLOBAL.get(host, "")


def _region_place(refused: RefusedCall, endpoint: Endpoint) -> str:
    """Return where the region is written, where it is the selected profile's."""
    profile = refused.files.profiles.get(refused.chain.profile) if refused.files else None
    if profile is None or profile.get("region") != endpoint.region:
        return ""
    return refused.at(profile.place_of("region"))


def _namer(refused: RefusedCall, endpoint: Endpoint) -> str:
    """Return what names the endpoint, with its line."""
    if endpoint.named_by in _VARIABLES:
        return f"the variable {endpoint.named_by}"
    profile = refused.files.profiles.get(refused.chain.profile) if refused.files else None
    if profile is None:
        return endpoint.named_by or "an override"
    key = "endpoint_url" if profile.get("endpoint_url") == endpoint.url else "services"
    return f"{key} of profile {profile.name}{refused.at(profile.place_of(key))}"


def _next(refused: RefusedCall, endpoint: Endpoint | None, host: str) -> str:
    if endpoint is None or not endpoint.url:
        return "Name the region of that endpoint: region in the profile, or --region."
    where = _region_of(host)
    both = f"ask in its region (--region {where}), or " if where else ""
    text = f"{both}take the override away: {_namer(refused, endpoint)}."
    return text[:1].upper() + text[1:]


def _ready(endpoint: Endpoint | None, host: str) -> str:
    if endpoint is not None and endpoint.named_by in _VARIABLES:
        return f"unset {endpoint.named_by}"
    where = _region_of(host)
    return f"--region {where}" if where else ""


FOREIGN_DEVICE = "mfa-foreign-device"
_DEVICES = ("mfa", "u2f", "sms-mfa")
_FAILED = "multifactorauthentication failed"


def is_mfa_failure(refused: RefusedCall) -> bool:
    """Return whether AWS did not take an MFA code, or its device."""
    return _FAILED in refused.words.lower()


def foreign_device(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return that the device is of another account than the caller's; nothing where it is not."""
    serial = str(refused.sent.get("SerialNumber") or _configured(refused))
    device, account = split_arn(serial), refused.account
    if device.kind not in _DEVICES or not is_mfa_failure(refused):
        return ()
    if not account or not is_account_id(device.account) or device.account == account:
        return ()
    step = refused.step
    place = refused.at(step.places.get("mfa_serial")) if step else ""
    return (
        Cause(
            kind=FOREIGN_DEVICE,
            sentence=f"The MFA device belongs to account {device.account}, and the caller to "
            f"{account}: a code counts only from a device of the caller's own user.",
            evidence=(f"mfa_serial is {serial}{place}", f"the caller is {refused.caller}"),
            next_step="Put a device of the caller's user into mfa_serial, or start from keys of "
            "the device's account.",
            certain=True,
            snippet="aws iam list-mfa-devices",
        ),
    )


def _configured(refused: RefusedCall) -> str:
    return refused.step.mfa_serial if refused.step else ""

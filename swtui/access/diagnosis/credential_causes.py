"""Causes in the first credentials: placeholder keys, another partition, deleted keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.diagnosis.start_words import renewal
from swtui.aws.endpoint import Endpoint, is_aws_host
from swtui.aws.keys import placeholder_words
from swtui.aws.proxies import proxies_for, proxy_host
from swtui.errors import RefusedError
from swtui.roles.arn import is_account_id, split_arn
from swtui.roles.unused_keys import hidden_keys

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
DUMMY_ON_EC2, INSTANCE_MEANT = "dummy-keys-on-ec2", "instance-role-meant"
"""The kinds of cause where this machine's own role was meant."""


def unknown_key(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the causes of a key that AWS does not know, likeliest first."""
    form = placeholder_words(_key_id(refused))
    is_instance = refused.instance_role and not form
    return (
        *((_placeholder(refused, f"its access key ID {form}"),) if form else ()),
        *hiding_keys(refused),
        *overridden(refused, "It is not AWS that was asked, and there the key is not known."),
        *_partition(refused),
        _unknown(refused),
        *_region(refused),
        *((_instance(refused, INSTANCE_MEANT),) if is_instance else ()),
    )


def hiding_keys(refused: RefusedCall) -> Iterator[Cause]:
    """Yield refused keys that stand before another way to credentials, which was perhaps meant."""
    start, profile = refused.chain.start, refused.start_profile
    if profile is None or start is None or start.kind != "keys" or refused.hop > 1:
        return
    hidden = hidden_keys(profile)
    meant = [key for key in hidden.unused if key in _OTHER_WAYS] if hidden else []
    if meant:
        fact = f"profile {start.profile} has keys and {meant[0]}"
        yield build_cause(
            "keys-hide-process", evidence=(fact,), start=refused.start_text, meant=meant[0]
        )


_OTHER_WAYS = ("credential_process", "login_session")


def _key_id(refused: RefusedCall) -> str:
    start, profile = refused.chain.start, refused.start_profile
    if start is not None and start.kind == "environment":
        return refused.env.get("AWS_ACCESS_KEY_ID", "")
    return profile.get("aws_access_key_id") if profile else ""


def _placeholder(refused: RefusedCall, form: str) -> Cause:
    """Return the cause that placeholder keys are, which hide the role of an EC2 instance."""
    start, profile = refused.start_text, refused.start_profile
    for name in ("endpoint_url", "services") if profile else ():
        if profile and (value := profile.get(name)):
            return build_cause(
                "keys-of-a-store",
                evidence=(form, f"the profile says {name} = {value}"),
                next_step=""
                if refused.chain.hops
                else "`swtui exec` and `export` hand them over all the same.",
                start=start,
            )
    if refused.instance_role:
        return _instance(refused, DUMMY_ON_EC2, form)
    return build_cause("dummy-keys", evidence=(form,), start=start)


def _instance(refused: RefusedCall, kind: str, *facts: str) -> Cause:
    """Return the cause that this machine's own role was meant, with how to start from it."""
    start, hops = refused.chain.start, refused.chain.hops
    if start is not None and start.kind == "environment":
        step = (
            "Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: without keys every AWS tool here "
            "uses the instance's role."
        )
    elif hops:
        step = (
            "Start from the instance's role: credential_source in the place of source_profile in "
            f"profile {hops[0].profile}; --instance-role tries it once."
        )
    else:
        step = (
            "Remove those keys: without them every AWS tool here uses the instance's role. "
            "--instance-role uses it once."
        )
    return build_cause(
        kind,
        evidence=(*facts, "the instance metadata service answers here, with a role's credentials"),
        next_step=step,
        snippet="credential_source = Ec2InstanceMetadata" if hops else "--instance-role",
        start=refused.start_text,
    )


def overridden(refused: RefusedCall, sentence: str) -> Iterator[Cause]:
    """Yield the cause of calls that go elsewhere, if they do; named with who says so."""
    endpoint = refused.endpoint
    if endpoint is None or is_aws_host(endpoint.url) or not endpoint.notice:
        return
    variable = endpoint.override_variable
    yield build_cause(
        "endpoint-override",
        evidence=(endpoint.notice,),
        snippet=f"unset {variable}" if variable else "",
        what=sentence,
    )


def proxied(refused: RefusedCall) -> str:
    """Return the proxy (host and port) that calls to STS go through, or an empty string."""
    endpoint = refused.endpoint
    proxies = proxies_for(endpoint.address(), refused.env) if endpoint else {}
    return next((proxy_host(item) for item in proxies.values()), "")


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
    region = endpoint.region
    if not _EVERYWHERE.fullmatch(region):
        fact = f"calls go to {region}, which is not enabled from the beginning"
        yield build_cause("region-not-enabled", evidence=(fact,), region=region)


def _partition(refused: RefusedCall) -> Iterator[Cause]:
    role = refused.role
    if role is not None and role.partition != "aws":
        facts = (
            f"the role's ARN begins with arn:{role.partition}:",
            f"the key is of {refused.start_text}",
        )
        yield build_cause("wrong-partition", evidence=facts, partition=role.partition)


def _unknown(refused: RefusedCall) -> Cause:
    start, profile = refused.chain.start, refused.start_profile
    tokens = ("aws_session_token", "aws_security_token")
    has_token = profile is not None and any(map(profile.get, tokens))
    is_temporary = _key_id(refused).startswith("ASIA")
    if start is not None and start.kind == "keys" and is_temporary and not has_token:
        fact = "its access key ID begins with ASIA, and the profile has no aws_session_token"
        return build_cause("token-missing", evidence=(fact,), start=refused.start_text)
    return build_cause(
        "unknown-key", evidence=(refused.code_fact,), start=refused.start_text, renew=renewal(start)
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
    of_service = match["what"].lower() == "service"
    where = _HOST_REGION.match(host)
    host_region = where[1] if where else _GLOBAL.get(host, "")
    facts = [f"{refused.code_fact}: {refused.words}"]
    step = "Name the region of that endpoint: region in the profile, or --region."
    ready = f"--region {host_region}" if host_region else ""
    if endpoint is not None:
        facts.append(f"the region is {endpoint.region}{_region_place(refused, endpoint)}")
    if endpoint is not None and endpoint.url:
        named_by = _endpoint_source(refused, endpoint)
        facts.append(f"calls go to {host}, named by {named_by}")
        step = f"Take the override away: {named_by}."
        if host_region:
            step = f"Ask in its region ({ready}), or take the override away: {named_by}."
    if endpoint is not None and endpoint.named_by in _VARIABLES:
        ready = f"unset {endpoint.named_by}"
    cause = build_cause(
        "region-endpoint/service" if of_service else "region-endpoint/region",
        evidence=facts,
        next_step=step,
        snippet=ready,
        host=host or ("The host that was asked" if of_service else "the host"),
        host_region=host_region or "another",
        region=endpoint.region if endpoint else "one region",
    )
    return (cause,)


def _region_place(refused: RefusedCall, endpoint: Endpoint) -> str:
    """Return where the region is written, where it is the selected profile's."""
    profile = refused.files.profiles.get(refused.chain.profile) if refused.files else None
    if profile is None or profile.get("region") != endpoint.region:
        return ""
    return refused.at(profile.find_place("region"))


def _endpoint_source(refused: RefusedCall, endpoint: Endpoint) -> str:
    """Return what names the endpoint, with its line."""
    if endpoint.named_by in _VARIABLES:
        return f"the variable {endpoint.named_by}"
    profile = refused.files.profiles.get(refused.chain.profile) if refused.files else None
    if profile is None:
        return endpoint.named_by or "an override"
    key = "endpoint_url" if profile.get("endpoint_url") == endpoint.url else "services"
    return f"{key} of profile {profile.name}{refused.at(profile.find_place(key))}"


FOREIGN_DEVICE = "mfa-foreign-device"
_DEVICES = ("mfa", "u2f", "sms-mfa")
_FAILED = "multifactorauthentication failed"


def is_mfa_failure(refused: RefusedCall) -> bool:
    """Return whether AWS did not take an MFA code, or its device."""
    return _FAILED in refused.words.lower()


def foreign_device(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return that the device is of another account than the caller's; nothing where it is not."""
    configured = refused.step.mfa_serial if refused.step else ""
    serial = str(refused.sent.get("SerialNumber") or configured)
    device = split_arn(serial)
    is_device = device.kind in _DEVICES and is_account_id(device.account)
    if not (is_device and is_mfa_failure(refused)) or refused.account in ("", device.account):
        return ()
    facts = (
        f"mfa_serial is {serial}{refused.written_at('mfa_serial')}",
        f"the caller is {refused.caller}",
    )
    cause = build_cause(
        FOREIGN_DEVICE, evidence=facts, device_account=device.account, account=refused.account
    )
    return (cause,)

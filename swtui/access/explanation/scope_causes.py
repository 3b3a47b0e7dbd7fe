"""A signature for another region, or another service, than the endpoint that was asked.

Wording: `Credential should be scoped to a valid region, not 'eu-west-1'.` (AWS General Reference,
"Troubleshoot Signature Version 4"), with SignatureDoesNotMatch or InvalidSignatureException.
"""

from __future__ import annotations

import re

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.aws.endpoint import Endpoint
from swtui.errors import RefusedError

_SCOPED = re.compile(
    r"credential (?:should|must) be scoped to (?:an? |the )?(?:valid |correct )?"
    r"(?P<what>region|service)",
    re.IGNORECASE,
)
_HOST_REGION = re.compile(r"sts(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.")
_GLOBAL = {"sts.amazonaws.com": "us-east-1"}
_VARIABLES = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")


def is_wrong_scope(words: str) -> bool:
    """Whether AWS says that a call was signed for another region or service."""
    return _SCOPED.search(words) is not None


def wrong_scope(evidence: Evidence) -> tuple[Cause, ...]:
    """Return the cause of a signature of the wrong scope; nothing for other refusals."""
    error = evidence.error
    match = _SCOPED.search(evidence.words)
    if match is None or not isinstance(error, RefusedError):
        return ()
    endpoint = evidence.endpoint
    host = error.host or (endpoint.host() if endpoint else "")
    if match["what"].lower() == "service":
        sentence = f"{host or 'The host that was asked'} serves another AWS service than STS."
    else:
        sentence = (
            "The region and the STS endpoint disagree: the call was signed for "
            f"{endpoint.region if endpoint else 'one region'}, and {host or 'the host'} is of "
            f"{_region_of(host) or 'another'}."
        )
    facts = [f"AWS says {error.code}: {evidence.words}"]
    if endpoint is not None:
        facts.append(f"the region is {endpoint.region}{_region_place(evidence, endpoint)}")
        if endpoint.url:
            facts.append(f"calls go to {host}, named by {_namer(evidence, endpoint)}")
    return (
        Cause(
            "region-endpoint",
            sentence,
            tuple(facts),
            _next(evidence, endpoint, host),
            told=True,
            ready=_ready(endpoint, host),
        ),
    )


def _region_of(host: str) -> str:
    match = _HOST_REGION.match(host)
    return match[1] if match else _GLOBAL.get(host, "")


def _region_place(evidence: Evidence, endpoint: Endpoint) -> str:
    """Return where the region is written, where it is the selected profile's."""
    profile = evidence.files.profiles.get(evidence.chain.profile) if evidence.files else None
    if profile is None or profile.get("region") != endpoint.region:
        return ""
    return evidence.at(profile.place_of("region"))


def _namer(evidence: Evidence, endpoint: Endpoint) -> str:
    """Return what names the endpoint, with its line."""
    if endpoint.named_by in _VARIABLES:
        return f"the variable {endpoint.named_by}"
    profile = evidence.files.profiles.get(evidence.chain.profile) if evidence.files else None
    if profile is None:
        return endpoint.named_by or "an override"
    key = "endpoint_url" if profile.get("endpoint_url") == endpoint.url else "services"
    return f"{key} of profile {profile.name}{evidence.at(profile.place_of(key))}"


def _next(evidence: Evidence, endpoint: Endpoint | None, host: str) -> str:
    if endpoint is None or not endpoint.url:
        return "Name the region of that endpoint: region in the profile, or --region."
    where = _region_of(host)
    both = f"ask in its region (--region {where}), or " if where else ""
    text = f"{both}take the override away: {_namer(evidence, endpoint)}."
    return text[:1].upper() + text[1:]


def _ready(endpoint: Endpoint | None, host: str) -> str:
    if endpoint is not None and endpoint.named_by in _VARIABLES:
        return f"unset {endpoint.named_by}"
    where = _region_of(host)
    return f"--region {where}" if where else ""

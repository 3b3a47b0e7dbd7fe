"""The table of network failures: words of our own message, the likely cause, the next step."""

from __future__ import annotations

from swtui.access.explanation.rule import Rule

NETWORK_RULES: tuple[Rule, ...] = (
    Rule(
        "dns",
        words=("resolve",),
        cause="The name of the endpoint could not be looked up: no network, a VPN that is off, or "
        "a wrong region or endpoint_url.",
        next_step="Check the connection and the VPN; then the region and endpoint_url in force.",
    ),
    Rule(
        "captive-portal",
        words=("not an aws", "captive portal"),
        cause="Something else answered in AWS's place: a sign-in page of the network (captive "
        "portal), or a proxy.",
        next_step="Open any web page to sign in to the network, and try again.",
    ),
    Rule(
        "not-aws",
        words=("not an aws",),
        cause="Something else than AWS answered: another server at that endpoint, or a proxy.",
        next_step="Check endpoint_url and the AWS_ENDPOINT_URL variables, then HTTPS_PROXY.",
    ),
    Rule(
        "proxy-silent",
        words=("no answer from", "through the proxy"),
        cause="No answer came through the proxy in time: it hangs, or the network behind it does.",
        next_step="Check HTTPS_PROXY and NO_PROXY, and the proxy itself; then try again.",
        told=True,
    ),
    Rule(
        "proxy",
        words=("proxy",),
        cause="The proxy did not let the call through.",
        next_step="Check HTTPS_PROXY and NO_PROXY; a proxy that asks for a password answers 407.",
    ),
    Rule(
        "tls",
        words=("certificate",),
        cause="The endpoint's certificate is not trusted here: a company proxy that opens TLS, an "
        "old CA bundle, or another server than AWS's.",
        next_step="Set AWS_CA_BUNDLE (or ca_bundle in the profile) to your company's certificates.",
    ),
    Rule(
        "tls",
        words=("tls",),
        cause="No encrypted connection came about: another kind of server, or a proxy, is there.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
    ),
    Rule(
        "throttled",
        words=("throttl",),
        cause="AWS had too many calls from this account at once.",
        next_step="Wait a few seconds, and try again.",
        told=True,
    ),
    Rule(
        "refused-connection",
        words=("connection", "refused"),
        cause="Nothing listens at that address.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
        told=True,
    ),
    Rule(
        "aws-failed",
        words=("failed to answer",),
        cause="AWS answered, with a failure of its own.",
        next_step="Try again in a moment; if it stays, see the AWS Health Dashboard.",
        told=True,
    ),
    Rule(
        "no-metadata",
        words=("no metadata service",),
        cause="Nothing answers there: this machine is no EC2 instance or container with a role, or "
        "a firewall or a container's network keeps the call back.",
        next_step="Start from other credentials here; in a container on EC2 the instance's hop "
        "limit must be 2 or more.",
    ),
    Rule(
        "metadata-failed",
        words=("gave no",),
        cause="The metadata service answered, and gave nothing that can be used.",
        next_step="Try again in a moment; what it answered says more.",
        told=True,
    ),
    Rule(
        "metadata-failed",
        words=("metadata service",),
        cause="What answered is no metadata service that can be used.",
        next_step="Check AWS_EC2_METADATA_SERVICE_ENDPOINT and AWS_CONTAINER_CREDENTIALS_FULL_URI.",
    ),
    Rule(
        "timeout",
        cause="No usable answer came in time: a slow or cut connection, a firewall that drops the "
        "call, or a VPN that is off.",
        next_step="Check the connection, the VPN and HTTPS_PROXY, and try again.",
    ),
)
"""In order of trial; the last fits everything."""

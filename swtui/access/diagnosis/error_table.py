"""The table of AWS's refusals: code and words, the likely cause, the next step.

Codes and wording: STS API reference (AssumeRole, Common Errors) and IAM User Guide
("Troubleshoot access denied error messages").
"""

from __future__ import annotations

from swtui.access.diagnosis.cause import ErrorRule
from swtui.access.diagnosis.denials import DENIALS
from swtui.errors import METADATA_REFUSED, NOT_SIGNED_IN

REFUSALS: tuple[ErrorRule, ...] = (
    *DENIALS,
    ErrorRule(
        "metadata-refused",
        (METADATA_REFUSED,),
        ("http 403",),
        "The metadata service answered, and refused: it is switched off for this instance, or a "
        "firewall or proxy of this machine does not let the program ask it.",
        "Have it switched on (aws ec2 modify-instance-metadata-options --http-endpoint enabled), "
        "or start from other credentials.",
        told=True,
    ),
    ErrorRule(
        "metadata-refused",
        (METADATA_REFUSED,),
        ("http 401",),
        "The metadata service answered, and did not take the token that the call carried.",
        "Try again; in a container check AWS_CONTAINER_AUTHORIZATION_TOKEN, and the file that "
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names.",
        told=True,
    ),
    ErrorRule(
        "metadata-refused",
        (METADATA_REFUSED,),
        (),
        "The metadata service answered, and gave no credentials.",
        "What it answered says why; see which role this machine or container has.",
        told=True,
    ),
    ErrorRule(
        "sso-expired",
        ("UnauthorizedException", NOT_SIGNED_IN),
        (),
        "There is no valid sign-in for {start}: it is over, or was never made.",
        "{renew}",
        told=True,
    ),
    ErrorRule(
        "sso-no-access",
        ("ForbiddenException",),
        (),
        "This permission set is not, or no longer, assigned to you in that account.",
        "Compare sso_account_id and sso_role_name with what the access portal shows.",
    ),
    ErrorRule(
        "unknown-key",
        ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"),
        (),
        "AWS does not accept the access key of {start}: deleted, inactive or mistyped, of another "
        "partition, or a temporary key without its session token.",
        "Check that key (aws iam list-access-keys, as its owner). {renew}",
    ),
    ErrorRule(
        "expired",
        ("ExpiredToken", "ExpiredTokenException"),
        (),
        "The credentials that signed the call have expired; it started from {start}.",
        "{renew}",
        told=True,
    ),
    ErrorRule(
        "expired-request",
        ("RequestExpired", "RequestTimeTooSkewed"),
        (),
        "The call was too old when AWS saw it: a clock that is off, or a very slow connection.",
        "Compare this machine's clock with the right time, and try again.",
    ),
    ErrorRule(
        "signature-time",
        ("SignatureDoesNotMatch", "InvalidSignatureException"),
        ("signature expired",),
        "Your clock seems to be off: AWS saw the call as too old.",
        "Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    ErrorRule(
        "signature-time",
        ("SignatureDoesNotMatch", "InvalidSignatureException"),
        ("not yet current",),
        "Your clock seems to be off: AWS saw the call as coming from the future.",
        "Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    ErrorRule(
        "signature",
        ("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"),
        (),
        "The secret key of {start} does not belong to its access key id, or something on the way "
        "changed the call.",
        "Compare both keys with where they came from (a missing last character, a blank).",
    ),
    ErrorRule(
        "no-keys",
        ("MissingAuthenticationToken", "MissingAuthenticationTokenException"),
        (),
        "The call reached AWS unsigned, or something on the way changed it.",
        "Check the keys of {start}, and HTTPS_PROXY.",
    ),
    ErrorRule(
        "region-disabled",
        ("RegionDisabledException",),
        (),
        "STS is not switched on in this region for that account.",
        "Use another region (region in the profile, or --region), or have it switched on in the "
        "account's IAM settings.",
        told=True,
    ),
    ErrorRule(
        "over-chaining-cap",
        ("ValidationError", "ValidationException"),
        ("role chaining",),
        "A role reached through another role lasts at most one hour, and more was asked for.",
        "Ask for 1h or less: duration_seconds in the profile, or --duration.",
        told=True,
    ),
    ErrorRule(
        "over-maximum",
        ("ValidationError", "ValidationException"),
        ("maxsessionduration",),
        "More time was asked for than the role's maximum.",
        "Ask for less (duration_seconds, or --duration), or have MaxSessionDuration raised.",
        told=True,
    ),
    ErrorRule(
        "invalid-value",
        ("ValidationError", "ValidationException", "InvalidParameterValue"),
        (),
        "A value of the call is not of the form that STS takes; AWS's words name it.",
        "Mend it in the profile or on the command line.",
        told=True,
    ),
    ErrorRule(
        "policy-malformed",
        ("MalformedPolicyDocument", "MalformedPolicyDocumentException"),
        (),
        "The session policy is not valid.",
        "Mend the file given as --policy; AWS's words say what is wrong.",
        told=True,
    ),
    ErrorRule(
        "policy-too-large",
        ("PackedPolicyTooLarge", "PackedPolicyTooLargeException"),
        (),
        "The session policies and tags together are larger than STS takes.",
        "Shorten the policy, or give fewer policies and tags.",
        told=True,
    ),
    ErrorRule(
        "token-refused",
        ("InvalidIdentityToken", "IDPRejectedClaim", "IDPCommunicationError"),
        (),
        "AWS did not take the web identity token of {start}.",
        "Check that the token is new, and that its issuer and audience are known to the account.",
        told=True,
    ),
    ErrorRule(
        "throttled",
        ("Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"),
        (),
        "AWS had too many calls from this account at once.",
        "Wait a few seconds, and try again.",
        told=True,
    ),
    ErrorRule(
        "aws-failed",
        ("InternalFailure", "InternalError", "ServiceUnavailable", "ServiceUnavailableException"),
        (),
        "AWS had a failure of its own.",
        "Try again in a moment; the request id helps AWS's support.",
        told=True,
    ),
    ErrorRule(
        "",
        (),
        (),
        "This is not an answer that swtui knows.",
        "AWS's own words may say more; the request id helps whoever keeps the account.",
    ),
)
"""In order of trial; the last fits everything."""

NETWORK_RULES: tuple[ErrorRule, ...] = (
    ErrorRule(
        "dns",
        words=("resolve",),
        cause="The name of the endpoint could not be looked up: no network, a VPN that is off, or "
        "a wrong region or endpoint_url.",
        next_step="Check the connection and the VPN; then the region and endpoint_url in force.",
    ),
    ErrorRule(
        "captive-portal",
        words=("not an aws", "captive portal"),
        cause="Something else answered in AWS's place: a sign-in page of the network (captive "
        "portal), or a proxy.",
        next_step="Open any web page to sign in to the network, and try again.",
    ),
    ErrorRule(
        "not-aws",
        words=("not an aws",),
        cause="Something else than AWS answered: another server at that endpoint, or a proxy.",
        next_step="Check endpoint_url and the AWS_ENDPOINT_URL variables, then HTTPS_PROXY.",
    ),
    ErrorRule(
        "proxy-silent",
        words=("no answer from", "through the proxy"),
        cause="No answer came through the proxy in time: it hangs, or the network behind it does.",
        next_step="Check HTTPS_PROXY and NO_PROXY, and the proxy itself; then try again.",
        told=True,
    ),
    ErrorRule(
        "proxy",
        words=("proxy",),
        cause="The proxy did not let the call through.",
        next_step="Check HTTPS_PROXY and NO_PROXY; a proxy that asks for a password answers 407.",
    ),
    ErrorRule(
        "tls",
        words=("certificate",),
        cause="The endpoint's certificate is not trusted here: a company proxy that opens TLS, an "
        "old CA bundle, or another server than AWS's.",
        next_step="Set AWS_CA_BUNDLE (or ca_bundle in the profile) to your company's certificates.",
    ),
    ErrorRule(
        "tls",
        words=("tls",),
        cause="No encrypted connection came about: another kind of server, or a proxy, is there.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
    ),
    ErrorRule(
        "throttled",
        words=("throttl",),
        cause="AWS had too many calls from this account at once.",
        next_step="Wait a few seconds, and try again.",
        told=True,
    ),
    ErrorRule(
        "refused-connection",
        words=("connection", "refused"),
        cause="Nothing listens at that address.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
        told=True,
    ),
    ErrorRule(
        "aws-failed",
        words=("failed to answer",),
        cause="AWS answered, with a failure of its own.",
        next_step="Try again in a moment; if it stays, see the AWS Health Dashboard.",
        told=True,
    ),
    ErrorRule(
        "no-metadata",
        words=("no metadata service",),
        cause="Nothing answers there: this machine is no EC2 instance or container with a role, or "
        "a firewall or a container's network keeps the call back.",
        next_step="Start from other credentials here; in a container on EC2 the instance's hop "
        "limit must be 2 or more.",
    ),
    ErrorRule(
        "metadata-failed",
        words=("gave no",),
        cause="The metadata service answered, and gave nothing that can be used.",
        next_step="Try again in a moment; what it answered says more.",
        told=True,
    ),
    ErrorRule(
        "metadata-failed",
        words=("metadata service",),
        cause="What answered is no metadata service that can be used.",
        next_step="Check AWS_EC2_METADATA_SERVICE_ENDPOINT and AWS_CONTAINER_CREDENTIALS_FULL_URI.",
    ),
    ErrorRule(
        "timeout",
        cause="No usable answer came in time: a slow or cut connection, a firewall that drops the "
        "call, or a VPN that is off.",
        next_step="Check the connection, the VPN and HTTPS_PROXY, and try again.",
    ),
)
"""In order of trial; the last fits everything."""

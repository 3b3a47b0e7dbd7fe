"""The table of AWS's refusals: code and words, the likely cause, the next step.

Codes and wording: STS API reference (AssumeRole, Common Errors) and IAM User Guide
("Troubleshoot access denied error messages").
"""

from __future__ import annotations

from collections.abc import Mapping

from swtui.access.diagnosis.cause import ErrorRule
from swtui.access.diagnosis.denials import DENIALS
from swtui.errors import METADATA_REFUSED, NOT_SIGNED_IN

REFUSALS: tuple[ErrorRule, ...] = (
    *DENIALS,
    ErrorRule(
        kind="metadata-refused",
        codes=(METADATA_REFUSED,),
        words=("http 403",),
        cause="The metadata service answered, and refused: it is switched off for this instance, "
        "or a firewall or proxy of this machine does not let the program ask it.",
        next_step="Have it switched on (aws ec2 modify-instance-metadata-options --http-endpoint "
        "enabled), or start from other credentials.",
        certain=True,
    ),
    ErrorRule(
        kind="metadata-refused",
        codes=(METADATA_REFUSED,),
        words=("http 401",),
        cause="The metadata service answered, and did not take the token that the call carried.",
        next_step="Try again; in a container check AWS_CONTAINER_AUTHORIZATION_TOKEN, and the file "
        "that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names.",
        certain=True,
    ),
    ErrorRule(
        kind="metadata-refused",
        codes=(METADATA_REFUSED,),
        words=(),
        cause="The metadata service answered, and gave no credentials.",
        next_step="What it answered says why; see which role this machine or container has.",
        certain=True,
    ),
    ErrorRule(
        kind="sso-expired",
        codes=("UnauthorizedException", NOT_SIGNED_IN),
        words=(),
        cause="There is no valid sign-in for {start}: it has expired, or there never was one.",
        next_step="{renew}",
        certain=True,
    ),
    ErrorRule(
        kind="sso-no-access",
        codes=("ForbiddenException",),
        words=(),
        cause="This permission set is not, or no longer, assigned to you in that account.",
        next_step="Compare sso_account_id and sso_role_name with what the access portal shows.",
    ),
    ErrorRule(
        kind="unknown-key",
        codes=("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"),
        words=(),
        cause="AWS does not accept the access key of {start}: deleted, inactive or mistyped, of "
        "another partition, or a temporary key without its session token.",
        next_step="Check that key (aws iam list-access-keys, as its owner). {renew}",
    ),
    ErrorRule(
        kind="expired",
        codes=("ExpiredToken", "ExpiredTokenException"),
        words=(),
        cause="The credentials that signed the call have expired; it started from {start}.",
        next_step="{renew}",
        certain=True,
    ),
    ErrorRule(
        kind="expired-request",
        codes=("RequestExpired", "RequestTimeTooSkewed"),
        words=(),
        cause="The call was too old when AWS saw it: a clock that is off, or a very slow "
        "connection.",
        next_step="Compare this machine's clock with the right time, and try again.",
    ),
    ErrorRule(
        kind="signature-time",
        codes=("SignatureDoesNotMatch", "InvalidSignatureException"),
        words=("signature expired",),
        cause="Your clock seems to be off: AWS saw the call as too old.",
        next_step="Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    ErrorRule(
        kind="signature-time",
        codes=("SignatureDoesNotMatch", "InvalidSignatureException"),
        words=("not yet current",),
        cause="Your clock seems to be off: AWS saw the call as coming from the future.",
        next_step="Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    ErrorRule(
        kind="signature",
        codes=("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"),
        words=(),
        cause="The secret key of {start} does not belong to its access key ID, or something on the "
        "way changed the call.",
        next_step="Compare both keys with their source (a missing last character, a blank).",
    ),
    ErrorRule(
        kind="no-keys",
        codes=("MissingAuthenticationToken", "MissingAuthenticationTokenException"),
        words=(),
        cause="The call reached AWS unsigned, or something on the way changed it.",
        next_step="Check the keys of {start}, and HTTPS_PROXY.",
    ),
    ErrorRule(
        kind="region-disabled",
        codes=("RegionDisabledException",),
        words=(),
        cause="STS is not switched on in this region for that account.",
        next_step="Use another region (region in the profile, or --region), or have it switched on "
        "in the account's IAM settings.",
        certain=True,
    ),
    ErrorRule(
        kind="over-chaining-cap",
        codes=("ValidationError", "ValidationException"),
        words=("role chaining",),
        cause="A role reached through another role lasts at most one hour, and more was asked for.",
        next_step="Ask for 1h or less: duration_seconds in the profile, or --duration.",
        certain=True,
    ),
    ErrorRule(
        kind="over-maximum",
        codes=("ValidationError", "ValidationException"),
        words=("maxsessionduration",),
        cause="More time was asked for than the role's maximum.",
        next_step="Ask for less (duration_seconds, or --duration), or have MaxSessionDuration "
        "raised.",
        certain=True,
    ),
    ErrorRule(
        kind="invalid-value",
        codes=("ValidationError", "ValidationException", "InvalidParameterValue"),
        words=(),
        cause="A value of the call is not of the form that STS takes; AWS's words name it.",
        next_step="Fix it in the profile or on the command line.",
        certain=True,
    ),
    ErrorRule(
        kind="policy-malformed",
        codes=("MalformedPolicyDocument", "MalformedPolicyDocumentException"),
        words=(),
        cause="The session policy is not valid.",
        next_step="Fix the file given as --policy; AWS's message says what is wrong.",
        certain=True,
    ),
    ErrorRule(
        kind="policy-too-large",
        codes=("PackedPolicyTooLarge", "PackedPolicyTooLargeException"),
        words=(),
        cause="The session policies and tags together are larger than STS takes.",
        next_step="Shorten the policy, or give fewer policies and tags.",
        certain=True,
    ),
    ErrorRule(
        kind="token-refused",
        codes=("InvalidIdentityToken", "IDPRejectedClaim", "IDPCommunicationError"),
        words=(),
        cause="AWS did not take the web identity token of {start}.",
        next_step="Check that the token is new, and that its issuer and audience are known to the "
        "account.",
        certain=True,
    ),
    ErrorRule(
        kind="throttled",
        codes=(
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequestsException",
        ),
        words=(),
        cause="AWS had too many calls from this account at once.",
        next_step="Wait a few seconds, and try again.",
        certain=True,
    ),
    ErrorRule(
        kind="aws-failed",
        codes=(
            "InternalFailure",
            "InternalError",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        ),
        words=(),
        cause="AWS had an internal error.",
        next_step="Try again in a moment; give the request ID to AWS Support.",
        certain=True,
    ),
    ErrorRule(
        kind="",
        codes=(),
        words=(),
        cause="swtui does not recognise this error.",
        next_step="AWS's message may say more; give the request ID to the account's administrator.",
    ),
)
"""In order of trial; the last fits everything."""

NETWORK_RULES: Mapping[str, ErrorRule] = {
    "dns": ErrorRule(
        kind="dns",
        cause="The name of the endpoint could not be looked up: no network, a VPN that is off, or "
        "a wrong region or endpoint_url.",
        next_step="Check the connection and the VPN; then the region and endpoint_url in force.",
    ),
    "captive-portal": ErrorRule(
        kind="captive-portal",
        cause="Something else answered in AWS's place: a sign-in page of the network (captive "
        "portal), or a proxy.",
        next_step="Open any web page to sign in to the network, and try again.",
    ),
    "not-aws": ErrorRule(
        kind="not-aws",
        cause="Something else than AWS answered: another server at that endpoint, or a proxy.",
        next_step="Check endpoint_url and the AWS_ENDPOINT_URL variables, then HTTPS_PROXY.",
    ),
    "proxy-silent": ErrorRule(
        kind="proxy-silent",
        cause="No answer came through the proxy in time: it hangs, or the network behind it does.",
        next_step="Check HTTPS_PROXY and NO_PROXY, and the proxy itself; then try again.",
        certain=True,
    ),
    "proxy": ErrorRule(
        kind="proxy",
        cause="The proxy did not let the call through.",
        next_step="Check HTTPS_PROXY and NO_PROXY; a proxy that asks for a password answers 407.",
    ),
    "certificate": ErrorRule(
        kind="tls",
        cause="The endpoint's certificate is not trusted here: a company proxy that opens TLS, an "
        "old CA bundle, or another server than AWS's.",
        next_step="Set AWS_CA_BUNDLE (or ca_bundle in the profile) to your company's certificates.",
    ),
    "tls": ErrorRule(
        kind="tls",
        cause="No encrypted connection was established: another kind of server, or a proxy, is "
        "there.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
    ),
    "throttled": ErrorRule(
        kind="throttled",
        cause="AWS had too many calls from this account at once.",
        next_step="Wait a few seconds, and try again.",
        certain=True,
    ),
    "refused-connection": ErrorRule(
        kind="refused-connection",
        cause="Nothing listens at that address.",
        next_step="Check endpoint_url and HTTPS_PROXY.",
        certain=True,
    ),
    "aws-failed": ErrorRule(
        kind="aws-failed",
        cause="AWS answered with an internal error.",
        next_step="Try again in a moment; if it stays, see the AWS Health Dashboard.",
        certain=True,
    ),
    "no-metadata": ErrorRule(
        kind="no-metadata",
        cause="Nothing answers there: this machine is no EC2 instance or container with a role, or "
        "a firewall or a container's network keeps the call back.",
        next_step="Start from other credentials here; in a container on EC2 the instance's hop "
        "limit must be 2 or more.",
    ),
    "no-credentials": ErrorRule(
        kind="metadata-failed",
        cause="The metadata service answered, and gave nothing that can be used.",
        next_step="Try again in a moment; what it answered says more.",
        certain=True,
    ),
    "not-metadata": ErrorRule(
        kind="metadata-failed",
        cause="What answered is no metadata service that can be used.",
        next_step="Check AWS_EC2_METADATA_SERVICE_ENDPOINT and AWS_CONTAINER_CREDENTIALS_FULL_URI.",
    ),
    "timeout": ErrorRule(
        kind="timeout",
        cause="No usable answer came in time: a slow or cut connection, a firewall that drops the "
        "call, or a VPN that is off.",
        next_step="Check the connection, the VPN and HTTPS_PROXY, and try again.",
    ),
}
"""By the kind of the NetworkError."""

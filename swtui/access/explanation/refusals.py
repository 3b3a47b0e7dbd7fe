"""The table of AWS's refusals: code and words, the likely cause, the next step.

Codes and wording: STS API reference (AssumeRole, Common Errors) and IAM User Guide
("Troubleshoot access denied error messages").
"""

from __future__ import annotations

from swtui.access.explanation.denials import DENIALS
from swtui.access.explanation.rule import Rule
from swtui.errors import METADATA_REFUSED, NOT_SIGNED_IN

REFUSALS: tuple[Rule, ...] = (
    *DENIALS,
    Rule(
        "metadata-refused",
        (METADATA_REFUSED,),
        ("http 403",),
        "The metadata service answered, and refused: it is switched off for this instance, or a "
        "firewall or proxy of this machine does not let the program ask it.",
        "Have it switched on (aws ec2 modify-instance-metadata-options --http-endpoint enabled), "
        "or start from other credentials.",
        told=True,
    ),
    Rule(
        "metadata-refused",
        (METADATA_REFUSED,),
        ("http 401",),
        "The metadata service answered, and did not take the token that the call carried.",
        "Try again; in a container check AWS_CONTAINER_AUTHORIZATION_TOKEN, and the file that "
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names.",
        told=True,
    ),
    Rule(
        "metadata-refused",
        (METADATA_REFUSED,),
        (),
        "The metadata service answered, and gave no credentials.",
        "What it answered says why; see which role this machine or container has.",
        told=True,
    ),
    Rule(
        "sso-expired",
        ("UnauthorizedException", NOT_SIGNED_IN),
        (),
        "There is no valid sign-in for {start}: it is over, or was never made.",
        "{renew}",
        told=True,
    ),
    Rule(
        "sso-no-access",
        ("ForbiddenException",),
        (),
        "This permission set is not, or no longer, assigned to you in that account.",
        "Compare sso_account_id and sso_role_name with what the access portal shows.",
    ),
    Rule(
        "unknown-key",
        ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"),
        (),
        "AWS does not accept the access key of {start}: deleted, inactive or mistyped, of another "
        "partition, or a temporary key without its session token.",
        "Check that key (aws iam list-access-keys, as its owner). {renew}",
    ),
    Rule(
        "expired",
        ("ExpiredToken", "ExpiredTokenException"),
        (),
        "The credentials that signed the call have expired; it started from {start}.",
        "{renew}",
        told=True,
    ),
    Rule(
        "expired-request",
        ("RequestExpired", "RequestTimeTooSkewed"),
        (),
        "The call was too old when AWS saw it: a clock that is off, or a very slow connection.",
        "Compare this machine's clock with the right time, and try again.",
    ),
    Rule(
        "signature-time",
        ("SignatureDoesNotMatch", "InvalidSignatureException"),
        ("signature expired",),
        "Your clock seems to be off: AWS saw the call as too old.",
        "Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    Rule(
        "signature-time",
        ("SignatureDoesNotMatch", "InvalidSignatureException"),
        ("not yet current",),
        "Your clock seems to be off: AWS saw the call as coming from the future.",
        "Set this machine's clock (timedatectl set-ntp true), and try again.",
    ),
    Rule(
        "signature",
        ("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"),
        (),
        "The secret key of {start} does not belong to its access key id, or something on the way "
        "changed the call.",
        "Compare both keys with where they came from (a missing last character, a blank).",
    ),
    Rule(
        "no-keys",
        ("MissingAuthenticationToken", "MissingAuthenticationTokenException"),
        (),
        "The call reached AWS unsigned, or something on the way changed it.",
        "Check the keys of {start}, and HTTPS_PROXY.",
    ),
    Rule(
        "region-disabled",
        ("RegionDisabledException",),
        (),
        "STS is not switched on in this region for that account.",
        "Use another region (region in the profile, or --region), or have it switched on in the "
        "account's IAM settings.",
        told=True,
    ),
    Rule(
        "over-chaining-cap",
        ("ValidationError", "ValidationException"),
        ("role chaining",),
        "A role reached through another role lasts at most one hour, and more was asked for.",
        "Ask for 1h or less: duration_seconds in the profile, or --duration.",
        told=True,
    ),
    Rule(
        "over-maximum",
        ("ValidationError", "ValidationException"),
        ("maxsessionduration",),
        "More time was asked for than the role's maximum.",
        "Ask for less (duration_seconds, or --duration), or have MaxSessionDuration raised.",
        told=True,
    ),
    Rule(
        "invalid-value",
        ("ValidationError", "ValidationException", "InvalidParameterValue"),
        (),
        "A value of the call is not of the form that STS takes; AWS's words name it.",
        "Mend it in the profile or on the command line.",
        told=True,
    ),
    Rule(
        "policy-malformed",
        ("MalformedPolicyDocument", "MalformedPolicyDocumentException"),
        (),
        "The session policy is not valid.",
        "Mend the file given as --policy; AWS's words say what is wrong.",
        told=True,
    ),
    Rule(
        "policy-too-large",
        ("PackedPolicyTooLarge", "PackedPolicyTooLargeException"),
        (),
        "The session policies and tags together are larger than STS takes.",
        "Shorten the policy, or give fewer policies and tags.",
        told=True,
    ),
    Rule(
        "token-refused",
        ("InvalidIdentityToken", "IDPRejectedClaim", "IDPCommunicationError"),
        (),
        "AWS did not take the web identity token of {start}.",
        "Check that the token is new, and that its issuer and audience are known to the account.",
        told=True,
    ),
    Rule(
        "throttled",
        ("Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"),
        (),
        "AWS had too many calls from this account at once.",
        "Wait a few seconds, and try again.",
        told=True,
    ),
    Rule(
        "aws-failed",
        ("InternalFailure", "InternalError", "ServiceUnavailable", "ServiceUnavailableException"),
        (),
        "AWS had a failure of its own.",
        "Try again in a moment; the request id helps AWS's support.",
        told=True,
    ),
    Rule(
        "",
        (),
        (),
        "This is not an answer that swtui knows.",
        "AWS's own words may say more; the request id helps whoever keeps the account.",
    ),
)
"""In order of trial; the last fits everything."""

"""Each refusal AWS gives leads to its cause, and never to more than its words say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from swtui.access.diagnosis import causes
from swtui.access.diagnosis.cause import load_texts
from swtui.access.diagnosis.error_table import cause_from_table
from swtui.access.diagnosis.start_words import start_words
from swtui.errors import BadAnswerError, NetworkError, RefusedError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Place

JO = "arn:aws:iam::123456789012:user/jo"
ADMIN = "arn:aws:iam::111122223333:role/Admin"
NOT_AUTHORIZED = f"User: {JO} is not authorized to perform: sts:AssumeRole on resource: {ADMIN}"
MFA = "MultiFactorAuthentication failed"

CHAIN = Chain(
    profile="payments-prod",
    start=Start(kind="keys", profile="base", place=Place("/home/jo/.aws/credentials", 3)),
    hops=(
        Hop(
            profile="payments-prod",
            role=RoleArn("aws", "111122223333", "", "Admin"),
            mfa_serial="arn:mfa/jo",
        ),
    ),
)


def refused(code: str, words: str = "", **more: object) -> RefusedError:
    return RefusedError("AWS refused", code=code, aws_message=words, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "words", "kind", "told"),
    [
        ("AccessDenied", NOT_AUTHORIZED, "denied-unsaid", False),
        (
            "AccessDenied",
            NOT_AUTHORIZED
            + " because no identity-based policy allows the sts:AssumeRole action",
            "no-identity-based-policy",
            True,
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED
            + " because no resource-based policy allows the sts:AssumeRole action",
            "no-resource-based-policy",
            True,
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED + " because no permissions boundary allows the sts:AssumeRole action",
            "no-permissions-boundary",
            True,
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED + " with an explicit deny in a service control policy",
            "denied-by-service-control-policy",
            True,
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED + " with an explicit deny in an identity-based policy: arn:aws:iam::1",
            "denied-by-identity-based-policy",
            True,
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED + " with an explicit deny in a VPC endpoint policy",
            "denied-by-vpc-endpoint-policy",
            True,
        ),
        ("AccessDenied", NOT_AUTHORIZED + " with an explicit deny", "denied", True),
        ("AccessDenied", MFA + " with invalid MFA one time pass code. ", "mfa-wrong", True),
        (
            "AccessDenied",
            MFA + ", must provide both MFA serial number and one time pass code.",
            "mfa-missing",
            True,
        ),
        (
            "AccessDenied",
            MFA + ", unable to validate MFA code.  Please verify your MFA serial number is valid"
            " and associated with this user.",
            "mfa-device",
            False,
        ),
        ("AccessDenied", f"User: {JO} is not authorized to perform: sts:TagSession on resource: x",
         "tag-session", True),
        ("AccessDenied", "Roles may not be assumed by root accounts.", "root-caller", True),
        ("AccessDenied", "Cannot call GetSessionToken with session credentials",
         "session-of-session", True),
        ("AccessDenied", "not authorized to perform: iam:GetRole", "denied-other", False),
        ("InvalidClientTokenId", "The security token included in the request is invalid.",
         "unknown-key", False),
        ("UnrecognizedClientException", "", "unknown-key", False),
        ("ExpiredToken", "The security token included in the request is expired", "expired", True),
        ("ExpiredTokenException", "", "expired", True),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match",
         "signature", False),
        ("RegionDisabledException", "STS is not activated in this region for account:1.",
         "region-disabled", True),
        ("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for"
         " this role.", "over-maximum", True),
        ("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for"
         " roles assumed by role chaining.", "over-chaining-cap", True),
        ("ValidationError", "1 validation error detected: Value 'x y' at 'roleSessionName'",
         "invalid-value", True),
        ("MalformedPolicyDocument", "Syntax errors in policy.", "policy-malformed", True),
        ("PackedPolicyTooLarge", "Packed policy consumes 105% of allotted space",
         "policy-too-large", True),
        ("Throttling", "Rate exceeded", "throttled", True),
        ("ServiceUnavailable", "", "aws-failed", True),
        ("UnauthorizedException", "Session token not found or invalid", "sso-expired", True),
        ("NeverSeenBefore", "something else", "", False),
    ],
)  # fmt: skip
def test_a_code_and_its_words_lead_to_the_cause(
    code: str, words: str, kind: str, told: bool
) -> None:
    found = cause_from_table(refused(code, words), CHAIN)
    assert (found.kind, found.certain) == (kind, told)
    assert found.sentence
    assert found.next_step
    assert "{" not in found.sentence + found.next_step


def test_the_bare_refusal_names_every_reading_and_asserts_none() -> None:
    found = cause_from_table(refused("AccessDenied", NOT_AUTHORIZED), CHAIN)
    assert not found.certain
    for lookup in ("trust policy", "external ID", "MFA", "no such role", "no policy"):
        assert lookup in found.sentence


def test_the_caller_and_the_role_are_those_of_awss_words() -> None:
    words = NOT_AUTHORIZED + " because no identity-based policy allows the sts:AssumeRole action"
    found = cause_from_table(refused("AccessDenied", words))
    assert JO in found.sentence
    assert ADMIN in found.next_step


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (Start(kind="keys", profile="base", place=Place("/c", 3)), "profile base (/c:3)"),
        (Start(kind="environment", profile=None), "AWS_ACCESS_KEY_ID"),
        (Start(kind="ec2", profile=None), "instance's own role"),
    ],
)
def test_a_rejected_key_is_named_by_where_it_came_from(start: Start, words: str) -> None:
    found = cause_from_table(refused("InvalidClientTokenId"), Chain(profile="x", start=start))
    assert words in found.sentence
    assert start_words(start) in found.sentence


def test_an_expired_sign_in_names_the_command_with_the_profile_quoted() -> None:
    found = cause_from_table(
        refused("ExpiredToken"), Chain(profile="x", start=Start(kind="sso", profile="a b;'c"))
    )
    assert found.next_step == "Sign in again: aws sso login --profile 'a b;'\"'\"'c'"


def test_a_clock_that_is_behind_is_measured_by_awss_own_words() -> None:
    words = (
        "Signature expired: 20260101T110000Z is now earlier than 20260101T115500Z "
        "(20260101T120000Z - 5 min.)"
    )
    found = cause_from_table(refused("SignatureDoesNotMatch", words))
    assert found.kind == "clock"
    assert "60 min behind" in found.sentence


def test_a_clock_that_is_ahead_is_measured_by_the_date_header() -> None:
    error = refused("RequestExpired", "x", server_date="Thu, 01 Jan 2026 12:00:00 GMT")
    found = cause_from_table(error, now=1767268800.0 + 3600)
    assert found.kind == "clock"
    assert "60 min ahead of" in found.sentence


def test_a_clock_that_agrees_is_not_blamed() -> None:
    error = refused("SignatureDoesNotMatch", "no", server_date="Thu, 01 Jan 2026 12:00:00 GMT")
    assert cause_from_table(error, now=1767268800.0 + 20).kind == "signature"


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Jan 2026 12:00:00 GMT"])
def test_a_date_that_cannot_be_read_is_left_aside(date: str) -> None:
    assert (
        cause_from_table(refused("RequestExpired", server_date=date), now=0.0).kind
        == "expired-request"
    )


def test_braces_in_awss_words_and_in_names_stay_text() -> None:
    words = (
        "User: {start} is not authorized to perform: sts:AssumeRole on resource: {0.x} "
        "because no identity-based policy allows the sts:AssumeRole action"
    )
    found = cause_from_table(
        refused("AccessDenied", words),
        Chain(profile="{x}", start=Start(kind="keys", profile="{caller}")),
    )
    assert "{start}" in found.sentence


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        ("dns", "dns"),
        ("certificate", "tls"),
        ("tls", "tls"),
        ("captive-portal", "captive-portal"),
        ("proxy", "proxy"),
        ("proxy-silent", "proxy-silent"),
        ("refused-connection", "refused-connection"),
        ("timeout", "timeout"),
        ("throttled", "throttled"),
        ("no-credentials", "metadata-failed"),
    ],
)
def test_a_network_failure_is_explained_by_its_kind(failure: str, kind: str) -> None:
    cause = cause_from_table(NetworkError("no usable answer", kind=failure))
    assert cause.kind == kind
    assert cause.sentence
    assert cause.next_step


def test_every_kind_of_network_failure_that_is_raised_has_its_row() -> None:
    package = Path(causes.__file__).parents[2]
    sources = [path.read_text() for path in (package / "aws").glob("*.py")]
    raised = {kind for text in sources for kind in re.findall(r'kind="([a-z-]+)"', text)}
    assert raised
    assert raised <= set(load_texts("errors")["network"])


def test_an_errors_own_hint_is_the_next_step() -> None:
    found = cause_from_table(NetworkError("cannot resolve x", kind="dns", hint="turn on the VPN"))
    assert found.next_step == "turn on the VPN"


def test_an_error_of_our_own_is_not_explained_further() -> None:
    found = cause_from_table(BadAnswerError("the account differs", hint="tell the owner"))
    assert (found.sentence, found.next_step) == ("", "tell the owner")


def test_the_last_row_of_the_table_fits_everything() -> None:
    last = load_texts("errors")["refusal"][-1]
    assert not last.get("codes")
    assert not last.get("words")

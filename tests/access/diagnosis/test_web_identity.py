"""A web identity token that AWS did not take: why, by its own claims, and never the token."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from swtui.access.diagnosis.report import HopReport
from swtui.access.diagnosis.web_token import read_payload, read_web_token
from swtui.roles.chain import Start
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import evidence, first_cause, whole

CLAIMS: dict[str, Any] = {
    "iss": "https://token.actions.githubusercontent.com",
    "aud": "sts.amazonaws.com",
    "sub": "repo:acme/shop:ref:refs/heads/main",
    "exp": 1_700_000_000,
    "jti": "only-for-the-provider",
}
CALL = "AssumeRoleWithWebIdentity"
WEB = {"source_profile": "", "web_identity_token_file": "{home}/token.jwt"}
UNREACHED = (
    "Couldn't retrieve verification key from your identity provider,  please reference "
    "AssumeRoleWithWebIdentity documentation for requirements"
)
OLD = "Token expired: current date/time 1731098245 must be before the expiration date/time "


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwt(**claims: Any) -> str:
    return f"{encoded({'alg': 'RS256'})}.{encoded({**CLAIMS, **claims})}.c2lnbmF0dXJl"


def refused(
    lab: DemoAws, home: Path, code: str, words: str, token: bytes | None = None
) -> HopReport:
    """Explain a role of a web identity that STS refuses so, over HTTP."""
    raw = jwt().encode() if token is None else token
    (home / "token.jwt").write_bytes(raw)
    case = Case("x", "", profile=WEB, fault=(code, words), action=CALL)
    api = lab.server.api
    api._faults.clear()  # a call that was never sent has left its own
    api.fail_next(code, words, action=CALL)  # botocore asks twice where that may help
    found = lab.run(case, home).start
    assert not raw or raw.decode("latin-1") not in str(found.causes)
    return found


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("ExpiredTokenException", OLD + "1731095240", "web-identity-expired"),
        ("ExpiredTokenException", "Token too old: 441398", "web-identity-expired"),
        ("IDPRejectedClaim", "The token has expired", "web-identity-expired"),
        ("InvalidIdentityToken", UNREACHED, "identity-provider-unreachable"),
        ("IDPCommunicationError", "Error communicating", "identity-provider-unreachable"),
    ],
)
def test_each_answer_has_its_cause(
    lab: DemoAws, home: Path, code: str, words: str, kind: str
) -> None:
    cause = refused(lab, home, code, words).causes[0]
    assert (cause.kind, cause.certain) == (kind, True)
    assert "long-term keys" not in whole(cause)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("No OpenIDConnect provider found in your account for x", "identity-provider-unknown"),
        ("Incorrect token audience", "web-identity-audience"),
        (
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
            "identity-provider-certificate",
        ),
        ("The ID Token provided is not a valid JWT.", "token-refused"),
    ],
)
def test_a_token_that_is_good_by_its_age_is_not_called_old(
    lab: DemoAws, home: Path, words: str, kind: str
) -> None:
    later = jwt(exp=4_000_000_000).encode()
    assert refused(lab, home, "InvalidIdentityToken", words, later).causes[0].kind == kind


def test_a_token_whose_own_exp_is_past_is_old_whatever_aws_says(lab: DemoAws, home: Path) -> None:
    words = "The web identity token that was passed could not be validated"
    cause = refused(lab, home, "InvalidIdentityToken", words).causes[0]
    assert cause.kind == "web-identity-expired"


def test_an_expired_token_is_named_with_its_file_its_line_and_its_age(
    lab: DemoAws, home: Path
) -> None:
    (home / "token.jwt").write_text("x")
    os.utime(home / "token.jwt", (1_699_990_000, 1_699_990_000))
    cause = refused(lab, home, "ExpiredTokenException", OLD).causes[0]
    text = whole(cause)
    assert "~/token.jwt (~/.aws/config:" in text
    assert "exp 2023-11-14T22:13:20+00:00 (" in text
    assert "days ago" in text
    assert "its file was last written at" in text


def test_an_unreachable_provider_is_tried_again_and_then_looked_up(
    lab: DemoAws, home: Path
) -> None:
    cause = refused(lab, home, "InvalidIdentityToken", UNREACHED).causes[0]
    assert cause.next_step.startswith("Try again")
    address = "https://token.actions.githubusercontent.com/.well-known/openid-configuration"
    assert address in cause.next_step
    assert cause.snippet == f"curl -sS {address}"


@pytest.mark.parametrize("issuer", ["javascript:x", "https://x y", "https://x/$(id)", 7, None])
def test_an_issuer_that_is_no_address_is_put_into_no_command(
    lab: DemoAws, home: Path, issuer: object
) -> None:
    token = jwt(iss=issuer).encode()
    cause = refused(lab, home, "InvalidIdentityToken", UNREACHED, token).causes[0]
    assert cause.snippet == ""


def test_a_denial_shows_what_a_trust_policy_may_ask_for(lab: DemoAws, home: Path) -> None:
    words = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    cause = refused(lab, home, "AccessDenied", words, jwt(aud=["one", "two"]).encode()).causes[0]
    assert cause.kind == "web-identity-refused"
    text = whole(cause)
    for said in (
        "iss https://token.actions.githubusercontent.com",
        "aud one, two",
        "sub repo:acme/shop:ref:refs/heads/main",
        "exp 2023-11-14T22:13:20+00:00",
        "token.actions.githubusercontent.com:aud",
    ):
        assert said in text
    assert "only-for-the-provider" not in text


def test_tags_in_the_token_are_not_for_the_caller_to_leave_out(lab: DemoAws, home: Path) -> None:
    token = jwt(**{"https://aws.amazon.com/tags": {"principal_tags": {"a": ["b"]}}}).encode()
    words = "Not authorized to perform sts:TagSession"
    cause = refused(lab, home, "AccessDenied", words, token).causes[0]
    assert cause.kind == "tag-session"
    assert "the token brings session tags" in cause.evidence
    assert "Leave the tags out" not in whole(cause)


BAD = {
    "two parts": b"e30.e30",
    "no base64": b"a.!!.c",
    "base64 cut short": b"a.e30x1.c",
    "not JSON": b"a." + encoded(b"hello").encode() + b".c",
    "a list": b"a." + encoded([1]).encode() + b".c",
    "deep": b"a." + encoded(b"[" * 40_000).encode() + b".c",
    "a huge number": b"a." + encoded(b'{"exp": ' + b"9" * 20_000 + b"}").encode() + b".c",
    "encrypted": b"a.b.c.d.e",
    "dots": b"." * 5_000,
    "spaces": b" " * 20,
}


@pytest.mark.parametrize("raw", BAD.values(), ids=list(BAD))
def test_a_token_that_cannot_be_read_is_said_to_be_and_hides_nothing(
    lab: DemoAws, home: Path, raw: bytes
) -> None:
    assert isinstance(read_payload(raw), str)
    if not raw.strip():
        return  # botocore does not send it
    cause = refused(lab, home, "InvalidIdentityToken", "The ID Token is not valid", raw).causes[0]
    assert cause.kind == "token-refused"
    assert "the token in ~/token.jwt: it is" in whole(cause)


@pytest.mark.parametrize("raw", [b"\x00\xff\xfe" * 50, b"x" * 100_000, b""])
def test_a_file_that_is_no_token_is_an_error_with_its_name(
    lab: DemoAws, home: Path, raw: bytes
) -> None:
    found = refused(lab, home, "InvalidIdentityToken", "The ID Token is not valid", raw)
    assert found.outcome == "refused"
    assert found.causes[0].certain
    assert "token.jwt" in whole(found.causes[0])
    assert "web identity token" in whole(found.causes[0])
    assert "0 MiB" not in whole(found.causes[0])


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": True},
        {"exp": "soon"},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": -1},
        {"exp": 10**30},
        {"iss": ["x"], "aud": {"x": 1}, "sub": 5},
        {"aud": [1, None, "x"]},
        {"sub": "s" * 100_000},
    ],
)
def test_claims_of_any_form_are_read_without_harm(home: Path, claims: dict[str, Any]) -> None:
    token = home / "token"
    token.write_text(jwt(**claims))
    env = {"HOME": str(home), "AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": "arn"}
    found = read_web_token(Start(kind="web-identity", profile=None), None, env)
    assert found is not None
    assert found.role_arn == "arn"
    if found.problem:
        return  # the file is larger than is read
    assert all(len(fact) < 600 for fact in found.claims(0.0))
    if "exp" in claims:
        assert "exp (missing)" in found.claims(0.0)


def test_what_a_claim_hides_is_made_visible(lab: DemoAws, home: Path) -> None:
    from swtui.cli.explain_text import causes_lines

    token = jwt(sub="repo\x1b[2J\u202e", iss="https://x\n").encode()
    words = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    shown = "\n".join(causes_lines(refused(lab, home, "AccessDenied", words, token).causes, 80))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\u{1b}" in shown
    assert "\\u{202e}" in shown


def test_a_web_identity_of_the_environment_is_read_as_well(home: Path) -> None:
    (home / "token").write_text(jwt())
    env = {"HOME": str(home), "AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "token")}
    token = read_web_token(Start(kind="web-identity", profile=None), None, env)
    found = evidence(
        "AccessDenied",
        f"Not authorized to perform sts:{CALL}",
        hops=(),
        start=Start(kind="web-identity", profile=None),
        operation=CALL,
        web_token=token,
        env=env,
    )
    assert "sub repo:acme/shop" in whole(first_cause(found))


def test_an_expired_session_behind_a_web_identity_is_not_its_token() -> None:
    found = evidence("ExpiredToken", "is expired", start=Start(kind="web-identity", profile="it"))
    assert first_cause(found).kind == "expired"

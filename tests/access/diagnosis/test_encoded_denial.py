"""AWS's encoded authorization message: the command that decodes it, and what it holds."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.encoded_denial import decode_command, read_denial
from swtui.aws.failures import from_client_error
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import ALL, allow, deny
from swtui.errors import RefusedError
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import JO, evidence, whole

ADMIN = "arn:aws:iam::111122223333:role/Admin"
SAID = f"User: {JO} is not authorized to perform: sts:AssumeRole on resource: {ADMIN}"
PLAIN = "You are not authorized to perform this operation."
LABEL = " Encoded authorization failure message: "


def decoded(*, explicit: bool, **more: Any) -> dict[str, Any]:
    """Return a decoded message of AWS's form (STS API reference)."""
    statement = {
        "statementId": "DenyOutsideOffice",
        "effect": "DENY",
        "principals": {"items": [{"value": "AIDAEXAMPLE"}]},
        "actions": {"items": [{"value": "sts:*"}]},
        "resources": {"items": [{"value": "*"}]},
        "conditions": {"items": []},
    }
    return {
        "allowed": False,
        "explicitDeny": explicit,
        "matchedStatements": {"items": [statement] if explicit else []},
        "failures": {"items": []},
        "context": {
            "principal": {"id": "AIDAEXAMPLE", "name": "jo", "arn": JO},
            "action": "sts:AssumeRole",
            "resource": ADMIN,
            "conditions": {
                "items": [{"key": "aws:Region", "values": {"items": [{"value": "eu-west-1"}]}}]
            },
        },
        **more,
    }


def encoded(found: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(found).encode()).decode()


LONG = encoded({**decoded(explicit=True), "pad": "x" * 4000})


def error_of(words: str) -> RefusedError:
    response = {
        "Error": {"Code": "AccessDenied", "Message": words},
        "ResponseMetadata": {"HTTPStatusCode": 403},
    }
    error = from_client_error(response, "AssumeRole", "sts.amazonaws.com")
    assert isinstance(error, RefusedError)
    return error


@pytest.mark.parametrize(
    "label",
    [
        LABEL,
        " Encoded authorization failure message:\n",
        " encoded authorization message: ",
        " ENCODED AUTHORIZATION FAILURE MESSAGE ",
    ],
)
def test_the_message_is_carried_whole_and_shown_short(label: str) -> None:
    error = error_of(PLAIN + label + LONG)
    assert error.encoded == LONG
    assert len(error.aws_message) < 200
    assert LONG[:12] in error.aws_message
    assert len(error.message) < 300


def test_what_follows_the_message_stays() -> None:
    error = error_of(f"{SAID}.{LABEL}{LONG} (Service: Sts; Status Code: 403)")
    assert error.encoded == LONG
    assert error.aws_message.endswith("… (Service: Sts; Status Code: 403)")


def test_a_denial_that_says_nothing_else_offers_to_decode_it() -> None:
    found = evidence("AccessDenied", f"{PLAIN}{LABEL}abc…", encoded=LONG)
    cause = find_causes(found)[0]
    assert cause.kind == "denied-encoded"
    assert cause.snippet.startswith(
        f"aws sts decode-authorization-message --encoded-message {LONG}"
    )
    assert "swtui explain admin --read-policies" in cause.next_step
    assert "sts:DecodeAuthorizationMessage" in cause.next_step


def test_where_aws_leaves_it_open_decoding_is_the_check_that_decides() -> None:
    causes = find_causes(evidence("AccessDenied", f"{SAID}.{LABEL}abc…", encoded=LONG))
    assert causes[0].kind == "unsaid"
    assert causes[0].snippet == decode_command(LONG)


def test_a_policy_that_aws_names_stays_the_cause() -> None:
    words = f"{SAID} with an explicit deny in a service control policy.{LABEL}abc…"
    cause = find_causes(evidence("AccessDenied", words, encoded=LONG))[0]
    assert cause.kind == "denied-by-service-control-policy"
    assert cause.snippet == decode_command(LONG)


def test_a_message_that_begins_with_a_dash_is_no_option() -> None:
    assert "--encoded-message=-abc " in decode_command("-abc")


FAULT = ("AccessDenied", PLAIN + LABEL + encoded(decoded(explicit=True)))


def test_with_leave_to_read_swtui_decodes_it(lab: DemoAws, home: Path) -> None:
    hop = lab.run(Case("x", "", fault=FAULT), home, read=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.decoded is not None
    cause = hop.causes[0]
    assert (cause.kind, cause.certain) == ("denied", True)
    assert cause.sentence == (
        f"A statement with Effect Deny (DenyOutsideOffice: Deny sts:*) forbids {JO} "
        f"sts:AssumeRole on {ADMIN}."
    )
    assert "aws:Region was eu-west-1" in cause.evidence
    assert cause.snippet == ""


def test_what_it_says_speaks_for_the_policy_that_aws_names(lab: DemoAws, home: Path) -> None:
    words = f"{SAID} with an explicit deny in a service control policy.{LABEL}"
    case = Case("x", "", fault=("AccessDenied", words + encoded(decoded(explicit=True))))
    cause = lab.run(case, home, read=True).hops[0].causes[0]
    assert cause.kind == "denied-by-service-control-policy"
    assert "DenyOutsideOffice" in whole(cause)
    assert "decode-authorization-message" not in whole(cause)


def test_without_a_deny_it_says_that_an_allow_is_missing(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", fault=("AccessDenied", PLAIN + LABEL + encoded(decoded(explicit=False))))
    cause = lab.run(case, home, read=True).hops[0].causes[0]
    assert cause.sentence.startswith("No policy allows")


def test_another_reader_decodes_it_where_the_caller_may_not(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        fault=FAULT,
        policies=(document(allow("*"), deny("sts:DecodeAuthorizationMessage")),),
    )
    reader = next(r for r in _readers(lab, case, home))
    lab.server.organisation.add(replace(reader, policies=(ALL,)))
    hop = lab.run(case, home, read_with="reader", again=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.decoded is not None
    assert ":assumed-role/Reader/" in hop.lookup.decoded.reader


def _readers(lab: DemoAws, case: Case, home: Path) -> Any:
    lab.run(case, home)
    return (r for r in lab.server.organisation.roles.values() if r.name == "Reader")


def test_who_may_not_decode_it_keeps_the_explanation(lab: DemoAws, home: Path) -> None:
    policies = (document(allow("*"), deny("sts:DecodeAuthorizationMessage")),)
    hop = lab.run(Case("x", "", fault=FAULT, policies=policies), home, read=True).hops[0]
    assert hop.causes[0].kind == "denied-encoded"
    assert "decode-authorization-message" in hop.causes[0].snippet
    assert hop.lookup is not None
    assert [p for p in hop.lookup.problems if "could not decode" in p and "AccessDenied" in p]


@pytest.mark.parametrize("raw", [b"not base64 of JSON", b"[1, 2, 3, 4, 5, 6, 7]", b"[" * 5000])
def test_a_message_that_holds_something_else_is_said_to(
    lab: DemoAws, home: Path, raw: bytes
) -> None:
    text = base64.urlsafe_b64encode(raw).decode()
    case = Case("x", "", fault=("AccessDenied", PLAIN + LABEL + text))
    hop = lab.run(case, home, read=True).hops[0]
    assert hop.causes[0].kind == "denied-encoded"
    assert hop.lookup is not None
    assert hop.lookup.problems[-1].startswith("what AWS's encoded message holds")


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"explicitDeny": "yes", "context": [], "matchedStatements": {"items": "x"}},
        {"matchedStatements": {"items": [1, {"statementId": 5}]}, "context": {"principal": 3}},
        decoded(explicit=True, matchedStatements={"items": [{}] * 10_000}),
    ],
)
def test_any_form_of_it_is_read_without_harm(found: object) -> None:
    denial = read_denial(json.dumps(found), "who")
    assert denial is not None
    assert denial.sentence
    assert len(denial.statements) <= 20

"""A statement says in words why it applies or not, and a request what is known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from swtui.access.evaluator.evaluator import Principal, Reason, Request, evaluate_trust, read_policy
from tests.access.evaluator.documented import AWAY, BOB, SESSION, allow, asks, deny, policy


def why(request: Request, **elements: object) -> str:
    read = policy(allow(Principal={"AWS": AWAY}, Sid="Ops") | elements)
    return evaluate_trust(read, request).results[0].why


class TestWords:
    def test_a_condition_names_operator_key_what_is_wanted_and_what_there_is(self) -> None:
        said = why(asks(context={"sts:ExternalId": "x"}), Condition=external("acme"))
        assert said == (
            "Statement[0] (Ops) does not apply: "
            'StringEquals sts:ExternalId wants "acme", the request has "x".'
        )

    def test_a_key_the_request_lacks_is_told_from_one_that_is_not_known(self) -> None:
        assert "no such key" in why(asks(), Condition=external("acme"))
        assert "is not known" in why(asks(complete=False), Condition=external("acme"))

    def test_the_principals_named_and_the_caller_are_both_said(self) -> None:
        said = why(asks(), Principal={"AWS": "123456789012"})
        assert f'names "123456789012", not {BOB.arn}' in said

    def test_a_deleted_principal_is_called_that(self) -> None:
        said = why(asks(), Principal={"AWS": "AROAJQABLZS4A3QDU576Q"})
        assert "AROAJQABLZS4A3QDU576Q is the ID of a deleted role" in said

    def test_a_wildcard_within_a_principals_arn_is_said_to_fit_nobody(self) -> None:
        assert "cannot have a wildcard" in why(asks(), Principal={"AWS": "arn:aws:iam::1:user/*"})

    def test_the_action_that_is_covered_is_said(self) -> None:
        assert 'Action "sts:TagSession" does not cover sts:AssumeRole' in why(
            asks(), Action="sts:TagSession"
        )

    def test_a_long_list_is_cut_with_how_many_more(self) -> None:
        said = why(asks(context={"k": "x"}), Condition={"StringEquals": {"k": [*"abcdefg"]}})
        assert '"a", "b", "c" or 4 more' in said

    def test_all_that_fails_is_said_and_what_is_met_is_not(self) -> None:
        request = asks(context={"k": "x"})
        said = why(request, Condition=external("a") | {"Null": {"k": "true", "l": "true"}})
        assert "ExternalId" in said
        assert "Null k" in said
        assert "Null l" not in said

    def test_a_reason_carries_its_parts(self) -> None:
        read = policy(allow(Principal="*", Condition=external("acme")))
        reason = evaluate_trust(read, asks()).results[0].deciding[0]
        assert reason == Reason(
            element="Condition",
            met=False,
            words=reason.words,
            operator="StringEquals",
            key="sts:ExternalId",
            wanted=("acme",),
        )

    def test_a_statement_iam_would_refuse_says_so(self) -> None:
        read = read_policy({"Statement": {"Effect": "allow", "Principal": "*", "Action": "*"}})
        assert "IAM would not accept it" in evaluate_trust(read, asks()).results[0].why


def external(wanted: str) -> dict[str, object]:
    return {"StringEquals": {"sts:ExternalId": wanted}}


class TestEvaluation:
    def test_the_statements_a_verdict_rests_on_are_told(self) -> None:
        read = policy(allow(Principal="*"), deny(Principal={"AWS": BOB.arn}), allow(Principal="*"))
        evaluation = evaluate_trust(read, asks())
        assert [each.statement.path for each in evaluation.deciding] == ["Statement[1]"]

    def test_where_nothing_allows_every_statement_is_told(self) -> None:
        read = policy(allow(Principal={"AWS": "1" * 12}), allow("sts:TagSession", Principal="*"))
        assert len(evaluate_trust(read, asks()).deciding) == 2

    def test_a_deny_that_may_apply_leaves_an_allow_open(self) -> None:
        condition = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
        read = policy(allow(Principal="*"), deny(Principal="*", Condition=condition))
        assert evaluate_trust(read, asks(complete=False)).verdict == "unknown"

    def test_a_deny_that_may_apply_changes_nothing_where_nothing_allows(self) -> None:
        condition = {"Bool": {"aws:SecureTransport": "false"}}
        read = policy(deny(Principal="*", Condition=condition))
        assert evaluate_trust(read, asks(complete=False)).verdict == "not-allowed"

    def test_an_allow_that_applies_is_enough_beside_one_that_may_apply(self) -> None:
        condition = {"Bool": {"aws:SecureTransport": "true"}}
        read = policy(allow(Principal="*", Condition=condition), allow(Principal="*"))
        assert evaluate_trust(read, asks(complete=False)).verdict == "allowed"


class TestRequest:
    def test_what_follows_from_the_principal_is_known(self) -> None:
        request = Request(action="sts:AssumeRole", resource="", principal=BOB)
        assert request.values("AWS:PrincipalArn") == (BOB.arn,)
        assert request.values("aws:username") == ("Bob",)
        assert request.values("aws:userid") == (BOB.user_id,)
        assert request.values("aws:SourceIp") is None

    def test_a_session_is_its_role_and_has_no_user_name(self) -> None:
        request = Request(action="sts:AssumeRole", resource="", principal=SESSION)
        assert request.values("aws:PrincipalArn") == (SESSION.role_arn,)
        assert request.values("aws:PrincipalType") == ("AssumedRole",)
        assert request.values("aws:username") == ()

    @pytest.mark.parametrize("complete", [True, False])
    def test_the_path_of_a_sessions_role_is_not_guessed(self, complete: bool) -> None:
        session = replace(SESSION, role_arn="")
        request = Request(
            action="sts:AssumeRole", resource="", principal=session, complete=complete
        )
        assert request.values("aws:PrincipalArn") is None

    def test_what_the_context_says_comes_first(self) -> None:
        request = Request(
            action="sts:AssumeRole", resource="", principal=BOB, context={"AWS:UserName": "other"}
        )
        assert request.values("aws:username") == ("other",)

    def test_another_principal_brings_its_own_keys(self) -> None:
        request = replace(
            Request(action="sts:AssumeRole", resource="", principal=BOB), principal=SESSION
        )
        assert request.values("aws:username") == ()

    def test_a_role_without_its_path_still_means_its_sessions(self) -> None:
        read = policy(allow(Principal={"AWS": f"arn:aws:iam::{AWAY}:role/team/audit"}))
        session = replace(SESSION, role_arn="")
        assert evaluate_trust(read, asks(principal=session)).verdict == "allowed"
        assert evaluate_trust(read, asks(principal=SESSION)).verdict == "not-allowed"

    def test_a_service_has_no_keys_of_a_user(self) -> None:
        service = Principal(arn="ec2.amazonaws.com", account="", kind="service")
        assert (
            Request(action="sts:AssumeRole", resource="", principal=service, complete=True).values(
                "aws:username"
            )
            == ()
        )

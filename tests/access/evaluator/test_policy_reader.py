"""A policy's JSON becomes frozen values, and every fault is said at its path."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from swtui.access.evaluator.evaluator import (
    check_identity,
    check_trust,
    evaluate_identity,
    read_policy,
)
from tests.access.evaluator.documented import allow, asks, policy

SOUND = {"Version": "2012-10-17", "Statement": [allow(Resource="*")]}


def faults(document: Any) -> dict[str, str]:
    """Return the problems of a document: path → message."""
    return {problem.path: problem.message for problem in read_policy(document).problems}


def in_statement(**elements: Any) -> dict[str, str]:
    return faults({"Version": "2012-10-17", "Statement": allow(Resource="*") | elements})


class TestForms:
    def test_one_statement_is_a_list_of_one_with_a_path_of_its_own(self) -> None:
        one = read_policy({"Version": "2012-10-17", "Statement": allow(Resource="*")})
        listed = read_policy(SOUND)
        assert [each.path for each in (*one.statements, *listed.statements)] == [
            "Statement",
            "Statement[0]",
        ]

    def test_scalars_are_lists_of_one(self) -> None:
        scalar, listed = (
            policy(allow(action, Resource=where, Principal={"AWS": who}))
            for action, where, who in (("a:b", "*", "1" * 12), (["a:b"], ["*"], ["1" * 12]))
        )
        assert scalar == listed

    def test_text_and_mapping_read_alike(self) -> None:
        assert read_policy(json.dumps(SOUND)) == read_policy(SOUND)

    def test_text_as_iams_own_api_sends_it_is_decoded(self) -> None:
        assert read_policy(quote(json.dumps(SOUND), safe="")) == read_policy(SOUND)

    def test_a_byte_order_mark_is_no_fault(self) -> None:
        assert read_policy("\ufeff" + json.dumps(SOUND)).problems == ()

    def test_numbers_and_truths_are_kept_as_they_are_written(self) -> None:
        text = json.dumps(
            SOUND | {"Statement": allow(Resource="*", Condition={"Bool": {"k": True}})}
        )
        number = text.replace('{"Bool": {"k": true}}', '{"NumericEquals": {"k": [1.50, 7]}}')
        assert read_policy(text).statements[0].conditions[0].values == ("true",)
        assert read_policy(number).statements[0].conditions[0].values == ("1.50", "7")

    def test_without_a_version_there_are_no_variables(self) -> None:
        assert not read_policy({"Statement": allow(Resource="*")}).has_variables
        assert read_policy(SOUND).has_variables


class TestFaults:
    @pytest.mark.parametrize(
        ("document", "said"),
        [
            ("", "Not JSON"),
            ('{"Version": "2012-10-17",}', "line 1, column"),
            ('{"a": 1, "a": 2}', '"a" is repeated'),
            ('{"Statement": NaN}', "Not JSON that a policy could be"),
            ("[" * 100_000, "Not JSON that a policy could be"),
            ("[]", "JSON object"),
            (None, "JSON object"),
        ],
        ids=["empty", "comma", "twice", "nan", "deep", "list", "none"],
    )
    def test_what_is_no_policy_is_said_of_the_whole(self, document: Any, said: str) -> None:
        assert said in faults(document)[""]

    @pytest.mark.parametrize("statement", [None, [], "Allow", 7])
    def test_a_policy_needs_a_statement(self, statement: Any) -> None:
        assert "Statement" in faults({"Version": "2012-10-17", "Statement": statement})

    @pytest.mark.parametrize("version", ["2012-10-18", "2012", 2012, None])
    def test_only_two_versions_exist(self, version: Any) -> None:
        assert "Version" in faults(SOUND | {"Version": version})

    def test_an_unknown_element_is_named_with_the_nearest(self) -> None:
        assert "Statement" in faults(SOUND | {"Statment": []})["Statment"]
        assert "Condition" in in_statement(Conditions={})["Statement.Conditions"]

    @pytest.mark.parametrize("effect", ["allow", "ALLOW", "", None, True])
    def test_effect_is_allow_or_deny_in_these_letters(self, effect: Any) -> None:
        assert "Statement.Effect" in in_statement(Effect=effect)

    def test_an_element_and_its_opposite_exclude_each_other(self) -> None:
        assert "not both" in in_statement(NotAction="*")["Statement"]
        assert "not both" in in_statement(NotResource="*")["Statement"]

    @pytest.mark.parametrize(
        ("elements", "path"),
        [
            ({"Action": []}, "Statement.Action"),
            ({"Action": ["a:b", 1]}, "Statement.Action[1]"),
            ({"Action": "AssumeRole"}, "Statement.Action"),
            ({"Resource": None}, "Statement.Resource[0]"),
            ({"Sid": 1}, "Statement.Sid"),
            ({"Principal": "jo"}, "Statement.Principal"),
            ({"Principal": {}}, "Statement.Principal"),
            ({"Principal": {"Aws": "*"}}, "Statement.Principal.Aws"),
            ({"Principal": {"AWS": {}}}, "Statement.Principal.AWS[0]"),
            ({"Condition": []}, "Statement.Condition"),
            ({"Condition": {"Bool": []}}, "Statement.Condition.Bool"),
            ({"Condition": {"Bool": {"k": []}}}, "Statement.Condition.Bool.k"),
            ({"Condition": {"Bool": {"k": {}}}}, "Statement.Condition.Bool.k"),
            ({"Condition": {"Bool": {"k": "yes"}}}, "Statement.Condition.Bool.k"),
            ({"Condition": {"Null": {"k": "0"}}}, "Statement.Condition.Null.k"),
            ({"Condition": {"IpAddress": {"k": "1.2.3"}}}, "Statement.Condition.IpAddress.k"),
            ({"Condition": {"NumericEquals": {"k": "x"}}}, "Statement.Condition.NumericEquals.k"),
            ({"Condition": {"DateEquals": {"k": "now"}}}, "Statement.Condition.DateEquals.k"),
            ({"Condition": {"NullIfExists": {"k": "true"}}}, "Statement.Condition.NullIfExists"),
            ({"Condition": {"ForAll:Bool": {"k": "true"}}}, "Statement.Condition.ForAll:Bool"),
        ],
    )
    def test_a_fault_is_said_at_its_path(self, elements: dict[str, Any], path: str) -> None:
        assert path in in_statement(**elements)

    def test_a_mistyped_operator_is_named_with_the_nearest(self) -> None:
        said = in_statement(Condition={"stringequals": {"k": "a"}})
        assert "perhaps StringEquals" in said["Statement.Condition.stringequals"]

    def test_one_bad_statement_leaves_the_others_to_be_judged(self) -> None:
        read = read_policy(SOUND | {"Statement": [{"Effect": "Allow"}, allow(Resource="*")]})
        assert [bool(each.broken) for each in read.statements] == [True, False]
        assert [each.matched for each in evaluate_identity([read], asks()).results] == [None, True]

    def test_a_document_that_is_none_decides_nothing(self) -> None:
        assert evaluate_identity([read_policy("{")], asks()).verdict == "unknown"


class TestKinds:
    def test_a_trust_policy_names_principals_and_no_resource(self) -> None:
        assert check_trust(policy(allow(Principal="*"))) == ()
        assert len(check_trust(policy(allow(Resource="*")))) == 2

    def test_an_identitys_policy_names_resources_and_no_principal(self) -> None:
        assert check_identity(policy(allow(Resource="*"))) == ()
        assert len(check_identity(policy(allow(Principal="*")))) == 2

    def test_sids_of_an_identitys_policy_are_plain_and_differ(self) -> None:
        twice = policy(allow(Resource="*", Sid="A"), allow(Resource="*", Sid="A"))
        assert [each.path for each in check_identity(twice)] == ["Statement[1].Sid"]
        spaced = policy(allow(Resource="*", Sid="a b"))
        assert [each.path for each in check_identity(spaced)] == ["Statement[0].Sid"]

    def test_a_resource_is_an_arn_or_everything(self) -> None:
        assert check_identity(policy(allow(Resource="role/Admin"))) != ()

    def test_an_id_stands_in_trust_policies_alone(self) -> None:
        named = read_policy(SOUND | {"Id": "x"})
        assert [each.path for each in check_identity(named)] == ["Id"]

"""Edits of a policy leave everything else literally, and the policy that was read untouched."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from swtui.access.fixes.document_edits import (
    and_condition_value,
    and_principal,
    and_statement,
    and_value,
    statement_at,
    with_statement,
    without_principals,
)

ONE: dict[str, Any] = {
    "Version": "2012-10-17",
    "Id": "kept",
    "Statement": {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "x"}, "Action": "a"},
}
TWO: dict[str, Any] = {**ONE, "Statement": [ONE["Statement"], {**ONE["Statement"], "Sid": "B"}]}


@pytest.mark.parametrize(
    ("document", "path"), [(ONE, "Statement"), (TWO, "Statement[0]"), (TWO, "Statement[1]")]
)
def test_one_statement_changes_in_its_place(document: dict[str, Any], path: str) -> None:
    before = copy.deepcopy(document)
    changed = with_statement(document, path, and_value(statement_at(document, path), "Action", "b"))
    assert document == before
    assert statement_at(changed, path)["Action"] == ["a", "b"]
    undone = with_statement(changed, path, statement_at(document, path))
    assert json.dumps(undone) == json.dumps(before)


def test_a_statement_more_makes_a_list_of_a_single_one() -> None:
    new = {"Effect": "Deny"}
    assert and_statement(ONE, new)["Statement"] == [ONE["Statement"], new]
    assert and_statement(TWO, new)["Statement"] == [*TWO["Statement"], new]
    assert isinstance(ONE["Statement"], dict)


@pytest.mark.parametrize(
    ("named", "after"),
    [
        ({"AWS": "x"}, {"AWS": ["x", "new"]}),
        ({"AWS": ["x", "y"], "Service": "s"}, {"AWS": ["x", "y", "new"], "Service": "s"}),
        ({"Service": "s"}, {"Service": "s", "AWS": "new"}),
        ({"AWS": "new"}, {"AWS": "new"}),
    ],
)
def test_a_principal_is_added_once(named: dict[str, Any], after: dict[str, Any]) -> None:
    assert and_principal({"Principal": named}, "new") == {"Principal": after}


@pytest.mark.parametrize(
    ("named", "after"), [("old", "new"), (["old"], ["new"]), (["x", "old"], ["x", "new"])]
)
def test_a_principal_takes_anothers_place(named: object, after: object) -> None:
    changed = and_principal({"Principal": {"AWS": named}}, "new", "old")
    assert changed == {"Principal": {"AWS": after}}


def test_a_condition_accepts_one_value_more() -> None:
    statement = {"Condition": {"ArnLike": {"k": "a"}, "Bool": {"b": "true"}}}
    changed = and_condition_value(statement, "ArnLike", "k", "new")
    assert changed["Condition"] == {"ArnLike": {"k": ["a", "new"]}, "Bool": {"b": "true"}}
    assert statement["Condition"]["ArnLike"] == {"k": "a"}


@pytest.mark.parametrize(
    ("statement", "after"),
    [
        ({"Principal": {"AWS": ["x", "old"]}}, [{"Principal": {"AWS": "x"}}]),
        ({"Principal": {"AWS": ["x", "old", "y"]}}, [{"Principal": {"AWS": ["x", "y"]}}]),
        ({"Principal": {"AWS": "old", "Service": "s"}}, [{"Principal": {"Service": "s"}}]),
        ({"Principal": {"AWS": "old"}}, []),
        ({"Principal": {"AWS": "x"}}, [{"Principal": {"AWS": "x"}}]),
        ({"Principal": "*"}, [{"Principal": "*"}]),
        ({"Effect": "Deny", "Principal": {"AWS": ["old"]}}, []),
        (
            {"Effect": "Deny", "NotPrincipal": {"AWS": ["old"]}},
            [{"Effect": "Deny", "Principal": "*"}],
        ),
        ({"Effect": "Allow", "NotPrincipal": {"AWS": "old"}}, []),
    ],
    ids=str,
)
def test_principals_that_iam_no_longer_takes_are_left_out(
    statement: dict[str, Any], after: list[dict[str, Any]]
) -> None:
    document = {"Version": "2012-10-17", "Statement": [statement, {"Sid": "B"}]}
    changed = without_principals(document, ("old",))
    assert changed == {"Version": "2012-10-17", "Statement": [*after, {"Sid": "B"}]}
    assert document["Statement"][0] == statement

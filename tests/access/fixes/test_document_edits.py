"""Edits of a policy leave everything else literally, and the policy that was read untouched."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from swtui.access.fixes.document_edits import (
    and_principal,
    and_statement,
    without_principals,
)

ONE: dict[str, Any] = {
    "Version": "2012-10-17",
    "Id": "kept",
    "Statement": {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "x"}, "Action": "a"},
}
TWO: dict[str, Any] = {**ONE, "Statement": [ONE["Statement"], {**ONE["Statement"], "Sid": "B"}]}


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
        ({"AWS": "new"}, {"AWS": "new"}),
    ],
)
@pytest.mark.parametrize("path", ["Statement", "Statement[0]", "Statement[1]"])
def test_a_principal_is_added_once_and_to_its_statement(
    named: dict[str, Any], after: dict[str, Any], path: str
) -> None:
    statement = {**ONE["Statement"], "Principal": named}
    others = {"Statement[0]": 0, "Statement[1]": 1}
    listed = [ONE["Statement"], ONE["Statement"]]
    if path in others:
        listed[others[path]] = statement
    document = {**ONE, "Statement": listed if path in others else statement}
    before = copy.deepcopy(document)
    changed = and_principal(document, path, "new")
    assert document == before
    changes = {**statement, "Principal": after}
    listed = [changes if each is statement else each for each in listed]
    assert json.dumps(changed["Statement"]) == json.dumps(listed if path in others else changes)


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

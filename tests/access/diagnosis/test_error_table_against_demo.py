"""Each way a role can be refused, on the demo's STS: what ranks first, what must not be said.

The demo decides with its own code, and its words are AWS's; nothing here knows how it decides.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from swtui.access.diagnosis.report import Explanation, HopReport
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refusal_cases import CASES


def answered(case: Case, lab: DemoAws, home: Path) -> Explanation:
    if not case.clock:
        return lab.run(case, home)
    other = DemoAws(lambda: time.time() + case.clock)
    try:
        return other.run(case, home)
    finally:
        other.server.stop()


def part(found: Explanation, number: int) -> HopReport:
    return (found.start, *found.hops)[number]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_cause_is_told_and_no_more(case: Case, lab: DemoAws, home: Path) -> None:
    found = answered(case, lab, home)
    assert found.exit_code == case.exit_code
    hop = part(found, case.hop)
    kinds = [cause.kind for cause in hop.causes]
    assert kinds[:1] == [case.first], hop.aws_message
    assert not set(kinds) & set(case.absent)
    assert set(case.also) <= set(kinds)
    if case.member:
        assert kinds[1] == case.member
    first = hop.causes[0]
    whole = " ".join((first.sentence, *first.evidence, first.next_step, first.snippet))
    assert [words for words in case.words if words not in whole] == []
    assert [words for words in case.unsaid if words in whole] == []
    assert first.next_step


def test_there_are_more_than_sixty() -> None:
    assert len({case.says for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.first == "unsaid"], ids=lambda case: case.says
)
def test_where_aws_gives_no_reason_none_is_asserted(case: Case, lab: DemoAws, home: Path) -> None:
    head, *members = part(answered(case, lab, home), case.hop).causes
    assert head.snippet.startswith(("aws iam get-role --role-name ", "swtui explain it --read-"))
    assert {member.group for member in members} == {"unsaid"}
    assert not any(cause.certain for cause in (head, *members))

"""Refusals that a change of the caller's policies lifts."""

from __future__ import annotations

from swtui.access.changes.change import CALLER
from swtui.demo.organisation import DemoGroup
from swtui.demo.policy import document
from swtui.demo.trust import allow
from tests.access.case import PEOPLE, Case
from tests.access.changes.change_case import ELSE, TAGGED, Loop, managed, policies
from tests.access.explanation.case_parts import between

CALLERS = (
    Loop(
        Case(
            "an inline policy that names other roles",
            "",
            policies=policies(allow("sts:AssumeRole", on=ELSE)),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Inline1",
        '"arn:aws:iam::900000000001:role/Else", "arn:aws:iam::900000000001:role/Ru',
    ),
    Loop(
        Case(
            "one of many inline policies",
            "",
            policies=(
                *(document(allow("s3:ListBucket", on=f"arn:aws:s3:::b{n}")) for n in range(4)),
                *policies(allow("sts:AssumeRole", on=ELSE)),
            ),
        ),
        (CALLER,),
        "Statement[0] of Inline5",
    ),
    Loop(
        Case(
            "a managed policy of the caller's own",
            "",
            policies=policies(),
            attached=(managed(path="team/"),),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Switch",
    ),
    Loop(
        Case(
            "a policy of a group",
            "",
            policies=policies(),
            groups=(
                DemoGroup(PEOPLE, "G", (document(allow("sts:AssumeRole", on=ELSE)),), (managed(),)),
            ),
        ),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case("a policy of AWS's own", "", policies=policies(), attached=(managed("aws"),)),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case(
            "a policy on patterns alone",
            "",
            policies=policies(allow("sts:AssumeRole", on="arn:aws:iam::900000000009:*")),
        ),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case(
            "tags, and the caller's policy lacks them",
            "",
            options=TAGGED,
            policies=policies(allow("sts:AssumeRole")),
        ),
        (CALLER,),
        "sts:TagSession on this role, and nothing else",
        '"Action": "sts:TagSession"',
    ),
    Loop(
        Case(
            "a role's inline policy",
            "",
            hop=2,
            via=between(policies=policies(allow("sts:AssumeRole", on=ELSE))),
        ),
        (CALLER,),
        "Statement[0] of Inline1",
    ),
    Loop(
        Case("in the role's own account", "", account=PEOPLE, policies=policies()),
        (CALLER,),
        "and nothing else",
        reader="",
    ),
)

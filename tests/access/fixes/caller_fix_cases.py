"""Refusals that a change of the caller's policies lifts."""

from __future__ import annotations

from swtui.access.fixes.fix import CALLER
from swtui.demo.organisation import DemoGroup
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import allow
from tests.access.case import PEOPLE, Case
from tests.access.diagnosis.case_parts import between
from tests.access.fixes.fix_case import ELSE, TAGGED, FixCase, managed, policies

CALLERS = (
    FixCase(
        Case(
            "an inline policy that names other roles",
            "",
            policies=policies(allow("sts:AssumeRole", on=ELSE)),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Inline1",
        '"arn:aws:iam::900000000001:role/Else", "arn:aws:iam::900000000001:role/Ru',
    ),
    FixCase(
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
    FixCase(
        Case(
            "a managed policy of the caller's own",
            "",
            policies=policies(),
            attached=(managed(path="team/"),),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Switch",
    ),
    FixCase(
        Case(
            "a policy of a group",
            "",
            policies=policies(),
            groups=(
                DemoGroup(
                    account_id=PEOPLE,
                    name="G",
                    policies=(document(allow("sts:AssumeRole", on=ELSE)),),
                    attached=(managed(),),
                ),
            ),
        ),
        (CALLER,),
        "and nothing else",
    ),
    FixCase(
        Case("a policy of AWS's own", "", policies=policies(), attached=(managed("aws"),)),
        (CALLER,),
        "and nothing else",
    ),
    FixCase(
        Case(
            "a policy on patterns alone",
            "",
            policies=policies(allow("sts:AssumeRole", on="arn:aws:iam::900000000009:*")),
        ),
        (CALLER,),
        "and nothing else",
    ),
    FixCase(
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
    FixCase(
        Case(
            "a role's inline policy",
            "",
            hop=2,
            via=between(policies=policies(allow("sts:AssumeRole", on=ELSE))),
        ),
        (CALLER,),
        "Statement[0] of Inline1",
    ),
    FixCase(
        Case("in the role's own account", "", account=PEOPLE, policies=policies()),
        (CALLER,),
        "and nothing else",
        reader="",
    ),
)

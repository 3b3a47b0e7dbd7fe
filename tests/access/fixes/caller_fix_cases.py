"""Refusals that a change of the caller's policies lifts."""

from __future__ import annotations

from swtui.access.fixes.fix import CALLER, PROFILE
from swtui.demo.organisation import DemoGroup
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import WITH_MFA, allow
from tests.access.case import PEOPLE, Case
from tests.access.diagnosis.case_parts import WITH_DEVICE, between
from tests.access.fixes.fix_case import ELSE, TAGGED, FixCase, managed, policies

CALLERS = (
    FixCase(
        Case(
            "an inline policy that names other roles",
            "",
            policies=policies(allow("sts:AssumeRole", on=ELSE)),
        ),
        (CALLER,),
        "Adds a statement that allows sts:AssumeRole on this role.",
        '{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::900000000001:'
        "role/Ru",
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
        "on this role. inline policy Inline5 of user",
    ),
    FixCase(
        Case(
            "a managed policy of the caller's own",
            "",
            policies=policies(),
            attached=(managed(path="team/"),),
        ),
        (CALLER,),
        "on this role. managed policy Switch of user",
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
        Case(
            "other roles, with MFA",
            "",
            policies=policies(allow("sts:AssumeRole", on=ELSE, when=WITH_MFA)),
            beside=WITH_DEVICE,
        ),
        (CALLER, PROFILE),
        "on this role, under the conditions of Statement[0] of Inline1.",
        '"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}',
    ),
    FixCase(
        Case(
            "other roles, by a policy of a group and with MFA",
            "",
            policies=policies(),
            groups=(
                DemoGroup(
                    account_id=PEOPLE,
                    name="G",
                    policies=(document(allow("sts:AssumeRole", on=ELSE, when=WITH_MFA)),),
                ),
            ),
            beside=WITH_DEVICE,
        ),
        (CALLER, PROFILE),
        "on this role, under the conditions of Statement[0] of Inline1, and nothing else.",
        '"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}',
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
        "Adds a statement",
    ),
    FixCase(
        Case(
            "tags, and the caller's policy lacks them",
            "",
            options=TAGGED,
            policies=policies(allow("sts:AssumeRole")),
        ),
        (CALLER,),
        "Adds a statement that allows sts:TagSession on this role.",
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
        "on this role. inline policy Inline1 of role",
    ),
    FixCase(
        Case("in the role's own account", "", account=PEOPLE, policies=policies()),
        (CALLER,),
        "and nothing else",
        reader="",
    ),
)

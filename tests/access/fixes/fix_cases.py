"""Refusals that a change of the trust or the asker lifts, and those no change of swtui lifts."""

from __future__ import annotations

from swtui.access.fixes.fix import CALLER, PROFILE, TRUST
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import ALL, WITH_MFA, allow, deny, serving, trusting
from tests.access.case import EVERYONE, HOME, PARTNER, PEOPLE, SERIAL, Case
from tests.access.diagnosis.case_parts import WITH_DEVICE, between, held, only, when
from tests.access.fixes.fix_case import TAGGED, FixCase, policies

SAM = f"arn:aws:iam::{PEOPLE}:user/sam"
NAMED = {"source_identity": "jo"}
TRUSTS = (
    FixCase(Case("names another user", "", trust=trusting(SAM)), (TRUST,), ":user/u", ":user/u"),
    FixCase(
        Case("names another role", "", hop=2, via=between(), trust=trusting(SAM)),
        (TRUST,),
        ":role/Ju",
        f'"{SAM}", "arn:aws:iam::{PEOPLE}:role/Ju',
    ),
    FixCase(
        Case(
            "keeps its conditions",
            "",
            trust=when({"StringEquals": {"sts:ExternalId": "right"}}, SAM),
            profile={"external_id": "right"},
        ),
        (TRUST,),
        "Adds arn:aws:iam",
        '"Condition": {"StringEquals": {"sts:ExternalId": "right"}}',
    ),
    FixCase(
        Case(
            "names another and asks for MFA",
            "",
            trust=when(dict(WITH_MFA), SAM),
            beside=WITH_DEVICE,
        ),
        (TRUST, PROFILE),
        proposes='"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}',
    ),
    FixCase(
        Case("a machine alone", "", trust=serving("ec2.amazonaws.com")),
        (TRUST,),
        "Adds a statement",
        '{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow"',
    ),
    FixCase(
        Case("a deleted user", "deleted-principal", trust=trusting("AIDADEMODELETEDUSER00", SAM)),
        (TRUST,),
        "to the principals of Statement[0]",
    ),
    FixCase(
        Case("a deleted role", "", hop=2, via=between(), trust=trusting("AROADEMODELETEDROLE00")),
        (TRUST,),
        "to the principals of Statement[0]",
    ),
    FixCase(
        Case("tags", "tag-session", trust=only("sts:AssumeRole"), options=TAGGED),
        (TRUST,),
        "Adds a statement that allows sts:TagSession to arn:aws:iam",
        '"Action": "sts:TagSession"',
    ),
    FixCase(
        Case("a source identity", "source-identity", trust=only("sts:AssumeRole"), options=NAMED),
        (TRUST,),
        "Adds a statement that allows sts:SetSourceIdentity to arn:aws:iam",
    ),
    FixCase(
        Case(
            "tags and a source identity", "", trust=only("sts:AssumeRole"), options=TAGGED | NAMED
        ),
        (TRUST,),
        "Adds a statement that allows sts:TagSession and sts:SetSourceIdentity to arn:aws:iam",
    ),
    FixCase(
        Case("another action", "", trust=only("sts:TagSession")),
        (TRUST,),
        "Adds a statement that allows sts:AssumeRole",
    ),
    FixCase(
        Case(
            "another action of the caller's own",
            "",
            trust=trusting("CALLER", actions=("sts:TagSession",)),
        ),
        (TRUST,),
        "Adds a statement that allows sts:AssumeRole to arn:aws:iam",
    ),
    FixCase(
        Case(
            "a pattern of ARNs",
            "",
            trust=when({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{PEOPLE}:user/*_infra"}}),
        ),
        (TRUST,),
        "Adds a statement that allows sts:AssumeRole to arn:aws:iam",
        f'{{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::{PEOPLE}:user/u',
    ),
    FixCase(
        Case(
            "in one account, and a Deny by address that does not apply",
            "",
            account=PEOPLE,
            trust=document(
                *trusting(SAM)["Statement"],
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "sts:AssumeRole",
                    "Condition": {"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}},
                },
            ),
            policies=policies(),
        ),
        (TRUST,),
        "to the principals of Statement[0]",
        reader="",
    ),
    FixCase(
        Case("in one account", "", account=PEOPLE, trust=trusting(SAM), policies=policies()),
        (TRUST,),
        reader="",
    ),
)
ASKERS = (
    FixCase(
        Case("an external ID", "", trust=when({"StringEquals": {"sts:ExternalId": "right"}})),
        (PROFILE,),
        proposes="external_id = right",
    ),
    FixCase(
        Case("another external ID", "", profile={"external_id": "wrong"}, account=PARTNER,
             trust=when({"StringEquals": {"sts:ExternalId": "right"}})),
        (PROFILE,),
        proposes="external_id = right",
    ),
    FixCase(
        Case("MFA", "", trust=when(dict(WITH_MFA)), beside=WITH_DEVICE),
        (PROFILE,),
        proposes=f"mfa_serial = {SERIAL}",
    ),
    FixCase(
        Case("a session name", "", trust=when({"StringEquals": {"sts:RoleSessionName": "sam"}})),
        (PROFILE,),
        proposes="role_session_name = sam",
    ),
    FixCase(
        Case("the caller's own name", "", profile={"role_session_name": "other"}, trust=when(
            {"StringLike": {"sts:RoleSessionName": "${aws:username}"}}
        )),
        (PROFILE,),
        proposes="role_session_name = u",
    ),
    FixCase(
        Case("in one account, the caller itself is named", "", account=PEOPLE, policies=policies(),
             trust=when({"StringEquals": {"sts:ExternalId": "right"}}, "CALLER")),
        (PROFILE,),
        proposes="external_id = right",
        reader="",
    ),
    FixCase(
        Case("in one account, the caller's role is named", "", account=PEOPLE, hop=2,
             via=between(policies=policies()),
             trust=when({"StringEquals": {"sts:ExternalId": "right"}}, "CALLER")),
        (PROFILE,),
        proposes="external_id = right",
    ),
    FixCase(
        Case("in one account, the account is named", "", account=PEOPLE, policies=policies(),
             trust=when({"StringEquals": {"sts:ExternalId": "right"}})),
        (PROFILE, CALLER),
        proposes="external_id = right",
        reader="",
    ),
    FixCase(
        Case("MFA, by the caller's own policy", "", beside=WITH_DEVICE, policies=policies(
            allow("sts:AssumeRole", when=WITH_MFA)
        )),
        (PROFILE,),
        proposes=f"mfa_serial = {SERIAL}",
    ),
    FixCase(
        Case("no such role, but one with a path", "", trust=None,
             profile={"role_arn": f"arn:aws:iam::{HOME}:role/wrong/path/Reader"}),
        (PROFILE,),
        proposes=f"role_arn = arn:aws:iam::{HOME}:role/Reader",
    ),
)  # fmt: skip

DENIED = (
    Case("a deny in the caller's policy", "", policies=(ALL, document(deny("sts:AssumeRole")))),
    Case("a deny in the trust policy", "", trust=document(
        trusting(EVERYONE)["Statement"][0],
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"},
    )),
    Case("a service control policy", "", scp=(document(allow("*"), deny("sts:AssumeRole")),)),
    Case("a service control policy that lacks it", "", scp=(document(allow("s3:*", "iam:*")),)),
    Case("a resource control policy", "", rcp=(document(allow("*"), deny("sts:*")),)),
    Case("a boundary that denies", "", boundary=document(allow("*"), deny("sts:AssumeRole"))),
    Case("a boundary that lacks it", "", boundary=document(allow("iam:*"))),
    Case("a session policy", "", via=between(), session=held(
        session_policies=(document(allow("iam:*")),)
    )),
    Case("an address", "", trust=when({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    Case("an organization", "", trust=when(
        {"StringEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}}
    )),
    Case("a time", "", trust=when({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})),
    Case("a tag of the caller", "", trust=when({"StringEquals": {"aws:PrincipalTag/team": "x"}})),
    Case("MFA that does not carry over", "", hop=2, via=between(), trust=when(dict(WITH_MFA))),
    Case("one of two external IDs", "", trust=when(
        {"StringEquals": {"sts:ExternalId": ["a1", "b2"]}}
    )),
)  # fmt: skip

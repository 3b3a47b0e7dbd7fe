"""Refusals over permissions besides sts:AssumeRole, over durations, and over MFA codes."""

from __future__ import annotations

from swtui.demo.organisation import HOUR
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import allow
from tests.access.case import SERIAL, Case
from tests.access.diagnosis.case_parts import NAMED, TAGS, between, held, only

PERMISSIONS = (
    Case(
        "tags, and a permissions boundary that lacks TagSession",
        "no-permissions-boundary",
        boundary=document(allow("sts:AssumeRole")),
        options={"tags": (("team", "x"),)},
        words=("sts:TagSession",),
        absent=(*NAMED, "tag-session"),
    ),
    Case(
        "a source identity, and a service control policy that lacks SetSourceIdentity",
        "no-service-control-policy",
        scp=(document(allow("sts:AssumeRole")),),
        options={"source_identity": "jo"},
        words=("sts:SetSourceIdentity",),
        absent=(*NAMED, "source-identity"),
    ),
    Case(
        "AWS says that the trust policy lacks TagSession",
        "tag-session",
        fault=(
            "AccessDenied",
            TAGS + " because no role trust policy allows the sts:TagSession action",
        ),
        options={"tags": (("team", "x"),)},
        words=("the role's trust policy does not allow it", '"Action"', '"sts:TagSession"'),
        unsaid=('"Principal"',),
        absent=(*NAMED, "no-resource-based-policy"),
    ),
    Case(
        "tags, and the trust policy lacks TagSession",
        "tag-session",
        trust=only("sts:AssumeRole"),
        options={"tags": (("team", "x"),)},
        words=("does not say on which side", "team"),
        absent=(*NAMED, "source-identity"),
    ),
    Case(
        "tags, and the caller's policy lacks TagSession",
        "tag-session",
        policies=(document(allow("sts:AssumeRole")),),
        options={"tags": (("team", "x"),)},
        words=("caller's own policies",),
        absent=(*NAMED, "no-identity-based-policy"),
    ),
    Case(
        "transitive tags of the session before, and no TagSession",
        "tag-session",
        via=between(),
        session=held(tags={"team": "x"}, transitive_tags=frozenset({"team"})),
        trust=only("sts:AssumeRole"),
        words=("transitive tags",),
        absent=NAMED,
    ),
    Case(
        "a source identity, and the trust policy lacks SetSourceIdentity",
        "source-identity",
        trust=only("sts:AssumeRole"),
        options={"source_identity": "jo"},
        absent=(*NAMED, "tag-session"),
    ),
    Case(
        "a source identity, and the caller's policy lacks SetSourceIdentity",
        "source-identity",
        policies=(document(allow("sts:AssumeRole")),),
        options={"source_identity": "jo"},
        words=("caller's own policies",),
        absent=NAMED,
    ),
    Case(
        "a source identity of the session before",
        "source-identity",
        via=between(),
        session=held(source_identity="jo"),
        trust=only("sts:AssumeRole"),
        words=("session has a source identity",),
        absent=NAMED,
    ),
)

LIMITS = (
    Case(
        "longer than the role allows",
        "over-maximum",
        profile={"duration_seconds": "14400"},
        words=("4 h", "config:"),
        exit_code=0,
        absent=NAMED,
    ),
    Case(
        "longer than a chain allows",
        "over-chaining-cap",
        via=between(),
        hop=2,
        profile={"duration_seconds": str(4 * HOUR)},
        words=("1 h",),
        exit_code=0,
        absent=NAMED,
    ),
    Case(
        "a session policy that is no policy",
        "policy-malformed",
        options={"policy": "{}"},
        absent=NAMED,
    ),
    Case(
        "policies too large together",
        "policy-too-large",
        options={"policy_arns": ("arn:aws:iam::aws:policy/ReadOnlyAccess",)},
        fault=("PackedPolicyTooLarge", "Packed policy consumes 105% of allotted space"),
        absent=NAMED,
    ),
    Case(
        "a region that is switched off",
        "region-disabled",
        profile={"region": "af-south-1"},
        words=("af-south-1",),
        absent=NAMED,
    ),
    Case(
        "a role in China",
        "wrong-partition",
        profile={"role_arn": "arn:aws-cn:iam::900000000001:role/Admin", "region": "cn-north-1"},
        words=("aws-cn",),
        absent=(*NAMED, "dummy-keys"),
    ),
    Case(
        "a role in GovCloud",
        "wrong-partition",
        profile={"role_arn": "arn:aws-us-gov:iam::900000000001:role/Admin", "region": ""},
        words=("aws-us-gov",),
        absent=(*NAMED, "dummy-keys"),
    ),
)

MFA = (
    Case(
        "three wrong codes",
        "mfa-wrong",
        profile={"mfa_serial": SERIAL},
        codes=("000000", "000001", "000002"),
        exit_code=6,
        absent=NAMED,
    ),
    Case(
        "a device that is not there",
        "mfa-device",
        profile={"mfa_serial": "arn:aws:iam::123456789012:mfa/nobody"},
        codes=("000000", "000001", "000002"),
        exit_code=6,
        words=("mfa/nobody",),
        absent=(*NAMED, "mfa-wrong"),
    ),
    Case(
        "no code",
        "mfa-not-answered",
        profile={"mfa_serial": SERIAL},
        codes=(),
        exit_code=6,
        absent=(*NAMED, "mfa-wrong"),
    ),
)

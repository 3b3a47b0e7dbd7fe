"""Build the roles outside the teams: long, slow, chained and external ones, and the lab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from swtui.demo.organisation import HOUR, DemoAccount, DemoProfile, DemoRole
from swtui.demo.policy import Document
from swtui.demo.policy_shorthand import ALL, ASSUME, READ, WITH_MFA, root, serving, trusting
from swtui.demo.profiles import role_profile

EXTERNAL_ID = "acme-demo-7f3a"
SLOW_SECONDS = 3.0
POWERFUL = ("Admin", "jump", "Auditor", "Publisher", "BuildRunner")
Made = tuple[DemoRole, DemoProfile | None]

PLAIN = (
    # account, role, how it is reached, MaxSessionDuration in hours
    ("acme-identity", "jump", "mfa", 4),
    ("acme-identity", "ReadOnly", "direct", 1),
    ("acme-management", "Billing", "mfa", 1),
    ("acme-management", "OrgReader", "direct", 1),
    ("network-hub", "ReadOnly", "direct", 1),
    ("data-lake-prod", "Analyst", "mfa", 8),
    ("data-lake-prod", "Engineer", "mfa", 8),
    ("data-lake-prod", "ReadOnly", "direct", 1),
    ("data-lake-dev", "Analyst", "direct", 8),
    ("data-lake-dev", "Engineer", "direct", 8),
    ("machine-learning", "Researcher", "direct", 8),
    ("machine-learning", "GpuOperator", "direct", 1),
    ("backup-vault", "Restore", "mfa", 1),
    ("legacy-prod", "ReadOnly", "direct", 1),
    ("legacy-dev", "Admin", "direct", 1),
    ("sandbox-jo", "Admin", "direct", 12),
    ("sandbox-sam", "Guest", "direct", 1),
    ("sandbox-shared", "Admin", "direct", 12),
    ("security-audit", "Auditor", "jump", 1),
)


def unusual_roles(accounts: Mapping[str, DemoAccount], identity: str, jump: str) -> Iterator[Made]:
    """Yield each role outside the teams, with its profile if it has one."""
    everyone = root(identity)
    for account, name, way, hours in PLAIN:
        yield _build_role(
            accounts[account],
            name,
            trusting(jump)
            if way == "jump"
            else trusting(everyone, when=WITH_MFA if way == "mfa" else None),
            way=way,
            hours=hours,
        )
    yield from _reached_otherwise(accounts, everyone)
    for name, trust, extra in _lab(identity):
        yield _build_role(accounts["access-lab"], name, trust, path="lab/", extra=extra)


def _reached_otherwise(accounts: Mapping[str, DemoAccount], everyone: str) -> Iterator[Made]:
    auditor = f"arn:aws:iam::{accounts['security-audit'].id}:role/Auditor"
    runner = f"arn:aws:iam::{accounts['shared-services'].id}:role/BuildRunner"
    yield _build_role(accounts["log-archive"], "LogReader", trusting(auditor), way="security-audit")
    recent = {"NumericLessThan": {"aws:MultiFactorAuthAge": "900"}}
    yield _build_role(
        accounts["security-audit"], "IncidentResponse", trusting(everyone, when=recent), way="mfa"
    )
    yield _build_role(accounts["network-hub"], "Admin", trusting(everyone), delay=SLOW_SECONDS)
    # A principal that is deleted stays behind in the trust policy as its unique id.
    yield _build_role(accounts["legacy-prod"], "Admin", trusting("AIDADEMODELETEDUSER00"))
    external = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    yield _build_role(
        accounts["partner-globex"],
        "AcmeSupport",
        trusting(everyone, when=external),
        extra={"external_id": EXTERNAL_ID},
    )
    yield _build_role(accounts["partner-globex"], "Wholesale", trusting(everyone, when=external))
    yield _build_role(
        accounts["shared-services"], "BuildRunner", serving("ec2.amazonaws.com"), way=""
    )
    yield _build_role(accounts["shared-services"], "Publisher", trusting(runner), way="instance")


def _lab(identity: str) -> Iterator[tuple[str, Document, dict[str, str]]]:
    """Yield the roles of the lab, which each show one refusal or one condition."""
    everyone = root(identity)
    needed: tuple[tuple[str, dict[str, Any]], ...] = (
        ("OfficeOnly", {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}),
        ("TaggedOnly", {"StringEquals": {"aws:RequestTag/team": "platform"}}),
        ("OwnNameOnly", {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}),
        ("SourceIdentityOnly", {"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}),
        ("InfraOnly", {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{identity}:user/*_infra"}}),
        ("OtherOrganization", {"StringEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}}),
    )
    for name, condition in needed:
        yield name, trusting(everyone, when=condition), {}
    for name in ("DeniedToCaller", "DeniedByOrganization", "DeniedByResourceControl", "NotAllowed"):
        yield name, trusting(everyone), {}
    yield "TrustsSamOnly", trusting(f"arn:aws:iam::{identity}:user/sam"), {}
    yield "NoTags", trusting(everyone, actions=ASSUME[:1]), {}
    yield "ShortLived", trusting(everyone), {"duration_seconds": str(4 * HOUR)}


def _build_role(
    account: DemoAccount,
    name: str,
    trust: Document,
    *,
    way: str = "direct",
    hours: int = 1,
    path: str = "",
    delay: float = 0.0,
    extra: Mapping[str, str] | None = None,
) -> Made:
    role = DemoRole(
        account_id=account.id,
        name=name,
        trust=trust,
        policies=(ALL if name in POWERFUL else READ,),
        path=path,
        max_duration=hours * HOUR,
        delay=delay,
    )
    return role, role_profile(account.name, role, way=way, extra=extra) if way else None

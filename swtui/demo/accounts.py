"""Build the example company "acme", used by `swtui demo` and the tests, from compact tables.

A team has an account for each stage, and each stage its roles. Everything that does not follow
that rule is in `unusual_roles`.
"""

from __future__ import annotations

from collections.abc import Iterator

from swtui.demo.organisation import DemoAccount, DemoProfile, DemoRole, DemoUser, Organisation
from swtui.demo.policy import Document, document
from swtui.demo.policy_shorthand import (
    ALL,
    ASSUME,
    NOTHING_OF_IAM,
    READ,
    WITH_MFA,
    allow,
    deny,
    root,
    trusting,
)
from swtui.demo.profiles import other_profiles, role_profile
from swtui.demo.unusual_roles import unusual_roles

IDENTITY = "123456789012"
"""acme-identity: the account all people sign in to."""
JUMP = f"arn:aws:iam::{IDENTITY}:role/jump"
LAB_ROLE = "arn:aws:iam::*:role/lab/"

READ_OWN = (
    "iam:ListUserPolicies",
    "iam:GetUserPolicy",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
)
"""What lets a user read its own policies."""

TEAMS = ("payments", "search", "checkout", "inventory", "orders", "shipping", "mobile", "website")
STAGES = {
    "prod": "Admin Deploy ReadOnly Support",
    "staging": "Admin Deploy ReadOnly",
    "dev": "Admin PowerUser ReadOnly",
}
OTHERS = (
    "Security acme-identity security-audit log-archive access-lab",
    "Core acme-management network-hub shared-services backup-vault",
    "Data data-lake-prod data-lake-dev machine-learning",
    "Sandbox sandbox-jo sandbox-sam sandbox-shared",
)
KNOWN_IDS = {
    "acme-identity": IDENTITY,
    "payments-prod": "111122223333",
    "search-prod": "222233334444",
    "legacy-prod": "333344445555",
}
COLORS = {"prod": "red", "staging": "yellow", "dev": "green", "Security": "magenta"}


def build_organisation() -> Organisation:
    """Return the organisation, the same each time: 41 accounts, 120 roles, 6 users."""
    accounts = {account.name: account for account in _accounts()}
    pairs = [*_team_roles(accounts), *unusual_roles(accounts, IDENTITY, JUMP)]
    profiles = [profile for _, profile in pairs if profile]
    users = _users()
    return Organisation(
        accounts.values(),
        users,
        [role for role, _ in pairs],
        other_profiles(users, profiles),
    )


def _accounts() -> Iterator[DemoAccount]:
    number = 100
    groups = [(stage, [f"{team}-{stage}" for team in TEAMS]) for stage in STAGES]
    groups += [(unit, names) for unit, *names in map(str.split, OTHERS)]
    groups.append(("Legacy", ["legacy-prod", "legacy-dev"]))
    for unit, names in groups:
        for name in names:
            number += 1
            yield DemoAccount(
                id=KNOWN_IDS.get(name, f"{number}" * 4),
                name=name,
                unit=unit,
                color=COLORS.get(unit, "cyan"),
                service_control=_over_people() if name == "acme-identity" else (),
                resource_control=_over_lab() if name == "access-lab" else (),
            )
    yield DemoAccount(id="900900900900", name="partner-globex", organization="o-globexdemo9")


def _over_people() -> tuple[Document, ...]:
    return (document(allow("*"), deny("sts:AssumeRole", on=LAB_ROLE + "DeniedByOrganization")),)


def _over_lab() -> tuple[Document, ...]:
    return (document(allow("*"), deny("sts:*", on=LAB_ROLE + "DeniedByResourceControl")),)


def _team_roles(
    accounts: dict[str, DemoAccount],
) -> Iterator[tuple[DemoRole, DemoProfile | None]]:
    """Yield every team's roles; those nearer to production have stricter conditions."""
    for team in TEAMS:
        for stage, names in STAGES.items():
            for name in names.split():
                way = _choose_way(stage, name)
                role = DemoRole(
                    account_id=accounts[f"{team}-{stage}"].id,
                    name=name,
                    trust=trusting(JUMP)
                    if way == "jump"
                    else trusting(root(IDENTITY), when=WITH_MFA if way == "mfa" else None),
                    policies=(_permissions(name),),
                    path="ci/" if name == "Deploy" else "",
                )
                yield role, role_profile(f"{team}-{stage}", role, way=way)


def _choose_way(stage: str, name: str) -> str:
    """Return the way to a team's role: through `jump`, with `mfa`, or `direct`."""
    if stage == "prod" and name == "Admin":
        return "jump"
    return "direct" if stage == "dev" or name == "ReadOnly" else "mfa"


def _permissions(name: str) -> Document:
    return {"Admin": ALL, "ReadOnly": READ}.get(name, NOTHING_OF_IAM)


def _users() -> list[DemoUser]:
    """Return the people and machines that have keys; the demo's user is `jo`."""
    people = document(
        {
            "Effect": "Allow",
            "Action": list(ASSUME),
            "NotResource": [LAB_ROLE + "NotAllowed"],
        },
        deny("sts:AssumeRole", on=LAB_ROLE + "DeniedToCaller"),
        allow(
            "iam:ListAccountAliases",
            "iam:GetUser",
            "iam:ListMFADevices",
            "iam:ListAccessKeys",
            "iam:SimulatePrincipalPolicy",
        ),
        allow(*READ_OWN, on=f"arn:aws:iam::{IDENTITY}:user/${{aws:username}}"),
    )
    ceiling = document(allow(*ASSUME, on=["arn:aws:iam::*:role/ReadOnly"]))
    return [
        DemoUser(
            account_id=IDENTITY,
            name="jo",
            policies=(people,),
            has_mfa=True,
            tags={"team": "platform"},
        ),
        DemoUser(account_id=IDENTITY, name="sam", policies=(people,), has_mfa=True),
        DemoUser(account_id=IDENTITY, name="ci_infra", policies=(people,)),
        DemoUser(account_id=IDENTITY, name="robot", policies=(document(allow("sts:AssumeRole")),)),
        DemoUser(account_id=IDENTITY, name="contractor", policies=(people,), boundary=ceiling),
        DemoUser(account_id=IDENTITY, name="intern"),
    ]

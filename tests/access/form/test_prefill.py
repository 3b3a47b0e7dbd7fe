"""A role, or a refusal, fills in the policies of either side; what is not known stays empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.fixes.fix import Fix
from swtui.access.form.prefill import build_principals, prefill_for_refusal, prefill_for_roles
from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.write import problems
from swtui.errors import RefusedError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Role

JO = "arn:aws:iam::123456789012:user/jo"
MFA = "arn:aws:iam::123456789012:mfa/jo"
ADMIN = "arn:aws:iam::111122223333:role/team/Admin"
JUMP = "arn:aws:iam::123456789012:role/Jump"
ROLE = Role(
    name="pay",
    kind="role",
    origin="config",
    account=Account(id="111122223333"),
    role_name="Admin",
    arn=ADMIN,
)
OTHER = replace(ROLE, name="read", arn="arn:aws:iam::444455556666:role/Read")
TARGET = RoleArn("aws", "111122223333", "team/", "Admin")


def chain(*hops: Hop) -> Chain:
    return Chain(profile="pay", start=Start(kind="keys", profile="base"), hops=hops)


def refused(words: str = "", sent: Mapping[str, Any] | None = None, **known: Any) -> RefusedCall:
    error = RefusedError("refused", code="AccessDenied", aws_message=words, operation="AssumeRole")
    way = chain(Hop(profile="pay", role=TARGET, mfa_serial=MFA))
    return RefusedCall(error=error, chain=way, hop=1, **{"caller": JO, "sent": sent or {}, **known})


def test_a_role_names_itself_to_its_caller_and_lets_that_caller_in() -> None:
    way = chain(Hop(profile="pay", role=TARGET, external_id="acme-1", mfa_serial=MFA))
    found = prefill_for_roles([ROLE], way, JO)
    assert found.side == "caller"
    assert found.about == "pay"
    assert found.caller == PolicyDraft(side="caller", role_arns=(ADMIN,))
    assert found.trust == PolicyDraft(
        side="trust", user_arns=(JO,), mfa=True, external_id="acme-1", for_role=ADMIN
    )
    names = found.names
    assert (names.profile_name, names.source_profile, names.mfa_serial) == ("pay", "base", MFA)


def test_behind_another_role_that_one_is_let_in_and_mfa_is_not_asked_of_it() -> None:
    way = chain(
        Hop(profile="jump", role=RoleArn("aws", "123456789012", "", "Jump")),
        Hop(profile="pay", role=TARGET, mfa_serial=MFA),
    )
    found = prefill_for_roles([ROLE], way, JO)
    assert found.trust.principal_roles == (JUMP,)
    assert not found.trust.mfa
    assert found.names.source_profile == "jump"


def test_marked_roles_are_all_named_each_once() -> None:
    found = prefill_for_roles([ROLE, OTHER, ROLE], None, JO)
    assert found.caller.role_arns == (ADMIN, OTHER.arn)
    assert found.about == "3 roles"
    assert found.trust == PolicyDraft(side="trust", user_arns=(JO,))


@pytest.mark.parametrize("arn", ["", "arn:aws:iam::1:role/x", "x\x1b]52;c;QQ==\x1b\\"])
def test_a_role_without_a_readable_arn_fills_in_nothing(arn: str) -> None:
    found = prefill_for_roles([replace(ROLE, arn=arn)], None, "")
    assert found.caller == PolicyDraft(side="caller")
    assert found.trust == PolicyDraft(side="trust")


@pytest.mark.parametrize(
    ("arn", "fields"),
    [
        (JO, {"user_arns": (JO,)}),
        (JUMP, {"principal_roles": (JUMP,)}),
        ("arn:aws:iam::123456789012:root", {"accounts": ("123456789012",)}),
        (
            "arn:aws:sts::111122223333:assumed-role/Admin/jo",
            {"principal_roles": (ADMIN,)},
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/Jump/jo",
            {"principal_roles": (JUMP,)},
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jo",
            {"accounts": ("123456789012",), "sso_roles": ("Admin",)},
        ),
        ("arn:aws:sts::123456789012:federated-user/jo", {}),
        ("somebody", {}),
    ],
)
def test_a_caller_is_let_in_by_the_name_that_lasts(arn: str, fields: dict[str, Any]) -> None:
    assert build_principals(arn, ["", "arn:aws:iam::9:role/Admin", ADMIN]) == fields
    if fields:
        assert problems(PolicyDraft(side="trust", **fields)) == ()


@pytest.mark.parametrize(
    ("words", "causes", "side"),
    [
        ("because no identity-based policy allows it", (), "caller"),
        ("because no resource-based policy allows it", (), "trust"),
        (
            "",
            (Cause(kind="unsaid", sentence=""), Cause(kind="caller-policy", sentence="")),
            "caller",
        ),
        ("", (Cause(kind="unsaid", sentence=""), Cause(kind="not-trusted", sentence="")), "trust"),
        ("", (), "trust"),
    ],
)
def test_a_refusal_shows_the_side_first_that_lacks_it(
    words: str, causes: tuple[Cause, ...], side: str
) -> None:
    assert prefill_for_refusal(refused(words), causes).side == side


def proposal(side: str, *statements: dict[str, Any]) -> Fix:
    """Return a change of a policy that was read, and had one statement for someone else."""
    current = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}
    proposed = {**current, "Statement": [*current["Statement"], *statements]}
    return Fix(side=side, kind="not-trusted", why="", where="", current=current, proposed=proposed)


def test_the_conditions_in_force_stand_in_the_fields() -> None:
    sent = {"ExternalId": "wrong", "Tags": [{"Key": "a", "Value": "b"}], "SourceIdentity": "jo"}
    condition = {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "900"},
        "IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]},
        "StringEquals": {"sts:ExternalId": "acme-1", "aws:PrincipalOrgID": "o-a1b2c3d4e5"},
    }
    change = proposal("trust", {"Effect": "Allow", "Condition": condition})
    found = prefill_for_refusal(refused(sent=sent), changes=(change,))
    assert found.trust == PolicyDraft(
        side="trust",
        user_arns=(JO,),
        mfa=True,
        mfa_max_age="900",
        from_ip=("203.0.113.0/24",),
        external_id="acme-1",
        org_id="o-a1b2c3d4e5",
        for_role=ADMIN,
        tag_session=True,
        source_identity=True,
    )
    assert found.caller == PolicyDraft(side="caller")
    assert found.side == "trust"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"sts:ExternalId": "acme-*"}},
        {"StringEquals": {"sts:ExternalId": ["a1", "b2"]}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
    ],
    ids=str,
)
def test_a_condition_that_no_field_can_say_leaves_the_fields_empty(condition: Any) -> None:
    change = proposal("trust", {"Effect": "Allow", "Condition": condition})
    found = prefill_for_refusal(refused(), changes=(change,))
    assert found.trust == PolicyDraft(side="trust")
    assert set(found.differences) == {"trust"}


def test_a_policy_that_was_not_read_leaves_the_role_side_empty() -> None:
    found = prefill_for_refusal(refused(sent={"ExternalId": "acme-1"}))
    assert (found.caller, found.trust) == (PolicyDraft(side="caller"), PolicyDraft(side="trust"))
    change = Fix(side="caller", kind="caller-policy", why="", where="", proposed={})
    found = prefill_for_refusal(refused(), changes=(change,))
    assert found.caller == PolicyDraft(side="caller", role_arns=(ADMIN,))
    assert found.trust == PolicyDraft(side="trust")


def test_a_role_that_refused_is_let_in_by_its_own_arn() -> None:
    session = "arn:aws:sts::123456789012:assumed-role/Jump/jo"
    changes = (proposal("trust", {"Effect": "Allow"}),)
    found = prefill_for_refusal(refused(caller=session, caller_role=JUMP), changes=changes)
    assert found.trust.principal_roles == (JUMP,)


def test_what_went_with_the_call_stays_a_condition_of_a_role_that_is_to_be_made() -> None:
    sent = {"ExternalId": "acme-1", "SerialNumber": MFA}
    found = prefill_for_refusal(refused(sent=sent), role_is_missing=True)
    assert found.trust == PolicyDraft(
        side="trust", user_arns=(JO,), mfa=True, external_id="acme-1", for_role=ADMIN
    )
    assert found.caller == PolicyDraft(side="caller", role_arns=(ADMIN,))
    assert found.names.mfa_serial == MFA


def test_a_role_that_is_missing_is_to_be_made() -> None:
    assert not prefill_for_refusal(refused(), role_is_missing=True).names.existing_role


def test_names_that_no_file_could_hold_are_left_out() -> None:
    found = prefill_for_roles(
        [replace(ROLE, name="a b\n[x]")], chain(Hop(profile="a b", role=TARGET)), JO
    )
    assert found.names.profile_name == ""

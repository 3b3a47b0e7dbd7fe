"""A refusal without a reason, and no sign of any: its readings in the order they are met."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from swtui.access.diagnosis.causes import find_causes
from tests.access.case import PARTNER, SERIAL, Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.case_parts import WITH_DEVICE, between
from tests.access.diagnosis.refused_calls import ADMIN, JO, evidence

SAID = f"User: {JO} is not authorized to perform: sts:AssumeRole on resource: {ADMIN.role}"
CONDITIONS = {
    "mfa-not-given",
    "mfa-not-carried",
    "mfa-too-old",
    "external-id-missing",
    "source-address",
    "conditions",
}


def kinds(lab: DemoAws, home: Path, **more: object) -> list[str]:
    case = Case("x", "", trust=None, **more)  # type: ignore[arg-type]
    return [cause.kind for cause in lab.run(case, home).hops[-1].causes][1:]


def test_trust_then_the_arn_then_the_callers_policy_then_conditions(
    lab: DemoAws, home: Path
) -> None:
    found = kinds(lab, home)
    assert found[:3] == ["not-trusted", "no-such-role", "caller-policy"]
    assert set(found[4:]) <= CONDITIONS
    assert found[3] == "deleted-principal"


def test_another_organizations_role_is_no_sign_of_an_external_id(lab: DemoAws, home: Path) -> None:
    found = kinds(lab, home, account=PARTNER)
    assert found[:3] == ["not-trusted", "no-such-role", "caller-policy"]


def test_a_role_that_asks_gets_the_same_order(lab: DemoAws, home: Path) -> None:
    found = kinds(lab, home, via=between(), hop=2)
    assert found[:3] == ["not-trusted", "no-such-role", "caller-policy"]


def test_a_device_of_another_profile_is_a_sign_of_mfa(lab: DemoAws, home: Path) -> None:
    assert kinds(lab, home, beside=WITH_DEVICE)[0] == "mfa-not-given"


def test_a_code_that_was_given_leaves_mfa_out(lab: DemoAws, home: Path) -> None:
    found = kinds(lab, home, profile={"mfa_serial": SERIAL})
    assert found[0] == "not-trusted"
    assert not {"mfa-not-given", "mfa-too-old"} & set(found)


def test_a_session_without_any_sign_of_mfa_does_not_lead_with_it() -> None:
    who = "arn:aws:sts::123456789012:federated-user/jo"
    found = evidence("AccessDenied", SAID.replace(JO, who), caller=who, temporary=True)
    assert [cause.kind for cause in find_causes(found)][1] == "not-trusted"


def test_a_users_own_session_is_a_sign_of_mfa() -> None:
    found = replace(evidence("AccessDenied", SAID), temporary=True)
    assert [cause.kind for cause in find_causes(found)][1] == "mfa-too-old"

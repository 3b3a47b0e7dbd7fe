"""An MFA device of another account than the caller's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.errors import MfaError
from swtui.roles.role import Place
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import ADMIN, CONFIG, evidence, first_cause, whole

FOREIGN = "arn:aws:iam::999900001111:mfa/jo"
FAILED = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
    "number is valid and associated with this user."
)
WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code."


@pytest.mark.parametrize("words", [FAILED, WRONG])
def test_both_accounts_are_named(words: str) -> None:
    hop = replace(ADMIN, mfa_serial=FOREIGN, places={"mfa_serial": Place(CONFIG, 9)})
    found = evidence("AccessDenied", words, hops=(hop,), sent={"SerialNumber": FOREIGN})
    cause = first_cause(found)
    assert (cause.kind, cause.certain) == ("mfa-foreign-device", True)
    assert "account 999900001111, and the caller to 123456789012" in cause.sentence
    assert "(~/.aws/config:9)" in whole(cause)


@pytest.mark.parametrize(
    "serial", ["arn:aws:iam::123456789012:mfa/jo", "GAHT12345678", "arn:aws:iam::x:mfa/jo"]
)
def test_a_device_of_the_callers_account_or_of_hardware_is_not(serial: str) -> None:
    assert first_cause(evidence("AccessDenied", FAILED, sent={"SerialNumber": serial})).kind == (
        "mfa-device"
    )


def test_a_caller_that_nobody_knows_is_not_accused() -> None:
    found = evidence("AccessDenied", FAILED, sent={"SerialNumber": FOREIGN}, caller="")
    assert first_cause(found).kind == "mfa-device"


def test_three_codes_that_failed_say_it_too() -> None:
    hop = replace(ADMIN, mfa_serial=FOREIGN)
    found = evidence("AccessDenied", "x", hops=(hop,))
    error = MfaError(f"AWS did not take 3 MFA codes: {FAILED}")
    assert find_causes(replace(found, error=error))[0].kind == "mfa-foreign-device"


def test_explain_asks_who_the_caller_is_where_nobody_knows_yet(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        profile={"mfa_serial": FOREIGN, "role_session_name": "jo"},
        codes=("000000", "000001", "000002"),
    )
    hop = lab.run(case, home).hops[0]
    assert hop.causes[0].kind == "mfa-foreign-device"

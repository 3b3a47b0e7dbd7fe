"""MFA at STS, through botocore over HTTP."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.demo.conftest import Aws


class TestMfa:
    def test_a_role_that_asks_mfa_refuses_without_and_says_not_why(self, aws: Aws) -> None:
        label = "payments-prod/Deploy"
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)

    def test_a_good_code_is_taken_once(self, aws: Aws) -> None:
        given = aws.with_code()
        aws.assume("payments-prod/Deploy", **given)
        again = aws.refused(lambda: aws.assume("payments-prod/Deploy", **given))
        assert again == (
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code.",
            403,
        )

    def test_a_wrong_code_is_refused(self, aws: Aws) -> None:
        given = aws.with_code()
        wrong = f"{(int(given['TokenCode']) + 1) % 1000000:06d}"
        code, message, _ = aws.refused(
            lambda: aws.assume("payments-prod/Deploy", **given | {"TokenCode": wrong})
        )
        assert (code, "invalid MFA one time pass code" in message) == ("AccessDenied", True)

    def test_a_device_nobody_has_is_told_apart(self, aws: Aws) -> None:
        given = aws.with_code() | {"SerialNumber": "arn:aws:iam::123456789012:mfa/nobody"}
        _, message, _ = aws.refused(lambda: aws.assume("payments-prod/Deploy", **given))
        assert message == (
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your "
            "MFA serial number is valid and associated with this user."
        )

    def test_a_serial_without_a_code_is_refused(self, aws: Aws) -> None:
        serial = aws.with_code()["SerialNumber"]
        _, message, _ = aws.refused(lambda: aws.assume("payments-dev/Admin", SerialNumber=serial))
        assert message == (
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time "
            "pass code."
        )

    def test_a_code_of_letters_breaks_the_constraint(self, aws: Aws) -> None:
        given = aws.with_code() | {"TokenCode": "12a456"}
        code, message, status = aws.refused(lambda: aws.assume("payments-dev/Admin", **given))
        assert (code, status) == ("ValidationError", 400)
        assert message == (
            "1 validation error detected: Value '12a456' at 'tokenCode' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\d]*"
        )

    def test_one_code_for_a_session_token_opens_many_roles(self, aws: Aws) -> None:
        keys = aws.sts().get_session_token(**aws.with_code())["Credentials"]
        aws.assume("payments-prod/Deploy", keys)
        aws.assume("search-prod/Support", keys)
        assert aws.sts(keys).get_caller_identity()["Arn"].endswith("user/jo")

    def test_a_session_token_without_mfa_opens_no_mfa_role(self, aws: Aws) -> None:
        keys = aws.sts().get_session_token()["Credentials"]
        aws.assume("payments-dev/Admin", keys)
        label = "payments-prod/Deploy"
        assert aws.refused(lambda: aws.assume(label, keys)) == aws.denied(label)

    def test_a_role_may_ask_for_recent_mfa(self, aws: Aws) -> None:
        aws.assume("security-audit/IncidentResponse", **aws.with_code())
        keys = aws.sts().get_session_token(**aws.with_code())["Credentials"]
        old = aws.demo.server.keys.find(keys["AccessKeyId"])
        assert old is not None
        assert old.caller.mfa_at is not None
        stale = aws.demo.server.keys.issue(
            replace(old.caller, mfa_at=old.caller.mfa_at - 901), time.time() + 900
        )
        late = {
            "AccessKeyId": stale.access_key_id,
            "SecretAccessKey": stale.secret_access_key,
            "SessionToken": stale.token,
        }
        label = "security-audit/IncidentResponse"
        assert aws.refused(lambda: aws.assume(label, late)) == aws.denied(label)

    def test_a_session_cannot_ask_for_a_session_token(self, aws: Aws) -> None:
        keys = aws.assume("payments-dev/Admin")["Credentials"]
        assert aws.refused(aws.sts(keys).get_session_token) == (
            "AccessDenied",
            "Cannot call GetSessionToken with session credentials",
            403,
        )

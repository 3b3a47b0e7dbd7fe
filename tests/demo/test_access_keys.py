"""The demo's IAM tells a user about the user's own access keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.demo.conftest import Aws


def test_a_user_sees_the_own_key_and_its_date(aws: Aws) -> None:
    keys = aws.keys_of("jo")
    listed = aws.client("iam", keys).list_access_keys()["AccessKeyMetadata"]
    assert [(key["AccessKeyId"], key["Status"]) for key in listed] == [
        (keys["AccessKeyId"], "Active")
    ]
    assert listed[0]["CreateDate"].year == 2020


def test_who_may_not_see_the_own_keys_is_denied(aws: Aws) -> None:
    iam = aws.client("iam", aws.keys_of("intern"))
    code, message, status = aws.refused(iam.list_access_keys)
    assert (code, status) == ("AccessDenied", 403)
    assert "iam:ListAccessKeys on resource: user intern" in message

"""A ticket tells the owner of a role what they need, on lines that are safe to paste."""

from __future__ import annotations

from swtui.access.diagnosis.ticket import ticket
from swtui.errors import NetworkError, RefusedError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Role

CALLER = "arn:aws:iam::123456789012:user/jo"
CHAIN = Chain(
    profile="x",
    start=Start(kind="keys", profile="base"),
    hops=(Hop(profile="x", role=RoleArn("aws", "111122223333", "", "Admin")),),
)
ROLE = Role(name="x\x1b[2J", kind="role", origin="config")
REFUSED = RefusedError(
    "refused",
    code="AccessDenied",
    aws_message=f"User: {CALLER} is not authorized to perform\nsts:AssumeRole",
    request_id="r-1",
    operation="AssumeRole",
    host="sts.amazonaws.com",
)


def test_it_names_caller_role_time_and_request() -> None:
    lines = ticket(REFUSED, ROLE, CHAIN, caller=CALLER, when=0.0).splitlines()
    assert lines == [
        f"caller: {CALLER}",
        "role: arn:aws:iam::111122223333:role/Admin",
        r"profile: x\u{1b}[2J",
        "time: 1970-01-01T00:00:00+00:00",
        "call: AssumeRole",
        "endpoint: sts.amazonaws.com",
        "error: AccessDenied",
        "request ID: r-1",
        f"message: User: {CALLER} is not authorized to perform sts:AssumeRole",
    ]


def test_an_encoded_message_is_there_whole_for_who_may_decode_it() -> None:
    error = RefusedError("refused", code="AccessDenied", aws_message="no: abc…", encoded="a" * 3000)
    text = ticket(error, ROLE, CHAIN, caller=CALLER, when=0.0)
    assert f"encoded message: {'a' * 3000}\n" in text


def test_what_is_not_known_is_left_out() -> None:
    text = ticket(NetworkError("no answer"), ROLE, CHAIN, caller="", when=0.0)
    assert "caller" not in text
    assert "request ID" not in text
    assert "message: no answer" in text

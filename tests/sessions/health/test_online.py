"""The clock and the age of keys, as STS and IAM tell them; whatever fails is said, not raised."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from swtui.aws.deadline import Deadline
from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.sessions.health.online import online_health
from swtui.settings import Settings
from tests.sessions.broker_harness import KEYS, BrokerHarness
from tests.sessions.fake_sts import Answer, expiry, hang, refusal, says

DAY = 86400
BASE_KEY = "AKIAIOSFODNN7EXAMPLE"


@dataclass(frozen=True)
class Key:
    """A key as IAM lists it."""

    id: str = BASE_KEY
    days: float = 10
    status: str = "Active"


def listed(*keys: Key) -> Answer:
    """Answer ListAccessKeys."""
    members = "".join(
        f"<member><UserName>jo</UserName><AccessKeyId>{key.id}</AccessKeyId>"
        f"<Status>{key.status}</Status><CreateDate>{expiry(-key.days * DAY)}</CreateDate></member>"
        for key in keys
    )
    return says(
        200,
        '<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        "<ListAccessKeysResult><IsTruncated>false</IsTruncated>"
        f"<AccessKeyMetadata>{members}</AccessKeyMetadata></ListAccessKeysResult>"
        "</ListAccessKeysResponse>",
    )


def used(days: float | None) -> Answer:
    """Answer GetAccessKeyLastUsed."""
    date = "" if days is None else f"<LastUsedDate>{expiry(-days * DAY)}</LastUsedDate>"
    return says(
        200,
        '<GetAccessKeyLastUsedResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        "<GetAccessKeyLastUsedResult><UserName>jo</UserName><AccessKeyLastUsed>"
        f"<Region>us-east-1</Region><ServiceName>sts</ServiceName>{date}</AccessKeyLastUsed>"
        "</GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>",
    )


def lines_of(desk: BrokerHarness, *, ahead: float = 0.0, seconds: float = 10.0) -> list[HealthLine]:
    """Look, with a clock that is `ahead` by so many seconds."""
    return online_health(
        desk.env,
        read_aws_files(desk.env),
        Settings(),
        deadline=Deadline(seconds),
        clock=lambda: time.time() + ahead,
    )


def key_line(desk: BrokerHarness, *answers: Answer) -> HealthLine:
    desk.sts.then("ListAccessKeys", *answers)
    (_, line) = lines_of(desk)
    return line


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (0, "ok", "the clock agrees with AWS's"),
        (120, "warning", "this machine's clock is 2m ahead of AWS's"),
        (-3600, "problem", "this machine's clock is 1h00m behind AWS's"),
    ],
)
def test_the_clock_is_compared_with_the_date_header(
    desk: BrokerHarness, ahead: float, state: str, words: str
) -> None:
    desk.write("", "")
    # Half a minute more, so that what the test itself takes does not round it down.
    (line,) = lines_of(desk, ahead=ahead + (30 if ahead > 0 else -30 if ahead else 0))
    assert (line.area, line.state) == ("clock", state)
    assert line.text.startswith(words)
    assert ("set-ntp" in line.hint) is (state != "ok")


def test_the_clock_is_asked_without_any_key(desk: BrokerHarness) -> None:
    desk.sts.then("GetCallerIdentity", refusal("MissingAuthenticationToken", "no token"))
    desk.write("", "")
    (line,) = lines_of(desk)
    assert line.state == "ok"
    assert [(call.action, call.key_id) for call in desk.sts.calls] == [("GetCallerIdentity", "")]


def test_a_server_that_says_no_time_leaves_the_clock_unknown(desk: BrokerHarness) -> None:
    def dateless(request: object, _call: object) -> None:
        body = b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
        head = b"HTTP/1.1 403 X\r\nContent-Length: %d\r\n\r\n" % len(body)
        request.wfile.write(head + body)  # type: ignore[attr-defined]
        request.close_connection = True  # type: ignore[attr-defined]

    desk.sts.then("GetCallerIdentity", dateless)
    desk.write("", "")
    (line,) = lines_of(desk)
    assert (line.state, "was not checked" in line.text) == ("warning", True)


def test_a_young_key_is_well(desk: BrokerHarness) -> None:
    line = key_line(desk, listed(Key(days=10.5)))
    assert (line.area, line.state, line.text) == ("keys", "ok", "base: the key is 10 days old")
    assert line.place == (f"{desk.home}/.aws/credentials", 3)


def test_an_old_key_is_a_warning_with_the_command(desk: BrokerHarness) -> None:
    line = key_line(desk, listed(Key(days=400.5)))
    assert (line.state, line.text) == ("warning", "base: the key is 400 days old")
    assert "aws iam create-access-key --profile base" in line.hint


def test_what_may_not_be_read_is_said_to_be_unknown(desk: BrokerHarness) -> None:
    line = key_line(desk, refusal("AccessDenied", "not authorized"))
    assert line.state == "warning"
    assert line.text == "base: the age of the key is unknown: IAM answered AccessDenied"
    assert "iam:ListAccessKeys" in line.hint


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_a_key_that_is_no_good_is_a_problem(desk: BrokerHarness, code: str) -> None:
    line = key_line(desk, refusal(code, "no"))
    assert (line.state, line.text.partition(":")[0]) == ("problem", "base")
    assert "aws configure --profile base" in line.hint


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (used(2.5), "ok", "used last 2 days ago"),
        (used(200.5), "warning", "used last 200 days ago"),
        (used(None), "warning", "never used"),
        (refusal("AccessDenied", "no"), "ok", "it is unknown when it was used"),
    ],
)
def test_the_users_other_key_is_told_with_its_last_use(
    desk: BrokerHarness, answer: Answer, state: str, words: str
) -> None:
    other = Key("AKIAOTHEROTHEROTHER1", 30.5)
    desk.sts.then("ListAccessKeys", listed(Key(), other))
    desk.sts.then("GetAccessKeyLastUsed", answer)
    line = lines_of(desk)[-1]
    assert line.state == state
    assert line.text == f"base: the same user has another key, {other.id}, 30 days old, {words}"


def test_another_key_that_is_switched_off_is_not_told(desk: BrokerHarness) -> None:
    off = Key("AKIAOTHEROTHEROTHER1", 30, "Inactive")
    assert key_line(desk, listed(Key(), off)).text.startswith("base: the key is 10 days old")
    assert desk.sts.count("GetAccessKeyLastUsed") == 0


def test_one_key_under_two_names_is_asked_once(desk: BrokerHarness) -> None:
    desk.write("", KEYS + KEYS.replace("[base]", "[again]"))
    assert key_line(desk, listed(Key())).text == "base, again: the key is 10 days old"


def test_keys_in_the_environment_are_asked_about_too(desk: BrokerHarness) -> None:
    desk.write("", "")
    desk.more = {"AWS_ACCESS_KEY_ID": BASE_KEY, "AWS_SECRET_ACCESS_KEY": "canary" * 7}
    line = key_line(desk, listed(Key()))
    assert (line.text, line.place) == ("the environment: the key is 10 days old", None)


def test_temporary_keys_are_not_asked_about(desk: BrokerHarness) -> None:
    desk.write("", KEYS + "aws_session_token = canarytoken\n")
    assert len(lines_of(desk)) == 1


def test_no_credential_process_is_run(desk: BrokerHarness) -> None:
    touched = desk.home / "touched"
    desk.write(f"[profile p]\ncredential_process = touch {touched}\n", "")
    assert len(lines_of(desk)) == 1
    assert not touched.exists()


def test_without_a_network_one_line_says_so(desk: BrokerHarness) -> None:
    desk.more = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    (line,) = lines_of(desk)
    assert (line.area, line.state) == ("clock", "problem")
    assert "127.0.0.1:9 refused the connection" in line.text


def test_a_server_that_never_answers_costs_the_deadline_and_no_more(desk: BrokerHarness) -> None:
    desk.sts.then("GetCallerIdentity", hang)
    started = time.monotonic()
    (line,) = lines_of(desk, seconds=0.7)
    assert line.state == "problem"
    assert time.monotonic() - started < 5


def test_iam_that_fails_leaves_the_age_unknown(desk: BrokerHarness) -> None:
    line = key_line(desk, says(500, "x"), says(500, "x"))
    assert (line.state, "is unknown" in line.text) == ("warning", True)


@pytest.fixture(autouse=True)
def no_secret_is_shown(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """See that nothing is written anywhere."""
    yield
    assert capfd.readouterr() == ("", "")

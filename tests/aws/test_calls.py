"""AssumeRole through the real botocore against a server that misbehaves in every known way."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from swtui.aws.calls import assume_role, caller_identity
from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import Endpoint, sts_endpoint
from swtui.aws.keys import Keys
from swtui.errors import CancelledError, ConfigError, NetworkError, RefusedError
from swtui.secret import Secret
from tests.sessions import fake_sts
from tests.sessions.fake_sts import Answer, FakeSts, refusal, says

KEYS = Keys("AKIAIOSFODNN7EXAMPLE", Secret("canary-secret"), Secret(""))
WANTED = {"RoleArn": "arn:aws:iam::222222222222:role/Admin", "RoleSessionName": "jo"}


def build_endpoint(sts: FakeSts) -> Endpoint:
    return sts_endpoint({"AWS_ENDPOINT_URL": sts.url}, region="eu-west-1", partition="aws")


def ask(sts: FakeSts, seconds: float = 10.0) -> dict[str, Any]:
    return assume_role(
        AwsCaller(endpoint=build_endpoint(sts), deadline=Deadline(seconds)), WANTED, KEYS
    )


def test_an_answer_comes_back_as_aws_gave_it(sts: FakeSts) -> None:
    answer = ask(sts)
    assert answer["AssumedRoleUser"]["Arn"].endswith("222222222222:assumed-role/Admin/jo")
    assert isinstance(answer["Credentials"]["Expiration"], str)
    assert sts.calls[0].key_id == KEYS.access_key_id


@pytest.mark.parametrize("fault", [fake_sts.hang, fake_sts.drip, fake_sts.drip_headers])
def test_a_server_that_never_finishes_is_given_up_on_time(sts: FakeSts, fault: Answer) -> None:
    ask(sts)  # botocore is loaded, so that only the waiting is measured
    sts.then("AssumeRole", fault, fault)
    started = time.monotonic()
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1"):
        ask(sts, 0.4)
    assert time.monotonic() - started < 1.5
    assert sts.count("AssumeRole") == 2


@pytest.mark.parametrize("fault", [fake_sts.reset, fake_sts.nothing, fake_sts.truncated])
def test_a_broken_connection_is_tried_twice_at_most(sts: FakeSts, fault: Answer) -> None:
    sts.then("AssumeRole", fault, fault, fault)
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1"):
        ask(sts)
    assert sts.count("AssumeRole") <= 2


@pytest.mark.parametrize("fault", [fake_sts.endless, fake_sts.long_header])
def test_an_answer_without_end_is_cut_off(sts: FakeSts, fault: Answer) -> None:
    sts.then("AssumeRole", fault, fault)
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1"):
        ask(sts)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12))
    + "]><l>&m;</l>"
)


@pytest.mark.parametrize(
    "answer",
    [
        says(200, "<html><body>Please sign in</body></html>", Content_Type="text/html"),
        says(200, "<html><p>unclosed"),
        says(200, ""),
        says(200, "<Wrong/>"),
        says(200, LAUGHS),
        says(302, "", Location="http://127.0.0.1:9/elsewhere"),
        says(407, "proxy"),
        says(400, ""),
    ],
)
def test_what_is_not_from_aws_is_called_that(sts: FakeSts, answer: Answer) -> None:
    sts.then("AssumeRole", answer, answer)
    with pytest.raises(NetworkError, match="not an AWS response"):
        ask(sts)


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_tried_twice_and_is_no_decision(sts: FakeSts, status: int) -> None:
    sts.then("AssumeRole", *[says(status, "oops")] * 3)
    with pytest.raises(NetworkError):
        ask(sts)
    assert sts.count("AssumeRole") == 2


def test_throttling_once_is_waited_out(sts: FakeSts) -> None:
    sts.then("AssumeRole", refusal("Throttling", "Rate exceeded", 400))
    assert ask(sts)["Credentials"]["AccessKeyId"]
    assert sts.count("AssumeRole") == 2


def test_throttling_for_ever_says_when_to_try_again(sts: FakeSts) -> None:
    sts.then("AssumeRole", *[refusal("Throttling", "Rate exceeded", 400)] * 3)
    with pytest.raises(NetworkError, match=r"throttled.*retry in \d+ s"):
        ask(sts)


def test_a_refusal_carries_everything_a_ticket_needs(sts: FakeSts) -> None:
    sts.then("AssumeRole", refusal("AccessDenied", "User: x is not authorized"))
    with pytest.raises(RefusedError) as caught:
        ask(sts)
    error = caught.value
    assert (error.code, error.status, error.operation) == ("AccessDenied", 403, "AssumeRole")
    assert error.request_id == "req-77"
    assert error.server_date.endswith("GMT")
    assert error.aws_message == "User: x is not authorized"
    assert error.host in sts.url
    assert sts.count("AssumeRole") == 1


def test_a_refusal_of_ten_kilobytes_is_cut(sts: FakeSts) -> None:
    sts.then("AssumeRole", refusal("AccessDenied", "\x1b[31m" * 0 + "no " * 4000))
    with pytest.raises(RefusedError) as caught:
        ask(sts)
    assert len(caught.value.aws_message) <= 4000
    assert len(caught.value.message) <= 600


def test_a_bad_certificate_bundle_is_named(sts: FakeSts) -> None:
    there = replace(build_endpoint(sts), ca_bundle="/nonexistent/ca.pem")
    with pytest.raises(ConfigError) as caught:
        assume_role(AwsCaller(endpoint=there, deadline=Deadline(5)), WANTED, KEYS)
    assert caught.value.file == "/nonexistent/ca.pem"


def test_a_name_that_does_not_resolve_is_said_to() -> None:
    there = sts_endpoint({"AWS_ENDPOINT_URL_STS": "http://sts.swtui.invalid"})
    with pytest.raises(NetworkError, match=r"cannot resolve sts\.swtui\.invalid"):
        assume_role(AwsCaller(endpoint=there, deadline=Deadline(10)), WANTED, KEYS)


def test_nobody_listening_is_said_with_the_host() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there = sts_endpoint({"AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{port}"})
    with pytest.raises(NetworkError, match=f"127.0.0.1:{port} refused"):
        assume_role(AwsCaller(endpoint=there, deadline=Deadline(10)), WANTED, KEYS)


def test_plain_http_where_tls_should_be_is_no_trusted_connection(sts: FakeSts) -> None:
    there = sts_endpoint({"AWS_ENDPOINT_URL_STS": sts.url.replace("http:", "https:")})
    with pytest.raises(NetworkError, match=r"no trusted connection to 127\.0\.0\.1"):
        assume_role(AwsCaller(endpoint=there, deadline=Deadline(10)), WANTED, KEYS)


def test_a_dead_proxy_is_named_without_its_password() -> None:
    env = {"HTTPS_PROXY": "http://jo:hunter2@127.0.0.1:9"}
    there = sts_endpoint({**env, "AWS_ENDPOINT_URL_STS": "https://sts.swtui.invalid"})
    with pytest.raises(NetworkError, match=r"proxy 127\.0\.0\.1:9") as caught:
        assume_role(AwsCaller(endpoint=there, deadline=Deadline(10)), WANTED, KEYS)
    assert "hunter2" not in str(caught.value) + caught.value.hint


def hanging_proxy(stack: contextlib.ExitStack, how: str) -> int:
    """Return the port of a proxy that takes the connection, and then gives no usable answer."""
    listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    over = threading.Event()
    stack.callback(over.set)

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if how == "behind":
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 established\r\n\r\n")
            while not over.wait(0.2):
                connection.sendall(b"H" if how == "drips" else b"")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listening.getsockname()[1])


@pytest.mark.parametrize("how", ["silent", "drips", "behind"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_hanging_proxy_is_named_and_ends_with_the_deadline(how: str, scheme: str) -> None:
    with contextlib.ExitStack() as stack:
        port = hanging_proxy(stack, how)
        proxy = f"http://jo:hunter2@127.0.0.1:{port}"
        env = {f"{scheme.upper()}_PROXY": proxy}
        there = sts_endpoint({**env, "AWS_ENDPOINT_URL_STS": f"{scheme}://sts.swtui.invalid"})
        started = time.monotonic()
        with pytest.raises(NetworkError) as caught:
            assume_role(AwsCaller(endpoint=there, deadline=Deadline(2)), WANTED, KEYS)
        assert time.monotonic() - started < 3.5
    words = f"{caught.value} {caught.value.hint}"
    assert f"sts.swtui.invalid through the proxy 127.0.0.1:{port}" in words
    assert "hunter2" not in words
    assert "proxy" in caught.value.hint


def test_cancelling_ends_the_wait_at_once(sts: FakeSts) -> None:
    sts.then("AssumeRole", fake_sts.hang)
    flag = threading.Event()
    threading.Timer(0.3, flag.set).start()
    started = time.monotonic()
    aws = AwsCaller(endpoint=build_endpoint(sts), deadline=Deadline(10), cancelled=flag.is_set)
    with pytest.raises(CancelledError):
        assume_role(aws, WANTED, KEYS)
    assert time.monotonic() - started < 2


def test_many_threads_may_ask_at_once(sts: FakeSts) -> None:
    answers: list[str] = []

    def work() -> None:
        found = caller_identity(
            AwsCaller(endpoint=build_endpoint(sts), deadline=Deadline(10)), KEYS
        )
        answers.append(found["Account"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["111111111111"] * 8


def test_a_wrong_parameter_is_told_without_its_value(sts: FakeSts) -> None:
    aws = AwsCaller(endpoint=build_endpoint(sts), deadline=Deadline(5))
    with pytest.raises(ConfigError) as caught:
        assume_role(aws, {**WANTED, "TokenCode": 123456}, KEYS)
    assert "123456" not in str(caught.value)


@pytest.mark.usefixtures("home")
def test_a_broken_configuration_file_does_not_touch_a_call(
    sts: FakeSts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    assert ask(sts)["Credentials"]

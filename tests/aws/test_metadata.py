"""The machine's own credentials: instance and container, and machines that have neither."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from swtui.aws.deadline import Deadline
from swtui.aws.keys import parse_time
from swtui.aws.metadata import container_keys, instance_keys, keys_from_json
from swtui.errors import METADATA_REFUSED, ConfigError, NetworkError, RefusedError

KEYS = {
    "AccessKeyId": "ASIAMACHINE000000001",
    "SecretAccessKey": "canary",
    "Token": "tok",
    "Expiration": "2030-01-01T00:00:00Z",
}


class Machine(BaseHTTPRequestHandler):
    """Plays the metadata service, by what its server was told."""

    server: Server

    def do_PUT(self) -> None:
        assert self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
        self._say(self.server.statuses.get("PUT", 200), b"proof")

    def do_GET(self) -> None:
        answers, path = self.server.answers, self.path
        self.server.seen.append((path, self.headers.get("Authorization", "")))
        if path.startswith("/latest") and self.headers["X-aws-ec2-metadata-token"] != "proof":
            self._say(401, b"")
        elif path in answers:
            self._say(self.server.statuses.get(path, 200), answers[path])
        else:
            self._say(404, b"")

    def _say(self, status: int, body: bytes) -> None:
        if body == b"hang":
            time.sleep(3)
            return
        if body == b"redirect":
            status = 302
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Holds what the machine answers, and what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Machine)
        self.answers: dict[str, bytes] = {}
        self.statuses: dict[str, int] = {}
        self.seen: list[tuple[str, str]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def machine() -> Iterator[Server]:
    """Serve a metadata service on 127.0.0.1."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


ROLES = "/latest/meta-data/iam/security-credentials/"


def test_the_instances_role_is_read_with_a_token(machine: Server) -> None:
    machine.answers = {ROLES: b"web\n", ROLES + "web": json.dumps(KEYS).encode()}
    keys = instance_keys({"AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url}, Deadline(5))
    assert keys.access_key_id == KEYS["AccessKeyId"]
    assert keys.token.reveal() == "tok"
    assert keys.expires_at == parse_time(KEYS["Expiration"])


def test_an_instance_without_a_role_is_said_to_have_none(machine: Server) -> None:
    with pytest.raises(ConfigError, match="no instance role"):
        instance_keys({"AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url}, Deadline(5))


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@pytest.mark.parametrize("step", ["PUT", ROLES, ROLES + "web"])
def test_an_answer_that_gives_nothing_is_a_refusal_with_its_status(
    machine: Server, status: int, step: str
) -> None:
    machine.answers = {ROLES: b"web\n", ROLES + "web": b"no"}
    machine.statuses = {step: status}
    if (step, status) == (ROLES, 404):
        return  # that is an instance without a role
    with pytest.raises(RefusedError, match=rf"HTTP {status}") as raised:
        instance_keys({"AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url}, Deadline(5))
    error = raised.value
    assert (error.code, error.status, error.exit_code) == (METADATA_REFUSED, status, 4)
    assert error.host in machine.url


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_a_failure_of_the_service_is_no_refusal(machine: Server, status: int) -> None:
    machine.statuses = {"PUT": status}
    with pytest.raises(NetworkError, match=rf"HTTP {status}"):
        instance_keys({"AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url}, Deadline(5))


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            200,
            {"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role x"},
            "HTTP 200: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role x",
        ),
        (403, {"code": "AccessDenied", "message": "no\nassociation"},
         "HTTP 403: AccessDenied: no association"),
        (401, {"code": 5}, "HTTP 401"),
        (401, [1], "HTTP 401"),
    ],
)  # fmt: skip
def test_what_the_service_says_of_itself_is_quoted(
    machine: Server, status: int, body: object, said: str
) -> None:
    machine.answers = {"/creds": json.dumps(body).encode()}
    machine.statuses = {"/creds": status}
    with pytest.raises(RefusedError) as raised:
        container_keys({"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{machine.url}/creds"}, Deadline(5))
    assert raised.value.aws_message == said


def test_it_is_not_asked_when_disabled(machine: Server) -> None:
    env = {
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with pytest.raises(ConfigError, match="AWS_EC2_METADATA_DISABLED"):
        instance_keys(env, Deadline(5))
    assert machine.seen == []


def test_a_machine_that_is_no_instance_is_known_in_a_second() -> None:
    env = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"}
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1:9"):
        instance_keys(env, Deadline(5))


@pytest.mark.parametrize("body", [b"hang", b"redirect", b"x" * 100_000, b"{}", b"[]", b"not json"])
def test_a_service_that_misbehaves_is_not_believed(machine: Server, body: bytes) -> None:
    machine.answers = {"/creds": body}
    started = time.monotonic()
    with pytest.raises(NetworkError):
        container_keys({"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{machine.url}/creds"}, Deadline(5))
    assert time.monotonic() - started < 2.5


def test_the_containers_role_is_read_with_its_token(machine: Server, tmp_path: Path) -> None:
    machine.answers = {"/creds?id=1": json.dumps(KEYS).encode()}
    token = tmp_path / "token"
    token.write_text("from-file\n")
    env = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{machine.url}/creds?id=1",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "from-variable",
    }
    container_keys(env, Deadline(5))
    env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = str(token)
    assert container_keys(env, Deadline(5)).access_key_id == KEYS["AccessKeyId"]
    assert [proof for _path, proof in machine.seen] == ["from-variable", "from-file"]


def test_a_container_address_elsewhere_over_plain_http_is_refused() -> None:
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://evil.example/creds"}
    with pytest.raises(ConfigError, match=r"evil\.example"):
        container_keys(env, Deadline(5))


def test_a_token_that_would_forge_a_header_is_refused(machine: Server) -> None:
    env = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{machine.url}/creds",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nX: b",
    }
    with pytest.raises(NetworkError, match="control characters"):
        container_keys(env, Deadline(5))


def test_outside_of_a_container_it_says_so() -> None:
    with pytest.raises(ConfigError, match="no container role"):
        container_keys({}, Deadline(5))


@pytest.mark.parametrize("text", ["2030-01-01T00:00:00", "tomorrow", "", "2030-13-01T00:00:00Z"])
def test_a_time_without_a_zone_is_no_time(text: str) -> None:
    assert parse_time(text) is None


def test_an_expiration_that_is_no_time_is_told() -> None:
    said = keys_from_json(json.dumps({**KEYS, "Expiration": "2030-01-01T00:00:00"}).encode())
    assert said == "its Expiration is not a time with a zone"

"""FakeSts: an STS and IAM on 127.0.0.1 that answers from a script, misbehaves, and counts calls.

Each answer is a function of the request: grants, identities, refusals, and faults (silence, drips,
broken connections, bodies without end).
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'
SECRET = "CanarySecret" + "x" * 28
TOKEN = "CanaryToken" + "y" * 60


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    action: str
    params: dict[str, str]
    key_id: str
    path: str


class Request(BaseHTTPRequestHandler):
    """Hands each request to the server's script."""

    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        fields = {key: values[0] for key, values in parse_qs(body, keep_blank_values=True).items()}
        signer = re.search(r"Credential=([^/]+)/", self.headers.get("authorization") or "")
        key_id = signer[1] if signer else ""
        call = Call(fields.get("Action", ""), fields, key_id, self.path)
        with contextlib.suppress(OSError):
            self.server.answer(self, call)

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def reply(self, status: int, body: str | bytes, **headers: str) -> None:
        """Send one whole answer in one piece."""
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        head = [
            f"HTTP/1.1 {status} X",
            f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime())}",
            *(f"{name}: {value}" for name, value in named.items()),
            f"Content-Length: {len(raw)}",
            "",
            "",
        ]
        self.wfile.write("\r\n".join(head).encode() + raw)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class ScriptedServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    answer: Answer


Answer = Callable[[Request, Call], None]


def assumed_arn(role_arn: str, name: str, _kind: str = "") -> str:
    """Return the ARN that a session of a role has; `session` marks it for the chaining cap."""
    partition, account = role_arn.split(":")[1], role_arn.split(":")[4]
    return f"arn:{partition}:sts::{account}:assumed-role/{role_arn.rpartition('/')[2]}/{name}"


def expiry(seconds: float) -> str:
    """Return now plus `seconds` as STS writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def assumed_xml(
    call: Call,
    *,
    key_id: str = "ASIAROLE000000000000",
    secret: str = SECRET,
    token: str = TOKEN,
    seconds: int = 3600,
    expiration: str | None = None,
    arn: str | None = None,
) -> str:
    """Return the body of a granted AssumeRole."""
    until = expiry(seconds) if expiration is None else expiration
    who = arn or assumed_arn(call.params["RoleArn"], call.params["RoleSessionName"])
    ends = f"<Expiration>{until}</Expiration>" if until else ""
    return (
        f"<{call.action}Response {NAMESPACE}><{call.action}Result><AssumedRoleUser>"
        f"<AssumedRoleId>AROAX:{escape(call.params['RoleSessionName'])}</AssumedRoleId>"
        f"<Arn>{escape(who)}</Arn></AssumedRoleUser><Credentials>"
        f"<AccessKeyId>{escape(key_id)}</AccessKeyId>"
        f"<SecretAccessKey>{escape(secret)}</SecretAccessKey>"
        f"<SessionToken>{escape(token)}</SessionToken>{ends}</Credentials>"
        f"</{call.action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
        f"</{call.action}Response>"
    )


def session_token_xml(key_id: str, seconds: int = 43200) -> str:
    """Return the body of a granted GetSessionToken."""
    return (
        f"<GetSessionTokenResponse {NAMESPACE}><GetSessionTokenResult><Credentials>"
        f"<AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{TOKEN}</SessionToken><Expiration>{expiry(seconds)}</Expiration>"
        "</Credentials></GetSessionTokenResult></GetSessionTokenResponse>"
    )


def caller_xml(arn: str) -> str:
    """Return the body of GetCallerIdentity."""
    return (
        f"<GetCallerIdentityResponse {NAMESPACE}><GetCallerIdentityResult>"
        f"<Arn>{arn}</Arn><UserId>AIDAX</UserId><Account>{arn.split(':')[4]}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )


def aliases(*names: str) -> Answer:
    """Answer ListAccountAliases."""
    members = "".join(f"<member>{name}</member>" for name in names)
    return says(
        200,
        '<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases>{members}"
        "</AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>",
    )


def role_maximum(seconds: int) -> Answer:
    """Answer GetRole with a MaxSessionDuration."""
    return says(
        200,
        '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult>'
        "<Role><Path>/</Path><RoleName>R</RoleName><RoleId>AROA</RoleId>"
        "<Arn>arn:aws:iam::222222222222:role/R</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"<MaxSessionDuration>{seconds}</MaxSessionDuration></Role>"
        "</GetRoleResult></GetRoleResponse>",
    )


def says(status: int, body: str | bytes = "", **headers: str) -> Answer:
    """Answer with these very bytes."""
    return lambda request, _call: request.reply(status, body, **headers)


def refusal(code: str, message: str, status: int = 403) -> Answer:
    """Answer with an AWS error."""
    return says(
        status,
        f"<ErrorResponse {NAMESPACE}><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(message)}</Message></Error><RequestId>req-77</RequestId>"
        "</ErrorResponse>",
    )


def wrong_code(request: Request, call: Call) -> None:
    """Answer that the MFA code is not the right one, in AWS's words."""
    refusal(
        "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."
    )(request, call)


def hang(request: Request, _call: Call) -> None:
    """Never answer."""
    with contextlib.suppress(OSError):
        request.connection.settimeout(20)
        request.connection.recv(1)


def drip(request: Request, _call: Call) -> None:
    """Send a body a byte at a time, for ever."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(400):
        request.wfile.write(b"<")
        time.sleep(0.05)


def drip_headers(request: Request, _call: Call) -> None:
    """Send headers a byte at a time, for ever."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(400):
        request.wfile.write(b"x")
        time.sleep(0.05)


def reset(request: Request, _call: Call) -> None:
    """Break the connection off with a TCP reset."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
    request.close_connection = True


def nothing(request: Request, _call: Call) -> None:
    """Close without a byte."""
    request.close_connection = True


def truncated(request: Request, _call: Call) -> None:
    """Promise more than is sent."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<AssumeRole")
    request.close_connection = True


def endless(request: Request, _call: Call) -> None:
    """Send a body of 300 MB, or as much of it as is taken."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
    for _ in range(300):
        request.wfile.write(b"x" * 1_000_000)


def long_header(request: Request, _call: Call) -> None:
    """Send a header of 10 MB, or as much of it as is taken."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(10):
        request.wfile.write(b"x" * 1_000_000)


class FakeSts:
    """The server: `script` holds answers per action, used in turn, then the default ones."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.script: dict[str, list[Answer]] = {}
        self.owners: dict[str, str] = {}
        self.codes: set[str] = set()
        """MFA codes that are right; empty: every code is."""
        self.max_duration: dict[str, int] = {}
        self._lock = threading.Lock()
        self._number = 0
        self.server = ScriptedServer(("127.0.0.1", 0), Request)
        self.server.answer = self.answer
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[FakeSts]:
        """Serve until the block ends."""
        thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()

    def count(self, action: str) -> int:
        """Return how often an action was asked for."""
        return sum(call.action == action for call in self.calls)

    def then(self, action: str, *answers: Answer) -> None:
        """Put answers on the script of an action."""
        self.script.setdefault(action, []).extend(answers)

    def answer(self, request: Request, call: Call) -> None:
        """Give the next scripted answer, or the default one."""
        with self._lock:
            self.calls.append(call)
            scripted = self.script.get(call.action) or self.script.get("*")
            chosen = scripted.pop(0) if scripted else None
            self._number += 1
            number = self._number
        if chosen is not None:
            chosen(request, call)
        elif call.action == "GetCallerIdentity":
            request.reply(200, caller_xml(self.owner(call.key_id)))
        elif call.action in ("AssumeRole", "AssumeRoleWithWebIdentity"):
            self._assume(request, call, number)
        elif call.action == "GetSessionToken":
            key_id = f"ASIATOKEN{number:011d}"
            self.owners[key_id] = self.owner(call.key_id)
            if self.right_code(call):
                request.reply(200, session_token_xml(key_id))
            else:
                wrong_code(request, call)
        else:
            refusal("AccessDenied", f"not authorized to perform: {call.action}")(request, call)

    def owner(self, key_id: str) -> str:
        """Return the ARN of a key's owner."""
        return self.owners.get(key_id, "arn:aws:iam::111111111111:user/jo")

    def right_code(self, call: Call) -> bool:
        """Whether the call gives no MFA code, or one that is right."""
        code = call.params.get("TokenCode")
        return code is None or not self.codes or code in self.codes

    def _assume(self, request: Request, call: Call, number: int) -> None:
        arn = call.params["RoleArn"]
        seconds = int(call.params.get("DurationSeconds", "3600"))
        if not self.right_code(call):
            wrong_code(request, call)
        elif seconds > 3600 and "session" in self.owner(call.key_id):
            refusal(
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles "
                "assumed by role chaining.",
            )(request, call)
        elif seconds > self.max_duration.get(arn, 43200):
            refusal(
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            )(request, call)
        else:
            key_id = f"ASIAROLE{number:012d}"
            name = call.params["RoleSessionName"]
            self.owners[key_id] = assumed_arn(arn, name, "session")
            request.reply(200, assumed_xml(call, key_id=key_id, seconds=seconds))

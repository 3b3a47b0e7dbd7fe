"""A small STS on 127.0.0.1 that answers from a script, and counts calls."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from tests.sessions.sts_answers import (
    assumed_arn,
    assumed_xml,
    caller_xml,
    refusal,
    session_token_xml,
    wrong_code,
)
from tests.sessions.sts_requests import Answer, Call, Request, ScriptedServer


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
        """Return the ARN of whom a key belongs to."""
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

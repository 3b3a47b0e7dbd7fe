"""A request to the scripted STS, and the server that hands it to the script."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


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

"""Serve the query API, instance metadata and container credentials on 127.0.0.1."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from swtui.demo.callers import KeyRing
from swtui.demo.machine_credentials import MachineCredentials, Reply
from swtui.demo.mfa import WINDOW, MfaDevices
from swtui.demo.organisation import Organisation
from swtui.demo.query_api import QueryApi
from swtui.demo.signature import HttpRequest

MAX_BODY = 1024 * 1024
"""Bytes: larger requests are refused."""
IDLE = 60.0
"""Seconds that a connection may stand unused."""


class DemoServer:
    """The HTTP server of one organisation; `clock` is its time in seconds since the epoch."""

    def __init__(
        self,
        organisation: Organisation,
        clock: Callable[[], float] = time.time,
        *,
        mfa_window: int = WINDOW,
    ) -> None:
        self.organisation = organisation
        self.clock = clock
        users = organisation.users.values()
        self.mfa = MfaDevices(
            (user.mfa_serial for user in users if user.has_mfa), window=mfa_window, clock=clock
        )
        self.keys = KeyRing(organisation)
        self.machines = MachineCredentials(organisation, self.keys, clock)
        self._ending = threading.Event()
        self.api = QueryApi(organisation, self.keys, self.mfa, clock, pause=self._ending.wait)
        self._listener = _Listener(self)
        self.port: int = self._listener.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        """The value for AWS_ENDPOINT_URL."""

    def start(self) -> None:
        """Start to answer, in threads that do not delay the end of the program."""
        threading.Thread(
            target=self._listener.serve_forever, name="demo-server", daemon=True
        ).start()

    def stop(self) -> None:
        """Stop: close every connection, and wait for every thread."""
        self._ending.set()
        self._listener.end()

    def reply(self, request: HttpRequest) -> Reply:
        """Return the reply to one request."""
        reply = self.machines.answer(request)
        if reply:
            return reply
        if request.method in ("GET", "POST"):
            return self.api.answer(request)
        return 405, "text/plain", b"Method Not Allowed"


class _Listener(socketserver.ThreadingTCPServer):
    """The listening socket and the open connections."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, demo: DemoServer) -> None:
        self.demo = demo
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__(("127.0.0.1", 0), _Conversation)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one connection, and count it while it is open."""
        with self._changed:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._open.discard(request)
                self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore the error: a caller that closed the connection is not one here."""

    def end(self) -> None:
        """Stop listening, close the connections, and wait for their threads."""
        stopper = threading.Thread(target=self.shutdown, daemon=True)
        stopper.start()
        while stopper.is_alive():
            # A connection wakes the accepting loop, which else looks up only twice a second.
            with socket.socket() as poke:
                poke.connect_ex(self.server_address[:2])
            stopper.join(0.01)
        self.server_close()
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster
            self._changed.wait_for(lambda: not self._open, timeout=2.0)


class _Conversation(BaseHTTPRequestHandler):
    """One connection, open between requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE
    server: _Listener

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send((413, "text/plain", b"Request Entity Too Large"))
            return
        target = urlsplit(self.path)
        request = HttpRequest(
            method=self.command,
            path=target.path,
            query=target.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            address=str(self.client_address[0]),
        )
        self._send(self.server.demo.reply(request))

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the names that http.server looks for

    def _send(self, reply: Reply) -> None:
        """Send head and body at once: apart they would wait for each other (Nagle)."""
        status, kind, body = reply
        phrase = self.responses.get(status, ("", ""))[0]
        head = (
            f"HTTP/1.1 {status} {phrase}\r\n"
            f"Date: {formatdate(self.server.demo.clock(), usegmt=True)}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        )
        if request_id := self.server.demo.api.request_id(body):
            head += f"x-amzn-RequestId: {request_id}\r\n"
        if self.headers and "x-aws-ec2-metadata-token-ttl-seconds" in self.headers:
            head += "x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n"
        self.wfile.write(head.encode() + b"\r\n" + body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Write no log: the terminal belongs to the child."""

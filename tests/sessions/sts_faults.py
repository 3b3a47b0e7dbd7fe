"""How an STS can misbehave: silence, drips, broken connections, and answers without end."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

from tests.sessions.sts_requests import Call, Request


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

"""Keyring backends in memory: one that works, and some that do not."""

from __future__ import annotations

import threading


class MemoryBackend:
    """Keeps texts, and counts what it was asked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.writes = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.writes += 1
        self.kept[service, username] = password


class ForgetfulBackend(MemoryBackend):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self.kept.clear()


class LockedBackend(MemoryBackend):
    """Raises what no one has heard of, with what it was given in the message."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ZeroDivisionError(f"locked: {service} {username} {password}")


class HungBackend(MemoryBackend):
    """Never answers while the test lasts."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return super().get_password(service, username)

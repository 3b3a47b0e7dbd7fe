"""Sessions in plain files: only where the settings ask for it, never as a way out."""

from __future__ import annotations

from swtui.sessions.cache.names import digest

_SIZE = 16


class PlainSeal:
    """Hides nothing; a checksum tells a damaged file from a whole one."""

    def closed(self, about: bytes, body: bytes) -> bytes:
        """Return the body behind its checksum."""
        return digest(about, body) + body

    def opened(self, about: bytes, sealed: bytes) -> bytes | None:
        """Return the body, None when the checksum is not that of these bytes."""
        body = sealed[_SIZE:]
        return body if sealed[:_SIZE] == digest(about, body) else None

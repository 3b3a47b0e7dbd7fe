"""FactCache: small facts from AWS that need not be requested again, none of them secret.

Whose an access key is, and the MFA window that was used last. Lost or unreadable, they are simply
learnt again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from swtui.errors import CacheError, ConfigError
from swtui.files import cache_dir, locked, private_dir, read_regular, write_private

KINDS = ("callers", "mfa")
_MOST = 500
"""Facts stored of each kind; the oldest go first."""
_SIZE_LIMIT = 1024 * 1024


class FactCache:
    """Facts by kind and key, in memory and, where that works, in a private file."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._folder = cache_dir(env)
        self._here: dict[tuple[str, str], Any] = {}

    def get(self, kind: str, key: str) -> Any:
        """Return a fact (a JSON value), or None."""
        if (kind, key) in self._here:
            return self._here[kind, key]
        return self._read().get(kind, {}).get(key)

    def put(self, kind: str, key: str, fact: Any) -> None:
        """Store a fact; in memory only where the file cannot be written."""
        self._here[kind, key] = fact
        with contextlib.suppress(CacheError):
            folder = private_dir(self._folder)
            with locked(folder / "known.lock", wait=1.0):
                self._write(kind, key, fact)

    def _write(self, kind: str, key: str, fact: Any) -> None:
        facts = self._read()
        of_kind = {name: value for name, value in facts.get(kind, {}).items() if name != key}
        facts[kind] = {**dict(list(of_kind.items())[-_MOST + 1 :]), key: fact}
        write_private(self._folder / "known.json", json.dumps(facts).encode())

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(read_regular(self._folder / "known.json", _SIZE_LIMIT))
        except (FileNotFoundError, ConfigError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {kind: found[kind] for kind in KINDS if isinstance(found.get(kind), dict)}


def digest(*parts: str) -> str:
    """Return a short name for a fact, so that no key ID or serial is in a file."""
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

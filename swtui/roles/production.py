"""Which roles are production: by what the settings say of an account, else by words of names."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from swtui.roles.role import Account
from swtui.settings import Settings

_CHUNK = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z0-9]+")


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, split at signs and at camelCase."""
    return [part.lower() for chunk in _CHUNK.findall(name) for part in _CAMEL.findall(chunk)]


def production_test(settings: Settings) -> Callable[[Account, str, str], bool]:
    """Return the test of one role: its account, its profile's name, its role's name."""
    marks = frozenset(word.lower() for word in settings.production_words if word)
    lifted = frozenset(word.lower() for word in settings.production_except_after)

    @functools.lru_cache(maxsize=4096)
    def marked(name: str) -> bool:
        lowered = name.lower()
        if not any(mark in lowered for mark in marks):
            return False  # most names, and many times faster than taking them apart
        before = ""
        for word in words_of(name):
            if word in marks and before not in lifted:
                return True
            before = word
        return False

    def test(account: Account, name: str, role_name: str) -> bool:
        if account.production is not None:
            return account.production
        return marked(name) or marked(account.name) or marked(role_name)

    return test

"""Which roles are production: by what the settings say of an account, else by words of names."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from swtui.roles.role import Account
from swtui.settings import Settings

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, split at signs and at camelCase."""
    return [word.lower() for word in _WORD.findall(name)]


def production_test(settings: Settings) -> Callable[[Account, str, str], bool]:
    """Return the test of one role: its account, its profile's name, its role's name."""
    marks = frozenset(word.lower() for word in settings.production_words)
    lifted = frozenset(word.lower() for word in settings.production_except_after)

    @functools.lru_cache(maxsize=65536)
    def marked(name: str) -> bool:
        before = ""
        for word in words_of(name):
            if (word in marks and before not in lifted) or _joined(word, marks):
                return True
            before = word
        return False

    def test(account: Account, name: str, role_name: str) -> bool:
        if account.production is not None:
            return account.production
        return marked(name) or marked(account.name) or marked(role_name)

    return test


def _joined(word: str, marks: frozenset[str]) -> bool:
    """Whether a word is a mark with an s: `prods`."""
    return word.endswith("s") and word[:-1] in marks and word not in marks

"""Find production roles by the account's settings, or else by words of names."""

from __future__ import annotations

import functools
from collections.abc import Callable

from swtui.roles.matching import split_words
from swtui.roles.role import Account
from swtui.settings import Settings


def production_test(settings: Settings) -> Callable[[Account, str, str], bool]:
    """Return the test of a role by its account, its profile's name and its own name."""
    marks = frozenset(word.lower() for word in settings.production_words if word)
    lifted = frozenset(word.lower() for word in settings.production_except_after)

    def marked(name: str) -> bool:
        lowered = name.lower()
        for mark in marks:
            if mark in lowered:
                break
        else:
            return False  # most names, and many times faster than taking them apart
        before = ""
        for word in split_words(name):
            if word in marks and before not in lifted:
                return True
            before = word
        return False

    shared = functools.lru_cache(maxsize=4096)(marked)

    def test(account: Account, name: str, role_name: str) -> bool:
        if account.production is not None:
            return account.production
        return marked(name) or shared(account.name) or shared(role_name)

    return test

"""What the tests of the policy form share: a role that is known, the form on it, and copying."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from swtui.access.form.prefill import Prefill
from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.formats import Names
from swtui.tui.screens.policy import PolicyScreen
from tests.tui.screens.clipboard import Clipboard
from tests.tui.waiting import until

ADMIN = "arn:aws:iam::111122223333:role/team/Admin"
READ = "arn:aws:iam::444455556666:role/Read"
JO = "arn:aws:iam::123456789012:user/jo"
KNOWN = Prefill(
    caller=PolicyDraft(side="caller", role_arns=(ADMIN,)),
    trust=PolicyDraft(side="trust", user_arns=(JO,), external_id="acme-1", for_role=ADMIN),
    names=Names(existing_role=True, profile_name="pay", source_profile="base"),
    about="pay",
)
BIG = (120, 40)
Stage = Callable[..., Any]


def form(prefill: Prefill | None = None, clipboard: Clipboard | None = None) -> PolicyScreen:
    return PolicyScreen(prefill or Prefill(), clipboard or Clipboard())


async def copied(actor: Any, clipboard: Clipboard) -> str:
    """Copy with the key, and return what then is on the clipboard."""
    before = len(clipboard.held)
    await actor.press("ctrl+y")
    await until(actor.pilot, lambda: len(clipboard.held) > before)
    return clipboard.held[-1]

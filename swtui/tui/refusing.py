"""From a failed attempt to its explanation: the screen, and what it may ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from swtui.access.refusal import Refusal, evidence_of
from swtui.errors import SwtuiError
from swtui.sessions.options import AssumeOptions
from swtui.tui.screens.refusal import RefusalScreen

if TYPE_CHECKING:
    from swtui.sessions.credentials import Session
    from swtui.tui.assuming import Assuming
    from swtui.tui.screens.main import MainScreen


def open_refusal(
    screen: MainScreen,
    attempt: Assuming,
    error: SwtuiError,
    options: AssumeOptions,
    again: Callable[[AssumeOptions], None],
) -> None:
    """Open the explanation of a failed attempt; `again` tries once more, with these options."""
    picker, role, chain = screen.picker, attempt.role, attempt.chain
    when = picker.now()
    catalogue = screen.listing.catalogue if screen.listing else None
    evidence = evidence_of(error, role, chain, when=when, catalogue=catalogue, options=options)
    refusal = Refusal(
        evidence,
        role,
        signer=lambda: screen.sessions.broker().signer(role, evidence.hop, options),
        readers=lambda account: _held_in(screen, account),
    )

    def closed(wish: str | None) -> None:
        if wish is not None:
            again(replace(options, instance_role=wish == "retry-instance"))

    picker.push_screen(
        RefusalScreen(error, role, chain, when, picker.copied, refusal=refusal), closed
    )


def _held_in(screen: MainScreen, account: str) -> Session | None:
    """Return a session that is held for a role of an account; looked up in the store alone."""
    roles = screen.listing.roles if screen.listing else ()
    broker = screen.sessions.broker()
    held = (broker.held(role) for role in roles if role.account.id == account)
    return next((session for session in held if session is not None), None)

"""From a failed attempt to its explanation: the screen, and what it may ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from swtui.access.diagnosis.unexplained_denial import unlikely_to_read
from swtui.access.refusal import Refusal, evidence_of
from swtui.errors import ConfigError, SwtuiError
from swtui.sessions.options import AssumeOptions
from swtui.tui.flows.attempt import AssumeAttempt
from swtui.tui.screens.refusal import RefusalScreen

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.sessions.credentials import Session
    from swtui.tui.screens.main import MainScreen


def open_refusal(
    screen: MainScreen,
    attempt: AssumeAttempt,
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
        is_usable=lambda name: catalogue is not None and _is_usable(catalogue, name),
    )

    def closed(wish: str | None) -> None:
        if wish is not None:
            as_instance = options.instance_role or wish == "retry-instance"
            refresh = options.refresh or refusal.needs_refresh
            again(replace(options, instance_role=as_instance, refresh=refresh))

    def read_as(
        name: str,
        started: Callable[[str, Callable[[], None]], None],
        done: Callable[[Session], None],
        failed: Callable[[SwtuiError | None], None],
    ) -> None:
        _assume_reader(screen, name, started, done, failed)

    shown = RefusalScreen(error, role, chain, when, picker.copied, refusal=refusal, read_as=read_as)
    picker.push_screen(shown, closed)


def _assume_reader(
    screen: MainScreen,
    name: str,
    started: Callable[[str, Callable[[], None]], None],
    done: Callable[[Session], None],
    failed: Callable[[SwtuiError | None], None],
) -> None:
    """Assume a role to read with, as ever: production asks first, and MFA asks for its code."""
    if screen.listing is None:
        return
    catalogue = screen.listing.catalogue
    try:
        role = catalogue.find(name)
    except SwtuiError as error:
        failed(error)
        return

    def arrived(_: AssumeAttempt, session: Session) -> None:
        screen.sessions.keep(role, session)
        done(session)

    def go() -> None:
        attempt = AssumeAttempt(
            screen.picker,
            role,
            catalogue.chain(role),
            then="",
            done=arrived,
            failed=lambda _, error: failed(error),
            ended=lambda _: failed(None),
        )
        started(name, attempt.cancel)
        attempt.start(screen.sessions.broker, plain)

    plain = AssumeOptions()
    screen.becoming.when_agreed(role, "read with", go, plain)


def _is_usable(catalogue: Catalogue, name: str) -> bool:
    """Whether a profile's role can be assumed, as far as the configuration tells."""
    try:
        return catalogue.chain(catalogue.find(name)).problem is None
    except ConfigError:
        return False


def _held_in(screen: MainScreen, account: str) -> Session | None:
    """Return the cached session of an account that is likeliest to read; asks the store alone."""
    listed = screen.listing.roles if screen.listing else ()
    roles = [role for role in listed if role.account.id == account]
    roles.sort(key=lambda role: unlikely_to_read(role.name, role.role_name))
    held = map(screen.sessions.broker().held, roles)
    return next((session for session in held if session is not None), None)

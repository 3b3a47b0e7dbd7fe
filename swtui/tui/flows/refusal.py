"""Explain a failed attempt: open the refusal screen, and do what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from swtui.access.diagnosis.unexplained_denial import unlikely_to_read
from swtui.access.refusal import Refusal, build_refused_call
from swtui.errors import ConfigError, SwtuiError
from swtui.records import replace
from swtui.sessions.options import AssumeOptions
from swtui.tui.flows.attempt import AssumeAttempt
from swtui.tui.screens.refusal import RefusalScreen

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.sessions.credentials import Session
    from swtui.tui.cached_sessions import CachedSessions
    from swtui.tui.flows.assume import AssumeFlow, Refused
    from swtui.tui.picker import Picker


def open_refusal(
    picker: Picker, sessions: CachedSessions, flow: AssumeFlow, refused: Refused
) -> None:
    """Open the explanation of a failed attempt; the screen may try it again."""
    role, chain, options = refused.role, refused.chain, refused.options
    when, catalogue = picker.now(), sessions.catalogue
    call = build_refused_call(
        refused.error, role, chain, when=when, catalogue=catalogue, options=options
    )
    refusal = Refusal(
        call,
        role,
        signer=lambda: sessions.broker().signer(role, call.hop, options),
        readers=lambda account: _find_cached_reader(sessions, account),
        is_usable=lambda name: catalogue is not None and _is_usable(catalogue, name),
    )

    def closed(wish: str | None) -> None:
        if wish is not None:
            as_instance = options.instance_role or wish == "retry-instance"
            refresh = options.refresh or refusal.needs_refresh
            flow.retry(refused, replace(options, instance_role=as_instance, refresh=refresh))

    def read_as(
        name: str,
        started: Callable[[str, Callable[[], None]], None],
        done: Callable[[Session], None],
        failed: Callable[[SwtuiError | None], None],
    ) -> None:
        _assume_reader(picker, sessions, flow, name, started, done, failed)

    shown = RefusalScreen(
        refused.error, role, chain, when, picker.copy, refusal=refusal, read_as=read_as
    )
    picker.app.push_screen(shown, closed)


def _assume_reader(
    picker: Picker,
    sessions: CachedSessions,
    flow: AssumeFlow,
    name: str,
    started: Callable[[str, Callable[[], None]], None],
    done: Callable[[Session], None],
    failed: Callable[[SwtuiError | None], None],
) -> None:
    """Assume a role to read policies with; production is confirmed, MFA asks for its code."""
    catalogue = sessions.catalogue
    if catalogue is None:
        return
    try:
        role = catalogue.find(name)
    except SwtuiError as error:
        failed(error)
        return
    plain = AssumeOptions()

    def arrived(_: AssumeAttempt, session: Session) -> None:
        sessions.keep(role, session)
        done(session)

    def go() -> None:
        attempt = AssumeAttempt(
            picker,
            role,
            catalogue.chain(role),
            then="",
            done=arrived,
            failed=lambda _, error: failed(error),
            ended=lambda _: failed(None),
        )
        started(name, attempt.cancel)
        attempt.start(sessions.broker, plain)

    flow.when_agreed(role, "read with", go, plain)


def _is_usable(catalogue: Catalogue, name: str) -> bool:
    """Return whether a profile's role can be assumed, as far as the configuration tells."""
    try:
        return catalogue.chain(catalogue.find(name)).problem is None
    except ConfigError:
        return False


def _find_cached_reader(sessions: CachedSessions, account: str) -> Session | None:
    """Return the cached session of an account that most probably may read policies."""
    roles = sessions.catalogue.roles.in_account(account) if sessions.catalogue else []
    roles.sort(key=lambda role: unlikely_to_read(role.name, role.role_name))
    cached = map(sessions.broker().cached_session, roles)
    return next((session for session in cached if session is not None), None)

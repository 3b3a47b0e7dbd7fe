"""Copy exports, commands, ARNs and account IDs, and notify the user."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from swtui.errors import SwtuiError
from swtui.files import with_tilde
from swtui.secret import Secret
from swtui.text import clip
from swtui.tui.background import in_background

if TYPE_CHECKING:
    from textual.app import App

    from swtui.handoff.clipboard import Copied
    from swtui.sessions.credentials import Session
    from swtui.tui.context import PickerContext


def notify(app: App[Any], text: str, *, careful: bool = False) -> None:
    """Show a sentence for a few seconds; text from outside is made safe here."""
    app.notify(
        clip(with_tilde(text, os.environ), 400),
        severity="warning" if careful else "information",
        markup=False,
        timeout=6 if careful else 4,
    )


def notify_error(app: App[Any], error: SwtuiError) -> None:
    """Show what went wrong, and what to do about it."""
    hint = f"\n{clip(error.hint, 300)}" if error.hint else ""
    message = with_tilde(error.message, os.environ)
    app.notify(f"{clip(message, 400)}{hint}", severity="warning", markup=False, timeout=8)


def copy(app: App[Any], context: PickerContext, text: str | Secret, what: str) -> None:
    """Copy in the background, and report the result."""
    secret = isinstance(text, Secret)
    write = app._driver.write if app._driver is not None else None

    def done(copied: Copied) -> None:
        notify(app, copied.describe(what))

    in_background(
        app,
        lambda: context.copy(text, secret, write),
        done,
        lambda error: notify_error(app, error),
    )


def may_copy_secrets(app: App[Any], context: PickerContext) -> bool:
    """Return whether the settings let secrets onto the clipboard; where not, that is said."""
    if not context.settings.clipboard_secrets:
        text = "the settings keep secrets off the clipboard; Y copies a command without one"
        notify(app, text, careful=True)
    return context.settings.clipboard_secrets


def copy_exports(app: App[Any], context: PickerContext, session: Session) -> None:
    """Copy the commands that set the session's variables in the calling shell's dialect."""
    from swtui.handoff.dialects import render
    from swtui.handoff.environment import changes_for

    if not may_copy_secrets(app, context):
        return
    try:
        changes = changes_for(session, context.env, awsume_profile=context.settings.awsume_profile)
        text = Secret(render(changes, context.dialect))
    except SwtuiError as error:
        notify_error(app, error)
        return
    copy(app, context, text, f"exports of {clip(session.name, 60)} ({context.dialect})")


def copy_commands(
    app: App[Any], context: PickerContext, roles: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> None:
    """Copy the switch command of each role, a line each; `roles` are names and their options."""
    from swtui.handoff.switch_command import switch_command

    try:
        text = "\n".join(switch_command(name, options, context.dialect) for name, options in roles)
    except SwtuiError as error:
        notify_error(app, error)
        return
    copy(app, context, text, "command" if len(roles) == 1 else f"{len(roles)} commands")


def copy_facts(app: App[Any], context: PickerContext, facts: Sequence[str], what: str) -> None:
    """Copy ARNs or account IDs, a line each; notify the user when there are none."""
    known = list(dict.fromkeys(fact for fact in facts if fact))
    if not known:
        notify(app, f"no {what} is known here", careful=True)
        return
    copy(app, context, "\n".join(known), what if len(known) == 1 else f"{len(known)} {what}s")

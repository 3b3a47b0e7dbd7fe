"""What the detail pane says of a role: what it is, and hop by hop how it is reached."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.style import Style

from swtui.files import shown_path
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Place, Problem, Role
from swtui.text import clip, safe
from swtui.tui.widgets.pens import Pens, Piece, fitted, width_of
from swtui.when import time_left

if TYPE_CHECKING:
    from swtui.roles.recent import Used
    from swtui.settings import Settings

START_WORDS = {
    "keys": "access key",
    "environment": "environment variables",
    "ec2": "EC2 instance role",
    "ecs": "ECS container role",
    "process": "credential_process",
    "web-identity": "web identity token",
    "sso": "Identity Center sign-in",
    "login": "aws login",
}
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Known:
    """What the pane needs beside the role."""

    env: Mapping[str, str]
    settings: Settings
    now: float
    used: Used | None = None
    held: str = ""
    """Time left of the session held, as text."""


def detail_lines(
    role: Role, chain: Chain | None, known: Known, width: int, pens: Pens
) -> list[list[Piece]]:
    """Return the lines of the pane, `width` cells wide."""
    lines = [*_what(role, known, width, pens), []]
    problem = role.problem or (chain.problem if chain else None)
    if problem is not None:
        lines += _broken(problem, known, width, pens)
    elif chain is not None and chain.start is not None:
        lines += _way(chain, chain.start, known, width, pens)
    if known.used is not None and known.used.count:
        lines += [[], [(_last_used(known.used, known.now), pens.quiet)]]
    return lines


def way_in_one_line(role: Role, chain: Chain | None, pens: Pens) -> list[Piece]:
    """Return the chain in one line, for a window too narrow for the pane."""
    if role.problem is not None:
        return [("✗ ", pens.warning), (clip(role.problem.message, 200), pens.quiet)]
    if chain is None or chain.start is None:
        return []
    start = chain.start.profile or START_WORDS[chain.start.kind]
    pieces: list[Piece] = [(clip(start, 40), pens.quiet)]
    for hop in chain.hops:
        pieces += [("  ›  ", pens.faint), (safe(hop.role.name), pens.text)]
        if hop.mfa_serial:
            pieces.append((" MFA", pens.warning))
        if hop.external_id:
            pieces.append((" external id", pens.quiet))
    return pieces


def _what(role: Role, known: Known, width: int, pens: Pens) -> list[list[Piece]]:
    account = role.account
    lines = [_wrapped(role.name, width, pens.strong)[0]]
    if role.role_name:
        where = f"{clip(role.role_name, 64)}  in  {clip(account.label, 60)}"
        lines.append([(where, pens.text)])
    if role.production:
        lines.append([("▲ PROD", pens.production), ("  asks before it is used", pens.quiet)])
    if known.held:
        lines.append([("● ", pens.held), (f"held, {known.held} left", pens.held)])
    lines += _wrapped(role.arn, width, pens.quiet)
    facts = [account.id if not role.arn else "", role.region, _place(role.place, known)]
    told = "  ".join(safe(fact) for fact in facts if fact)
    return [*lines, [(told, pens.quiet)]] if told else lines


def _broken(problem: Problem, known: Known, width: int, pens: Pens) -> list[list[Piece]]:
    skipped = "AWS's own tools skip this section" if problem.ignored else "it cannot be used"
    lines: list[list[Piece]] = [[("✗ ", pens.warning), (skipped, pens.warning)]]
    lines += _wrapped(problem.message, width, pens.text)
    place = _place(problem.place, known)
    return [*lines, [(place, pens.quiet)]] if place else lines


def _way(chain: Chain, start: Start, known: Known, width: int, pens: Pens) -> list[list[Piece]]:
    heading: list[Piece] = [("how it is reached", pens.quiet)]
    name = start.profile or "here"
    lines = [heading, _step(1, name, START_WORDS[start.kind], width, pens)]
    if start.place is not None:
        lines.append(_fact("", start.place, width, pens.quiet, pens))
    for number, hop in enumerate(chain.hops):
        lines += _hop(
            number,
            hop,
            chained=number > 0 or start.kind == "sso",
            known=known,
            width=width,
            pens=pens,
        )
    return lines


def _hop(
    number: int, hop: Hop, *, chained: bool, known: Known, width: int, pens: Pens
) -> list[list[Piece]]:
    account = known.settings.accounts.get(hop.role.account_id)
    label = account.name if account and account.name else hop.role.account_id
    lines = [_step(number + 2, hop.role.name, label, width, pens)]
    if hop.mfa_serial:
        how = "MFA from a command" if hop.mfa_process else "MFA  needs a code"
        lines.append(_fact(how, hop.places.get("mfa_serial"), width, pens.warning, pens))
    if hop.external_id:
        lines.append(_fact("external id", hop.places.get("external_id"), width, pens.text, pens))
    asked = hop.duration or known.settings.duration or HOUR
    lasts = f"{time_left(min(asked, HOUR) if chained else asked)}"
    words = f"lasts {lasts}" + (", chained" if chained else "")
    lines.append(_fact(words, hop.places.get("role_arn"), width, pens.quiet, pens))
    return lines


def _step(number: int, name: str, what: str, width: int, pens: Pens) -> list[Piece]:
    right: list[Piece] = [(clip(what, 24), pens.quiet)]
    left: list[Piece] = [(f"{number:<3}", pens.accent), (clip(name, 64), pens.text)]
    return [*fitted(left, max(4, width - width_of(right) - 1)), (" ", pens.text), *right]


def _fact(words: str, place: Place | None, width: int, pen: Style, pens: Pens) -> list[Piece]:
    """Return a fact of a hop with, at the right end, the file and line that say so."""
    right = f"{safe(PurePath(place.file).name)}:{place.line}" if place else ""
    left: list[Piece] = [("   ", pens.text), (words, pen)]
    return [*fitted(left, max(4, width - len(right))), (right, pens.faint)]


def _place(place: Place | None, known: Known) -> str:
    if place is None:
        return ""
    path = safe(shown_path(place.file, known.env))
    return f"{path}:{place.line}" if place.line else path


def _wrapped(text: str, width: int, pen: Style) -> list[list[Piece]]:
    shown = clip(text, 400)
    return [[(line, pen)] for line in textwrap.wrap(shown, max(8, width))] or []


def _last_used(used: Used, now: float) -> str:
    days = int((now - used.last_used) // 86400)
    when = "today" if days < 1 else "yesterday" if days < 2 else f"{days} days ago"
    times = "once" if used.count == 1 else f"{used.count:,} times"
    return f"last used {when}  ·  {times}"

"""The detail pane: the role under the cursor and its chain."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.reactive import reactive

from swtui.duration import HOUR, LONGEST_CHAINED, describe_duration
from swtui.files import shown_path
from swtui.records import record
from swtui.roles.chain import START_KINDS, Chain, Hop, Start
from swtui.roles.role import Place, Problem, Role
from swtui.text import clip, safe
from swtui.tui.widgets.columns import GAP
from swtui.tui.widgets.line_widget import LineWidget
from swtui.tui.widgets.role_rows import NOTHING_IN_IT
from swtui.tui.widgets.styles import Piece, Styles, fitted

if TYPE_CHECKING:
    from swtui.roles.recent import Used
    from swtui.settings import Settings


@record
class RoleFacts:
    """The facts that the pane needs besides the role."""

    env: Mapping[str, str]
    settings: Settings
    now: float
    used: Used | None = None
    held: str = ""
    """Time left of the cached session, as text."""
    request: str = ""
    """The request of that session, as on a command line; empty for the name alone."""


def detail_lines(
    role: Role, chain: Chain | None, known: RoleFacts, width: int, pens: Styles
) -> list[list[Piece]]:
    """Return the lines of the pane, `width` cells wide."""
    lines = [*_what(role, known, width, pens), []]
    problem = role.problem or (chain.problem if chain else None)
    if role.problem is None and role.kind == "none":
        lines += _settings_alone(width, pens)
    elif problem is not None:
        lines += _broken(problem, known, width, pens)
    elif chain is not None and chain.start is not None:
        lines += _way(chain, chain.start, known, width, pens)
    if known.used is not None and known.used.count:
        lines += [[], [(_last_used(known.used, known.now), pens.quiet)]]
    return lines


def way_in_one_line(role: Role, chain: Chain | None, pens: Styles) -> list[Piece]:
    """Return the chain in one line, for a window too narrow for the pane."""
    if role.problem is not None:
        return [("✗ ", pens.warning), (clip(role.problem.message, 200), pens.quiet)]
    if role.kind == "none":
        return [(f"{NOTHING_IN_IT} ", pens.quiet), ("no credentials", pens.quiet)]
    if chain is None or chain.start is None:
        return []
    start = chain.start.profile or START_KINDS[chain.start.kind]
    pieces: list[Piece] = [(clip(start, 40), pens.quiet)]
    for hop in chain.hops:
        pieces += [("  ›  ", pens.faint), (safe(hop.role.name), pens.text)]
        if hop.mfa_serial:
            pieces.append((" MFA", pens.warning))
        if hop.external_id:
            pieces.append((" external ID", pens.quiet))
    return pieces


def _what(role: Role, known: RoleFacts, width: int, pens: Styles) -> list[list[Piece]]:
    account = role.account
    lines = [_wrapped(role.name, width, pens.strong)[0]]
    if role.role_name:
        where = f"{clip(role.role_name, 64)}  in  {clip(account.label, 60)}"
        lines.append([(where, pens.text)])
    if role.production:
        lines.append([("▲ PROD", pens.production), ("  asks before it is used", pens.quiet)])
    if role.origin == "typed":
        lines.append([("⇥ n", pens.accent), ("  another source profile", pens.quiet)])
    if known.held:
        lines.append([("● ", pens.held), (f"cached, {known.held} left", pens.held)])
        lines += _wrapped(known.request, width, pens.quiet)
    lines += [[(part, pens.quiet)] for part in arn_lines(safe(role.arn[:400]), width)]
    facts = [account.id if not role.arn else "", role.region]
    told = "  ".join(safe(fact) for fact in facts if fact)
    place = _place(role.place, known, width)
    if told and place and cell_len(told) + GAP + cell_len(place) <= width:
        told, place = f"{told}  {place}", ""
    return [*lines, *([(part, pens.quiet)] for part in (told, place) if part)]


def arn_lines(arn: str, width: int) -> list[str]:
    """Return an ARN in lines of at most `width`, broken behind a colon or a slash if possible."""
    lines = []
    while len(arn) > width > 0:
        at = max(arn.rfind(":", 0, width), arn.rfind("/", 0, width)) + 1 or width
        lines.append(arn[:at])
        arn = arn[at:]
    return [*lines, arn] if arn else lines


def _broken(problem: Problem, known: RoleFacts, width: int, pens: Styles) -> list[list[Piece]]:
    skipped = "AWS's own tools skip this section" if problem.ignored else "not usable"
    lines: list[list[Piece]] = [[("✗ ", pens.warning), (skipped, pens.warning)]]
    lines += _wrapped(problem.message, width, pens.text)
    place = _place(problem.place, known, width)
    return [*lines, [(place, pens.quiet)]] if place else lines


def _settings_alone(width: int, pens: Styles) -> list[list[Piece]]:
    """Say of a profile without credentials what it is: no mistake, and nothing to assume."""
    words = "no credentials, and nowhere to get them from: settings alone"
    return [
        [(f"{NOTHING_IN_IT} ", pens.quiet), *line]
        for line in _wrapped(words, width - 2, pens.quiet)
    ]


def _way(
    chain: Chain, start: Start, known: RoleFacts, width: int, pens: Styles
) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[("how it is reached", pens.quiet)]]
    lines.append(_step(1, start.profile or "here", start.place, width, pens))
    lines.append(_fact(START_KINDS[start.kind], None, width, pens.quiet, pens))
    for number, hop in enumerate(chain.hops):
        chained = number > 0 or start.kind == "sso"
        lines.append(_step(number + 2, hop.role.name, hop.places.get("role_arn"), width, pens))
        for words, key, pen in _facts(hop, chained, known, pens):
            lines.append(_fact(words, hop.places.get(key) if key else None, width, pen, pens))
    return lines


def _facts(
    hop: Hop, chained: bool, known: RoleFacts, pens: Styles
) -> Iterator[tuple[str, str, Style]]:
    """Yield what there is to know of a hop: the words, the key that says so, the pen."""
    account = known.settings.accounts.get(hop.role.account_id)
    named = f"{clip(account.name, 24)}  " if account and account.name else ""
    yield f"{named}{hop.role.account_id}", "", pens.quiet
    if hop.mfa_serial:
        yield (
            "MFA from a command" if hop.mfa_process else "MFA  needs a code",
            "mfa_serial",
            pens.warning,
        )
    if hop.external_id:
        yield "external ID", "external_id", pens.text
    asked = hop.duration or known.settings.duration or HOUR
    lasts = describe_duration(min(asked, LONGEST_CHAINED) if chained else asked)
    yield f"{lasts} at most, chained" if chained else lasts, "duration_seconds", pens.text


def _step(number: int, name: str, place: Place | None, width: int, pens: Styles) -> list[Piece]:
    left = [(f"{number:<3}", pens.accent), (clip(name, 64), pens.strong)]
    return _with_place(left, place, width, pens)


def _fact(words: str, place: Place | None, width: int, pen: Style, pens: Styles) -> list[Piece]:
    return _with_place([("   ", pens.text), (words, pen)], place, width, pens)


def _with_place(left: list[Piece], place: Place | None, width: int, pens: Styles) -> list[Piece]:
    """Return a line with, at its right end, the file and line that say so."""
    if place is None:
        return fitted(left, width)
    right = _to_line(safe(PurePath(place.file).name), place.line, max(width // 2, 8))
    return [
        *fitted(left, max(4, width - cell_len(right) - GAP)),
        (" " * GAP, pens.quiet),
        (right, pens.quiet),
    ]


def _place(place: Place | None, known: RoleFacts, width: int) -> str:
    """Return a file and line in at most `width` cells."""
    if place is None:
        return ""
    return _to_line(safe(shown_path(place.file, known.env)), place.line, width)


def _to_line(path: str, line: int, width: int) -> str:
    """Return `path:line` in at most `width` cells: the path gives way, from its start."""
    end = f":{line}" if line else ""
    room = max(1, width - len(end))
    if cell_len(path) > room:
        while path and cell_len(path) > room - 1:
            path = path[1:]
        path = f"…{path}"
    return path + end


def _wrapped(text: str, width: int, pen: Style) -> list[list[Piece]]:
    shown = clip(text, 400)
    return [[(line, pen)] for line in textwrap.wrap(shown, max(8, width))] or []


def _last_used(used: Used, now: float) -> str:
    days = int((now - used.last_used) // 86400)
    when = "today" if days < 1 else "yesterday" if days < 2 else f"{days} days ago"
    times = "once" if used.count == 1 else f"{used.count:,} times"
    return f"last used {when}  ·  {times}"


class DetailPane(LineWidget):
    """The details of a role if there is room for them, else its chain in one line."""

    role: reactive[Role | None] = reactive(None)
    chain: reactive[Chain | None] = reactive(None)
    held: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    requests: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    used: reactive[Mapping[str, Used]] = reactive[Mapping[str, "Used"]]({})

    def __init__(
        self, env: Mapping[str, str], settings: Settings, now: Callable[[], float]
    ) -> None:
        super().__init__(id="detail")
        self._env = env
        self._settings = settings
        self._now = now

    def watch_role(self) -> None:
        """Draw again."""
        self.renew()

    def watch_chain(self) -> None:
        """Draw again."""
        self.renew()

    def watch_held(self) -> None:
        """Draw again."""
        self.renew()

    def watch_requests(self) -> None:
        """Draw again."""
        self.renew()

    def watch_used(self) -> None:
        """Draw again."""
        self.renew()

    def lines(self, width: int, height: int, pens: Styles) -> list[list[Piece]]:
        """Return the lines for the size."""
        if self.role is None:
            return []
        if height < 4:
            return [[], [("   ", pens.text), *way_in_one_line(self.role, self.chain, pens)]][
                -height:
            ]
        name = self.role.name
        known = RoleFacts(
            env=self._env,
            settings=self._settings,
            now=self._now(),
            used=self.used.get(name),
            held=self.held.get(name, ""),
            request=self.requests.get(name, ""),
        )
        return detail_lines(self.role, self.chain, known, width, pens)

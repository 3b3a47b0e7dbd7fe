"""Store the state between runs: favourites, uses, the theme, maximum durations.

One private JSON file; nothing in it is secret. A damaged file counts as empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from swtui.duration import LONGEST_SESSION, is_session_duration
from swtui.errors import CacheError, ConfigError
from swtui.files import locked, private_dir, read_regular, state_dir, write_private
from swtui.records import EMPTY, pair, record, replace
from swtui.roles.warm_uses import forget_warm_uses, warm_uses

HALF_LIFE = 14 * 86400
"""Seconds after which a use counts half."""
MOST_KEPT = 500
"""Roles remembered; the ones used longest ago are dropped."""
AGAIN = 60
"""Seconds within which the uses that a warm answer noted count as one: scripts come in bursts."""
MOST_WORKED = 200
"""Roles of which it is remembered what decided their last session."""


@pair
class Used:
    """The use of a role."""

    count: int
    last_used: float
    """Seconds since the epoch."""


@pair
class Lasting:
    """The known limits of a role's session duration, in seconds."""

    granted: int
    """The role allows at least this."""
    refused: int
    """The role does not allow this; 0 when nothing was refused."""

    @property
    def is_exact(self) -> bool:
        """Whether the maximum is known exactly, as from the role's MaxSessionDuration."""
        return self.refused == self.granted + 1

    def joined(self, new: Lasting) -> Lasting:
        """Return the limits after a new answer, which wins where the two contradict."""
        old_refused = self.refused if self.refused > new.granted else 0
        refused = min(filter(None, (old_refused, new.refused)), default=0)
        holds = not refused or self.granted < refused
        return Lasting(max(self.granted, new.granted) if holds else new.granted, refused)


@pair
class Worked:
    """The last time a role was assumed, and its inputs then."""

    at: float
    """Seconds since the epoch."""
    facts: Mapping[str, str]
    """Fact → digest of its value; empty where there was none."""


@record
class Recent:
    """The state file's content."""

    favourites: frozenset[str] = frozenset()
    used: Mapping[str, Used] = EMPTY
    """By the role's name."""
    theme: str = ""
    lasting: Mapping[str, Lasting] = EMPTY
    """By role ARN."""
    alias: Mapping[str, str] = EMPTY
    """The alias last seen, by account ID."""
    alias_denied: frozenset[str] = frozenset()
    """Principals (ARNs) who may not list account aliases: they are not asked for again."""
    worked: Mapping[str, Worked] = EMPTY
    """By the role's name."""


def state_path(env: Mapping[str, str]) -> Path:
    """Return the path of the state file."""
    return state_dir(env) / "state.json"


def load_recent(env: Mapping[str, str]) -> Recent:
    """Return the stored state; a file that cannot be read is treated as empty."""
    try:
        raw = json.loads(read_regular(state_path(env)))
    except (FileNotFoundError, ConfigError, ValueError, RecursionError):
        raw = None
    recent = _from_json(raw) if isinstance(raw, dict) else Recent()
    noted = warm_uses(env)
    return replace(recent, used=_taken_in(recent.used, noted)) if noted else recent


def _taken_in(used: Mapping[str, Used], noted: Sequence[tuple[str, float]]) -> dict[str, Used]:
    result = dict(used)
    for name, at in noted:
        before = result.get(name, Used(0, 0.0))
        count = before.count + (at >= before.last_used + AGAIN)
        result[name] = Used(count, max(at, before.last_used))
    return result


def _from_json(raw: Mapping[str, Any]) -> Recent:
    theme = raw.get("theme")
    return Recent(
        favourites=_names(raw.get("favourites")),
        used={
            name: Used(int(pair[0]), float(pair[1]))
            for name, pair in _table(raw.get("used"), list).items()
            if len(pair) == 2 and _is_sane(pair[0]) and _is_sane(pair[1])
        },
        theme=theme if isinstance(theme, str) else "",
        lasting={
            arn: Lasting(*pair)
            for arn, pair in _table(raw.get("lasting"), list).items()
            if _is_lasting(pair)
        },
        alias=_table(raw.get("alias"), str),
        alias_denied=_names(raw.get("alias_denied")),
        worked={
            name: Worked(float(pair[0]), _table(pair[1], str))
            for name, pair in _table(raw.get("worked"), list).items()
            if len(pair) == 2 and _is_sane(pair[0])
        },
    )


def _is_sane(value: object) -> bool:
    """Return whether a count or a time is finite and not too large."""
    return isinstance(value, int | float) and 0 <= value < 1e15


def _is_lasting(pair: list[Any]) -> bool:
    if len(pair) != 2 or not all(type(seconds) is int for seconds in pair):
        return False
    granted, refused = pair
    is_refusal = granted < refused <= LONGEST_SESSION + 1
    return is_session_duration(granted) and (refused == 0 or is_refusal)


def _names(value: object) -> frozenset[str]:
    items = value if isinstance(value, list) else []
    return frozenset(item for item in items if isinstance(item, str))


def _table(value: object, of: type) -> dict[str, Any]:
    items = value if isinstance(value, dict) else {}
    return {key: item for key, item in items.items() if isinstance(item, of)}


def _to_json(recent: Recent) -> bytes:
    newest = sorted(recent.used.items(), key=lambda item: -item[1].last_used)[:MOST_KEPT]
    worked = sorted(recent.worked.items(), key=lambda item: -item[1].at)[:MOST_WORKED]
    raw = {
        "favourites": sorted(recent.favourites),
        "used": {name: [used.count, used.last_used] for name, used in newest},
        "theme": recent.theme,
        "lasting": {arn: [each.granted, each.refused] for arn, each in recent.lasting.items()},
        "alias": dict(recent.alias),
        "alias_denied": sorted(recent.alias_denied),
        "worked": {name: [last.at, dict(last.facts)] for name, last in worked},
    }
    return json.dumps(raw, indent=1).encode()


def change(env: Mapping[str, str], how: Callable[[Recent], Recent]) -> Recent:
    """Change the state file under its lock, and return the new state. Raises CacheError."""
    path = state_path(env)
    private_dir(path.parent)
    with locked(path.with_name("state.lock"), wait=2.0):
        changed = how(load_recent(env))
        write_private(path, _to_json(changed))
        forget_warm_uses(env)
    return changed


def note_use(env: Mapping[str, str], name: str, now: float) -> None:
    """Store that a role was used at `now` (seconds since the epoch). Raises CacheError."""

    def used(recent: Recent) -> Recent:
        before = recent.used.get(name)
        entry = Used(before.count + 1 if before else 1, now)
        return replace(recent, used={**recent.used, name: entry})

    change(env, used)


def toggle_favourite(env: Mapping[str, str], name: str) -> bool:
    """Make a role a favourite, or no longer; return whether it now is one. Raises CacheError."""
    changed = change(env, lambda r: replace(r, favourites=r.favourites ^ {name}))
    return name in changed.favourites


def save_theme(env: Mapping[str, str], theme: str) -> None:
    """Store the theme. Raises CacheError."""
    change(env, lambda recent: replace(recent, theme=theme))


def remember_duration(env: Mapping[str, str], arn: str, new: Lasting) -> None:
    """Store the limits of a role's session duration; an error is ignored."""

    def learnt(recent: Recent) -> Recent:
        old = recent.lasting.get(arn)
        return replace(recent, lasting={**recent.lasting, arn: old.joined(new) if old else new})

    try:
        change(env, learnt)
    except CacheError:
        return  # it will be learned again


def remember_alias(env: Mapping[str, str], account_id: str, alias: str) -> None:
    """Store an account's alias; an error is ignored."""
    try:
        change(env, lambda r: replace(r, alias={**r.alias, account_id: alias}))
    except CacheError:
        return  # it will be asked for again


def remember_alias_denied(env: Mapping[str, str], principal_arn: str) -> None:
    """Store that a principal may not list account aliases; an error is ignored."""
    try:
        change(env, lambda r: replace(r, alias_denied=r.alias_denied | {principal_arn}))
    except CacheError:
        return  # it will be refused again


def remember_worked(env: Mapping[str, str], name: str, at: float, facts: Mapping[str, str]) -> None:
    """Store that a role was assumed, with the inputs; an error is ignored."""
    try:
        change(env, lambda r: replace(r, worked={**r.worked, name: Worked(at, dict(facts))}))
    except CacheError:
        return  # then a change cannot be reported later


def frecency(recent: Recent, now: float) -> dict[str, float]:
    """Return the score of each used role: its uses, each worth half after `HALF_LIFE`."""
    return {
        name: used.count * 0.5 ** (max(0.0, now - used.last_used) / HALF_LIFE)
        for name, used in recent.used.items()
    }

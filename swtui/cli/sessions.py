"""`swtui sessions`: list the cached sessions, or delete them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.errors import CacheError, ConfigError
from swtui.text import count_columns, padded, safe
from swtui.when import rfc3339

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext
    from swtui.sessions.cache.store import CachedEntry, LayeredStore
    from swtui.sessions.request import SessionRequest


def arguments(parser: Parser) -> None:
    """Declare the arguments of `sessions`."""
    parser.add_argument(
        "verb", nargs="?", choices=("clear",), metavar="clear", help="delete all cached sessions"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list of objects")


def run(args: Arguments, context: CommandContext) -> int:
    """List or clear the cached sessions."""
    if args.verb == "clear":
        _clear(context.store)
        return 0
    entries = sorted(context.store.list(), key=lambda entry: (entry.name, entry.expires_at))
    if args.json:
        output.write_json([_as_json(entry) for entry in entries])
        return 0
    output.print_notice(context.store.why)
    now = time.time()
    rows = [(safe(entry.name), entry.account, _left(entry, now), entry.where) for entry in entries]
    requests = [safe(_request(entry).words()) for entry in entries]
    widths = [max((count_columns(row[place]) for row in rows), default=0) for place in range(4)]
    for row, words in zip(rows, requests, strict=True):
        cells = [padded(*pair) for pair in zip(row, widths, strict=True)]
        output.print_text("  ".join([*cells, words]).rstrip() + "\n")
    return 0


def _clear(store: LayeredStore) -> None:
    before = set(store.list())
    count = store.clear()
    output.print_notice(f"deleted {count} session{'' if count == 1 else 's'}")
    left = before & set(store.list())
    if left:
        where = " and ".join(sorted({entry.where for entry in left}))
        raise CacheError(
            f"{len(left)} could not be deleted ({where})",
            hint="is it read-only? each expires on its own",
        )


def _request(entry: CachedEntry) -> SessionRequest:
    """Return the request of a session; empty if a newer version wrote it in another form."""
    from swtui.sessions.request import SessionRequest, read_request

    try:
        return read_request(entry.request)
    except ConfigError:
        return SessionRequest()


def _as_json(entry: CachedEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "account": entry.account,
        "role_arn": entry.role_arn,
        "expires": rfc3339(entry.expires_at),
        "where": entry.where,
        "request": [{"option": name, "value": value} for name, value in _request(entry).pairs()],
    }


def _left(entry: CachedEntry, now: float) -> str:
    minutes = int(entry.expires_at - now) // 60
    return f"{minutes} min left" if entry.expires_at > now else "expired"

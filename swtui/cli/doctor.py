"""`swtui doctor`: what is well with the set-up, what is not, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swtui.cli import talk
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.checkup import health
from swtui.health import HealthLine, report

if TYPE_CHECKING:
    from swtui.cli.rooms import Rooms

PROBLEM_CODE = 3
"""The exit code where something will not work: a matter of configuration."""


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `doctor`."""
    parser.add_argument(
        "--online", action="store_true", help="ask AWS too: the clock, the age of keys"
    )
    parser.add_argument("--json", action="store_true", help="a list of objects, texts raw")


def run(args: Arguments, rooms: Rooms) -> int:
    """Show every line; exit 3 when there is a problem, 0 where there are only warnings."""
    lines = health(rooms, online=args.online)
    if args.json:
        talk.data_json([as_json(line) for line in lines])
    else:
        talk.human("\n".join(report(lines, rooms.env, talk.width(rooms.env))) + "\n")
    return PROBLEM_CODE if any(line.state == "problem" for line in lines) else 0


def as_json(line: HealthLine) -> dict[str, Any]:
    """Return a line as the documented object; texts are raw."""
    file, number = line.place or (None, None)
    return {
        "area": line.area,
        "state": line.state,
        "text": line.text,
        "cure": line.cure or None,
        "file": file,
        "line": number or None,
    }

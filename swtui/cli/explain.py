"""`swtui explain`: how a role is reached, hop by hop, why it fails, and what would allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swtui.cli import talk
from swtui.cli.arguments import Arguments, Parser, add_assume_options, assume_options
from swtui.cli.list_roles import problem_json
from swtui.files import shown_path
from swtui.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swtui.access.explanation.explanation import Explanation
    from swtui.cli.rooms import Rooms
    from swtui.roles.chain import Chain, Hop
    from swtui.roles.role import Place, Role
    from swtui.sessions.options import AssumeOptions


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `explain`."""
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--offline", action="store_true", help="the chain alone; ask nobody")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--read-policies", action="store_true", help="look a denied role up in IAM, as the caller"
    )
    parser.add_argument(
        "--read-with", metavar="NAME", default="", help="the same, as another role of its account"
    )
    add_assume_options(parser)


def run(args: Arguments, rooms: Rooms) -> int:
    """Show the chain, each hop tried; exit as `export` would (3 when it cannot be walked)."""
    options = assume_options(args)
    role = rooms.catalogue.find(args.name, source_profile=args.source_profile)
    chain = rooms.catalogue.chain(role)
    if args.offline or chain.problem is not None:
        if args.json and args.offline:
            talk.data_json(as_json(chain))
        elif args.json:
            from swtui.cli.explain_json import unwalkable_json

            talk.data_json(unwalkable_json(role, chain))
        else:
            talk.human("\n".join(lines(chain, rooms.env)) + "\n")
        return 0 if chain.problem is None else 3
    found = _explanation(role, options, args, rooms)
    if args.json:
        from swtui.cli.explain_json import explanation_json

        talk.data_json(explanation_json(found))
    else:
        from swtui.cli.explain_text import explanation_lines

        talk.human("\n".join(explanation_lines(found, talk.width(rooms.env))) + "\n")
    return found.exit_code


def _explanation(role: Role, options: AssumeOptions, args: Arguments, rooms: Rooms) -> Explanation:
    from swtui.access.explanation.explanation import explain
    from swtui.cli.ask_code import asker

    for warning in rooms.warnings:
        talk.say(warning)
    ask = asker(rooms.env, from_stdin=args.mfa_stdin)
    other = rooms.catalogue.find(args.read_with) if args.read_with else None
    return explain(
        role,
        options,
        broker=rooms.broker,
        catalogue=rooms.catalogue,
        ask=ask,
        read=args.read_policies,
        read_with=None if other is None else lambda: rooms.broker.session(other, ask=ask),
    )


def as_json(chain: Chain) -> dict[str, Any]:
    """Return a chain as the documented object; an external id is only said to be there."""
    start = chain.start
    return {
        "profile": chain.profile,
        "start": None if start is None else {"kind": start.kind, "profile": start.profile},
        "hops": [
            {
                "profile": hop.profile,
                "role_arn": str(hop.role),
                "mfa_serial": hop.mfa_serial or None,
                "external_id": bool(hop.external_id),
                "session_name": hop.session_name or None,
                "duration": hop.duration,
            }
            for hop in chain.hops
        ],
        "problem": problem_json(chain.problem),
    }


def lines(chain: Chain, env: Mapping[str, str]) -> list[str]:
    """Return the chain as display-safe lines: the start, each hop, and any problem."""
    shown = [safe(chain.profile)]
    if chain.start is not None:
        holder = f" of {safe(chain.start.profile)}" if chain.start.profile else ""
        shown.append(f"  start  {chain.start.kind}{holder}{_at(chain.start.place, env)}")
    for number, hop in enumerate(chain.hops, 1):
        shown.append(f"  hop {number}  {safe(str(hop.role))}{_at(hop.places.get('role_arn'), env)}")
        shown += [f"         {line}" for line in _hop_facts(hop, env)]
    if chain.problem is not None:
        shown.append(f"  ✗ {safe(chain.problem.message)}{_at(chain.problem.place, env)}")
    return shown


def _hop_facts(hop: Hop, env: Mapping[str, str]) -> list[str]:
    facts = {
        "mfa_serial": f"MFA {safe(hop.mfa_serial)}" if hop.mfa_serial else "",
        "external_id": "external id" if hop.external_id else "",
        "role_session_name": f"session name {safe(hop.session_name)}" if hop.session_name else "",
        "duration_seconds": f"for {hop.duration} s" if hop.duration else "",
    }
    return [text + _at(hop.places.get(key), env) for key, text in facts.items() if text]


def _at(place: Place | None, env: Mapping[str, str]) -> str:
    if place is None:
        return ""
    return f"  ({safe(shown_path(place.file, env))}:{place.line})"

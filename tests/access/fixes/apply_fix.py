"""Making a proposed change in the laboratory: in its organisation, or in the config file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from swtui.access.diagnosis.report import HopReport
from swtui.access.fixes.fix import PROFILE, TRUST, Fix
from swtui.access.fixes.propose import propose_fixes
from swtui.demo.organisation import DemoRole, DemoUser, Organisation
from tests.access.case import PEOPLE


def proposed_for(hop: HopReport) -> tuple[Fix, ...]:
    assert hop.evidence is not None
    return propose_fixes(hop.evidence, hop.causes, hop.lookup)


def make(changes: Iterable[Fix], hop: HopReport, organisation: Organisation, home: Path) -> None:
    """Make each change as anyone who owns that side would."""
    for change in changes:
        if change.side == PROFILE:
            write_settings(change, home)
        elif change.side == TRUST:
            change_trust(change, organisation.roles[hop.role_arn], organisation)
        else:
            change_caller(change, caller_of(hop, organisation), organisation)


def caller_of(hop: HopReport, organisation: Organisation) -> DemoUser | DemoRole:
    name = hop.caller.split("/")[1]
    if ":user/" in hop.caller:
        return organisation.user(name)
    found = organisation.role_named(PEOPLE, name)
    assert found is not None
    return found


def change_trust(change: Fix, role: DemoRole, organisation: Organisation) -> None:
    assert change.proposed is not None
    organisation.add(replace(role, trust=change.proposed))


def change_caller(change: Fix, who: DemoUser | DemoRole, organisation: Organisation) -> None:
    assert change.proposed is not None
    held = change.policy
    if held is None:
        organisation.add(replace(who, policies=(*who.policies, change.proposed)))
    elif held.kind == "inline":
        inline = list(who.policies)
        inline[int(held.name.removeprefix("Inline")) - 1] = change.proposed
        organisation.add(replace(who, policies=tuple(inline)))
    else:
        attached = tuple(
            replace(each, document=change.proposed) if each.arn == held.arn else each
            for each in who.attached
        )
        organisation.add(replace(who, attached=attached))


def write_settings(change: Fix, home: Path) -> None:
    path = home / ".aws/config"
    head, it, rest = path.read_text().partition("[profile it]\n")
    section, bracket, after = rest.partition("\n[")
    for key, value in change.settings:
        section = re.sub(rf"(?m)^{key} = .*\n?", "", section)
        section = f"{key} = {value}\n{section}"
    path.write_text(head + it + section + bracket + after)

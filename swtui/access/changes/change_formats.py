"""Proposed changes as text: a diff, the documents, what to deploy them with, or the profile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import unified_diff
from typing import Any

from swtui.access.changes.asker_profile import SHOWN, file_words, section_now, section_then
from swtui.access.changes.change import ASKER, Change
from swtui.access.changes.change_commands import commands_for, resources_for, terraform_for
from swtui.access.evaluator.policy_document import LATEST_VERSION, Condition
from swtui.access.evaluator.policy_reader import read_policy
from swtui.access.explanation.evidence import Evidence
from swtui.access.policies.policy_formats import FORMATS, NAMED_IAM, Written, template
from swtui.access.policies.policy_names import Names, check_names
from swtui.errors import UsageError

DIFF = "diff"
CHANGE_FORMATS = (DIFF, *FORMATS)
"""What `write_changes` knows; the first is the usual one."""


def write_changes(
    changes: tuple[Change, ...], form: str, evidence: Evidence, names: Names, side: str = ""
) -> Written:
    """Return changes in one of `CHANGE_FORMATS`; the text is empty where the form cannot say them.

    `side` says that one side alone was asked for: then JSON is its document itself, else an object
    of documents by side. Raises UsageError for a name that cannot be used, and for a value that no
    shell bears.
    """
    check_names(names)
    if form == "profile":
        return _profile(changes, evidence, names)
    policies = tuple(change for change in changes if change.side != ASKER)
    if form == DIFF:
        return Written("\n".join(_shown(change, evidence, names) for change in changes))
    if form == "json":
        return _json(policies, side)
    whole = [change for change in policies if change.proposed is not None]
    if form == "cli":
        return _joined((commands_for(change, evidence, names) for change in changes), ())
    if form == "terraform":
        notes = (_TWO_PROVIDERS,) if _is_of_two_accounts(whole, evidence) else ()
        return _joined([terraform_for(change, evidence, names) for change in whole], notes)
    _refuse_two_accounts(whole, evidence)
    made = [resources_for(change, evidence, names) for change in whole]
    merged = {name: each for resources, _ in made for name, each in resources.items()}
    said = tuple(note for _, each in made for note in each)
    text = template(merged) if merged else ""
    return Written(text, (NAMED_IAM, *said) if merged else said)


_TWO_PROVIDERS = "the two are in different accounts: each needs its own provider"


def _refuse_two_accounts(whole: list[Change], evidence: Evidence) -> None:
    """Raise UsageError where one template would have to stand in two accounts."""
    if _is_of_two_accounts(whole, evidence):
        raise UsageError(
            "both sides change, and they are in different accounts: no one template does for both",
            hint="policy caller --from-refusal …, and policy trust --from-refusal …",
        )


def _is_of_two_accounts(whole: list[Change], evidence: Evidence) -> bool:
    role = evidence.role
    both = len({change.side for change in whole}) > 1
    return both and role is not None and role.account_id != evidence.account


def _joined(parts: Iterable[Written], notes: tuple[str, ...]) -> Written:
    parts = list(parts)
    text = "\n".join(part.text for part in parts if part.text)
    return Written(text, (*notes, *(note for part in parts for note in part.notes)))


def _json(policies: tuple[Change, ...], side: str) -> Written:
    documents = {change.side: change.proposed for change in policies if change.proposed is not None}
    if not documents:
        return Written("")
    shown = documents.get(side) if side else documents
    return Written(json.dumps(shown, indent=2) + "\n")


def _shown(change: Change, evidence: Evidence, names: Names) -> str:
    """Return one change as a diff; what was not read, or is new, as it is."""
    if change.side == ASKER:
        if not change.settings:
            return ""
        now, then = section_now(evidence), section_then(evidence, (change,), names.profile_name)
        if not now:
            return "\n".join(then) + "\n"
        return _diff(now, then, file_words(evidence), around=len(SHOWN) + 1)
    if change.current is None:
        return json.dumps(change.proposed, indent=2) + "\n"
    now, then = (
        json.dumps(each, indent=2).splitlines() for each in (change.current, change.proposed)
    )
    return _diff(now, then, change.where)


def essence(change: Change) -> str:
    """Return what a change adds, as text: statements whole, lines of a profile, options."""
    if change.side == ASKER:
        lines = [f"{key} = {value}" for key, value in change.settings]
        return "\n".join(lines or [" ".join(change.options)])
    if change.proposed is None or change.current is None:
        return json.dumps(change.proposed, indent=2) if change.proposed is not None else ""
    before = _statements(change.current)
    new = (each for each in _statements(change.proposed) if each not in before)
    return "\n".join(json.dumps(each, indent=2) for each in new)


def changed_conditions(change: Change) -> tuple[Condition, ...]:
    """Return the conditions of the statements that a change adds, or adds something to."""
    if change.current is None or change.proposed is None:
        return ()
    before = _statements(change.current)
    new = [each for each in _statements(change.proposed) if each not in before]
    read = read_policy({"Version": LATEST_VERSION, "Statement": new})
    return tuple(condition for each in read.statements for condition in each.conditions)


def _statements(document: Mapping[str, Any]) -> list[Any]:
    listed = document.get("Statement")
    return list(listed) if isinstance(listed, list | tuple) else [listed]


def _diff(now: list[str], then: list[str], where: str, around: int = 3) -> str:
    labels = (f"{where}, as it is", f"{where}, as it would be")
    return "\n".join(unified_diff(now, then, *labels, n=around, lineterm="")) + "\n"


def _profile(changes: tuple[Change, ...], evidence: Evidence, names: Names) -> Written:
    lines = section_then(evidence, changes, names.profile_name)
    place = f"it goes into {file_words(evidence)}"
    if evidence.profile is not None:
        place = f"it stands in {file_words(evidence)}"
        if not any(change.settings for change in changes):
            place += ", and no line of it has to change"
    return Written("\n".join(lines) + "\n", (place,)) if lines else Written("")

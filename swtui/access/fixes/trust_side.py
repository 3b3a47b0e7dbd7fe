"""Build the smallest change to a role's trust policy that was read: one statement or principal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from swtui.access.diagnosis.refused_call import (
    RefusedCall,
    build_request,
    caller_principal,
    find_role_arn,
    needed_actions,
    trust_words,
)
from swtui.access.diagnosis.statements import WayIn, is_permission_set, statement_for_caller, way_in
from swtui.access.evaluator.evaluator import Evaluation, evaluate_trust, read_policy
from swtui.access.evaluator.nearest import extra_actions
from swtui.access.evaluator.principals import UNIQUE_ID
from swtui.access.evaluator.results import StatementResult
from swtui.access.fixes.document_edits import and_principal, and_statement, without_principals
from swtui.access.fixes.fix import LIKELY, SURE, TRUST, Fix
from swtui.access.fixes.profile_side import answered, asker_change
from swtui.roles.arn import find_permission_set, parse_session_arn

ACTIONS = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


class TrustWork:
    """Goes through the actions that a call needs, and changes the policy for each in turn."""

    def __init__(self, refused: RefusedCall, trust: Mapping[str, Any]) -> None:
        self.evidence = refused
        """As it would be, with what the asker brings."""
        self.document: Mapping[str, Any] = trust
        """As it would be."""
        self.asker: list[Fix] = []
        """The changes on the asker's side; also conditions that only the owner may widen."""
        self._trust = trust
        self._said: list[str] = []
        self._notes: list[str] = []
        self._denial: Fix | None = None
        self._nearest = ""
        self._added: dict[str, str] = {}
        """Action → the path of the statement that was added for it."""

    def changes(self) -> Iterator[Fix]:
        """Yield what would let the call through; nothing where the trust policy does already."""
        for action in ACTIONS:
            if action in needed_actions(self.evidence):
                self._allow(action)
        if self._denial is not None and self._denial.certainty == SURE:
            yield self._denial
            return
        if self.document != self._trust:
            self._leave_out_deleted()
            yield Fix(
                side=TRUST,
                kind="not-trusted",
                why=" ".join(self._said),
                where=trust_words(self.evidence),
                current=self._trust,
                proposed=self.document,
                statement=self._nearest,
                notes=tuple(self._notes),
            )
        yield from self.asker
        if self._denial is not None:
            yield self._denial

    def _leave_out_deleted(self) -> None:
        """Leave out what remains of deleted principals: IAM refuses a policy that names them."""
        own = self.evidence.user_id.partition(":")[0]
        named = [
            each.name
            for statement in read_policy(self.document).statements
            for each in statement.principals
            if UNIQUE_ID.fullmatch(each.name) and each.name != own
        ]
        if named:
            names = tuple(dict.fromkeys(named))
            self.document = without_principals(self.document, names)
            self._notes.append(
                f"leaves out {' and '.join(names)}: the ID of a deleted user or role lets no one "
                "in, and IAM refuses a policy that names it"
            )

    @property
    def evaluations(self) -> dict[str, Evaluation]:
        """The decision of the changed policy about each action."""
        policy = read_policy(self.document)
        return {
            action: evaluate_trust(policy, build_request(self.evidence, action, policy))
            for action in needed_actions(self.evidence)
        }

    def _allow(self, action: str) -> None:
        for _ in range(3):  # a principal, a statement, what the asker brings
            evaluations = self.evaluations
            evaluation = evaluations[action]
            if evaluation.verdict == "allowed":
                return
            if evaluation.denies or evaluation.allows:
                self._denial = _denial(self.evidence, evaluation)
                return
            before = (self.document, self.evidence)
            self._take_step(action, evaluations)
            if before == (self.document, self.evidence):
                return

    def _take_step(self, action: str, evaluations: dict[str, Evaluation]) -> None:
        """Take the step that is missing first, as far as that is ours to propose."""
        results = evaluations[action].results
        added = [each for each in results if each.statement.path == self._added.get(action)]
        if added:
            self._meet(added[0])
            return
        way = way_in(self.evidence, evaluations, action)
        nearest = way.nearest
        self._nearest = self._nearest or (nearest.label if nearest is not None else "")
        if nearest is None or way.step == "statement":
            self._add_statement(way)
        elif way.step == "principal":
            self._add_caller(nearest)
        else:
            self._meet(nearest)

    def _add_caller(self, nearest: StatementResult) -> None:
        """Add the caller to the principals of a statement that covers the call."""
        arn = find_role_arn(caller_principal(self.evidence))
        if not arn:
            return
        self.document = and_principal(self.document, nearest.statement.path, arn)
        self._said.append(f"Adds {arn} to the principals of {nearest.label}.")
        if nearest.statement.conditions:
            self._notes.append("the statement's conditions stay as they are")
        self._notes.extend(extra_actions(nearest, needed_actions(self.evidence)))
        self._note_path()

    def _add_statement(self, way: WayIn) -> None:
        """Add a statement for the caller alone, under the conditions in force."""
        statement = statement_for_caller(self.evidence, way)
        if statement is None:
            return
        self.document = and_statement(self.document, statement)
        path = f"Statement[{len(self.document['Statement']) - 1}]"
        self._added |= dict.fromkeys(way.actions, path)
        who = f"to {find_role_arn(caller_principal(self.evidence))}"
        if is_permission_set(self.evidence):
            who = (
                "to the permission set of the caller, by the pattern that still fits its role "
                "when Identity Center makes it again"
            )
        under = ", under the conditions that the policy asks for" if way.conditions else ""
        actions = " and ".join(way.actions)
        self._said.append(f"Adds a statement that allows {actions} {who}{under}.")
        self._note_path()

    def _meet(self, nearest: StatementResult) -> None:
        """Meet the conditions of a statement on the asker's side."""
        policy = read_policy(self.document)
        for reason in nearest.deciding:
            change = asker_change(self.evidence, policy, nearest, reason)
            if change not in self.asker:
                self.asker.append(change)
            if change.settings or change.options:
                self.evidence = answered(self.evidence, change)

    def _note_path(self) -> None:
        arn = caller_principal(self.evidence)
        session = parse_session_arn(arn)
        if session and not find_permission_set(session.role_name):
            self._notes.append(
                "a session's ARN does not show its role's path: if the role has one, write it in"
            )


def _denial(refused: RefusedCall, evaluation: Evaluation) -> Fix:
    """Say which statement denies it, or may, where another allows it already."""
    met = True if evaluation.denies else None
    denying = [
        result
        for result in evaluation.results
        if result.statement.effect != "Allow" and result.matched is met
    ]
    labels = "; ".join(result.why for result in denying)
    return Fix(
        side=TRUST,
        kind="denied-by-resource-based-policy",
        why=f"No Allow overrides a Deny, so none is proposed; this decides: {labels}"
        if met
        else f"A Deny that may apply decides, and no Allow overrides it: {labels}",
        where=trust_words(refused),
        certainty=SURE if met else LIKELY,
        statement=denying[0].label if denying else "",
    )

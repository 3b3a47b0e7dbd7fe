"""The smallest change to a role's trust policy that was read: whom it names, which action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from swtui.access.changes.asker_changes import answered, asker_change
from swtui.access.changes.change import LIKELY, SURE, TRUST, Change
from swtui.access.changes.document_edits import (
    and_condition_value,
    and_principal,
    and_statement,
    and_value,
    statement_at,
    with_statement,
)
from swtui.access.changes.nearest_statement import (
    admits,
    failed_reasons,
    goes_along,
    names_people,
    nearest_allow,
)
from swtui.access.changes.trust_naming import (
    caller_principal,
    role_arn_of,
    trust_statement,
    trust_words,
)
from swtui.access.evaluator.evaluator import Evaluation, Policy, evaluate_trust, read_policy
from swtui.access.evaluator.principals import ITSELF, ROLE
from swtui.access.evaluator.reasons import Reason, StatementResult
from swtui.access.explanation.asked_request import actions_of, request_of
from swtui.access.explanation.evidence import Evidence
from swtui.access.policies.policy_pieces import Document
from swtui.access.policies.trust_policy import trust_statement_for

_UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,124}", re.ASCII)
_WIDENED = ("ArnLike", "ArnEquals", "StringLike", "StringEquals")
"""Operators whose list of `aws:PrincipalArn` may take one ARN more: that lets in one caller."""
ACTIONS = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


class TrustWork:
    """Goes through the actions that a call needs, and mends the policy for each in turn."""

    def __init__(self, evidence: Evidence, trust: Mapping[str, Any]) -> None:
        self.evidence = evidence
        """As it would be, with what the asker brings."""
        self.document: Mapping[str, Any] = trust
        """As it would be."""
        self.asker: list[Change] = []
        """What the asker has to bring; also conditions that only the owner may widen."""
        self._trust = trust
        self._said: list[str] = []
        self._kind = ""
        self._notes: list[str] = []
        self._denied: Change | None = None

    def changes(self) -> Iterator[Change]:
        """Yield what would let the call through; nothing where the trust policy does already."""
        for action in ACTIONS:
            if action in actions_of(self.evidence) and self._denied is None:
                self._mend(action)
        if self._denied is not None:
            yield self._denied
            return
        if self.document != self._trust:
            yield Change(
                TRUST,
                self._kind,
                " ".join(self._said),
                trust_words(self.evidence),
                current=self._trust,
                proposed=self.document,
                notes=tuple(self._notes),
            )
        yield from self.asker

    def _evaluated(self, action: str) -> tuple[Policy, Evaluation]:
        policy = read_policy(self.document)
        return policy, evaluate_trust(policy, request_of(self.evidence, action, policy))

    def _mend(self, action: str) -> None:
        for _ in range(3):  # a principal, the action, what the asker brings
            policy, evaluation = self._evaluated(action)
            if evaluation.verdict == "allowed":
                return
            if evaluation.denies or evaluation.allows:
                self._denied = _denial(self.evidence, evaluation)
                return
            before = (self.document, self.evidence)
            nearest = nearest_allow(evaluation)
            if nearest is None:
                self._add_statement(action, None)
            else:
                self._bring_near(action, policy, nearest)
            if before == (self.document, self.evidence):
                return

    def _bring_near(self, action: str, policy: Policy, nearest: StatementResult) -> None:
        """Mend one statement as far as that is ours to propose."""
        failed = failed_reasons(nearest)
        elements = {reason.element for reason in failed}
        who, what = elements & {"Principal"}, elements & {"Action"}
        strange = elements & {"NotPrincipal", "NotAction", "Statement"}
        people = names_people(nearest)
        opens = nearest.standings - {ITSELF, ROLE} and not admits(nearest)
        if strange or (who and (what or not people)) or (what and opens):
            self._add_statement(action, nearest if people else None)
        elif who:
            self._add_principal(nearest)
        elif what:
            self._add_action(action, nearest)
        else:
            for reason in failed or nearest.deciding:
                self._meet(policy, nearest, reason)

    def _add_principal(self, nearest: StatementResult) -> None:
        arn = caller_principal(self.evidence)
        if not arn:
            return
        statement = statement_at(self.document, nearest.statement.path)
        if ":role/aws-reserved/" in arn or "AWSReservedSSO_" in arn:
            self._add_permission_set(arn, statement)
            return
        kind = "AIDA" if ":user/" in arn else "AROA"
        deleted = [
            named.name
            for named in nearest.statement.principals
            if _UNIQUE_ID.fullmatch(named.name) and named.name.startswith(kind)
        ]
        old = deleted[0] if len(deleted) == 1 else ""
        added = and_principal(statement, role_arn_of(arn), old)
        self.document = with_statement(self.document, nearest.statement.path, added)
        if old:
            named = f"Names {role_arn_of(arn)} where {old} stands: the id of a principal that was "
            self._say("deleted-principal", named + "deleted, which lets nobody in.")
        else:
            self._say(
                "not-trusted", f"Adds {role_arn_of(arn)} to the principals of {nearest.label}."
            )
        self._note_conditions(statement)
        self._notes.extend(goes_along(nearest, actions_of(self.evidence)))
        self._note_path(arn)

    def _add_permission_set(self, arn: str, near: Document) -> None:
        """Add a statement with the pattern that outlives the role; the near conditions stay."""
        statement = trust_statement_for(arn)
        condition = {**near.get("Condition", {})}
        if "ArnLike" in condition:
            self._notes.append("the statement it stands near has an ArnLike of its own")
            return
        statement["Action"] = near.get("Action", statement["Action"])
        statement["Condition"] = {**condition, **statement["Condition"]}
        self.document = and_statement(self.document, statement)
        said = "Adds a statement for the permission set of Identity Center, by the pattern that "
        self._say("not-trusted", said + "fits its role also after it is made anew.")
        self._note_conditions(near)

    def _add_action(self, action: str, nearest: StatementResult) -> None:
        statement = statement_at(self.document, nearest.statement.path)
        added = and_value(statement, "Action", action)
        self.document = with_statement(self.document, nearest.statement.path, added)
        kinds = {"sts:TagSession": "tag-session", "sts:SetSourceIdentity": "source-identity"}
        self._say(kinds.get(action, "trust-action"), f"Adds {action} to {nearest.label}.")
        note = f"everyone whom {nearest.label} lets in may do that then"
        others = nearest.standings - {ITSELF, ROLE} or len(nearest.statement.principals) > 1
        if others and note not in self._notes:
            self._notes.append(note)

    def _add_statement(self, action: str, near: StatementResult | None) -> None:
        """Add a statement for the caller alone, with the conditions of the one it stands near."""
        arn, statement = caller_principal(self.evidence), trust_statement(self.evidence)
        if statement is None:
            return
        found = statement_at(self.document, near.statement.path) if near is not None else {}
        if isinstance(found.get("Condition"), Mapping):
            statement["Condition"] = {**statement.get("Condition", {}), **found["Condition"]}
        self.document = and_statement(self.document, statement)
        self._say("not-trusted", f"Adds a statement that allows {action} to {role_arn_of(arn)}.")
        self._note_path(arn)

    def _meet(self, policy: Policy, nearest: StatementResult, reason: Reason) -> None:
        """Meet a condition on the asker's side, or add the caller to a list of ARNs."""
        arn = caller_principal(self.evidence)
        lists_arns = reason.key.lower() == "aws:principalarn" and reason.operator in _WIDENED
        if lists_arns and reason.met is False and arn and role_arn_of(arn) == arn:
            path = nearest.statement.path
            statement = statement_at(self.document, path)
            added = and_condition_value(statement, reason.operator, reason.key, arn)
            self.document = with_statement(self.document, path, added)
            self._say("principal-pattern", f"Adds {arn} to the ARNs that {nearest.label} admits.")
            self._notes.extend(goes_along(nearest, actions_of(self.evidence)))
            return
        change = asker_change(self.evidence, policy, nearest, reason)
        if change not in self.asker:
            self.asker.append(change)
        if change.settings or change.options:
            self.evidence = answered(self.evidence, change)

    def _say(self, kind: str, sentence: str) -> None:
        self._kind = self._kind or kind
        if sentence not in self._said:
            self._said.append(sentence)

    def _note_conditions(self, statement: Document) -> None:
        if statement.get("Condition"):
            self._notes.append("the statement's conditions stay as they are")

    def _note_path(self, arn: str) -> None:
        if ":assumed-role/" in arn and "AWSReservedSSO_" not in arn:
            self._notes.append(
                "a session's ARN does not show its role's path: if the role has one, write it in"
            )


def _denial(evidence: Evidence, evaluation: Evaluation) -> Change:
    """Say which statement denies it, or may, where another allows it already."""
    met = True if evaluation.denies else None
    denying = [
        result
        for result in evaluation.results
        if result.statement.effect != "Allow" and result.matched is met
    ]
    labels = "; ".join(result.why for result in denying)
    return Change(
        TRUST,
        "denied-by-resource-based-policy",
        f"No Allow lifts a Deny, so none is proposed; this decides: {labels}",
        trust_words(evidence),
        certainty=SURE if met else LIKELY,
    )

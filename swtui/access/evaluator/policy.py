"""A policy as frozen values: its statements, their elements, and what is wrong with them.

Elements: IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy
language".
"""

from __future__ import annotations

from dataclasses import dataclass

LATEST_VERSION = "2012-10-17"
"""The version that knows policy variables (IAM User Guide, "IAM JSON policy elements: Version")."""
VERSIONS = (LATEST_VERSION, "2008-10-17")
"""The values of `Version`; the latter is the default."""


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing IAM's grammar does not allow."""

    path: str
    """Where: `Statement[0].Condition.StringEquals`; empty for the document as a whole."""
    message: str
    """The problem, one sentence in raw text."""


@dataclass(frozen=True, slots=True)
class NamedPrincipal:
    """One entry of a Principal or NotPrincipal element."""

    kind: str
    """`AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for a bare `"Principal": "*"`."""
    name: str
    """The ARN, account ID, service or `*`, as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One operator with one key, and the values it allows."""

    operator: str
    """As written: `StringEquals`, `ForAnyValue:StringLikeIfExists`, …"""
    key: str
    """As written: `aws:SourceIp`, …"""
    values: tuple[str, ...]
    """As texts: a JSON true is `true`, a number is what was written."""
    path: str
    """Its place in the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement; a missing element is an empty name and an empty tuple."""

    path: str
    """`Statement`, or `Statement[2]` where they are a list."""
    sid: str
    effect: str
    """`Allow` or `Deny`; empty when it says neither."""
    principal_element: str
    """`Principal`, `NotPrincipal` or empty."""
    principals: tuple[NamedPrincipal, ...]
    action_element: str
    """`Action`, `NotAction` or empty."""
    actions: tuple[str, ...]
    resource_element: str
    """`Resource`, `NotResource` or empty."""
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    broken: str = ""
    """Why its meaning is undefined, as a sentence; empty when it can be evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy document."""

    version: str = ""
    """As written; empty when it is missing, which means 2008-10-17."""
    id: str = ""
    statements: tuple[Statement, ...] = ()
    problems: tuple[PolicyProblem, ...] = ()
    """The parts that IAM would refuse; a policy read from IAM has none."""
    name: str = ""
    """Its name in a sentence (`the policy CallerAccess`); empty when it has none."""

    @property
    def has_variables(self) -> bool:
        """Whether `${…}` is a policy variable here, and not plain text.

        IAM User Guide, "IAM policy elements: Variables and tags": only with Version 2012-10-17.
        """
        return self.version == LATEST_VERSION

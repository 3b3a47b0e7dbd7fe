"""Write an explanation as the object of `swtui explain NAME --json`.

    {"profile", "role_arn", "exit_code", "time",
     "start": {"kind", "profile", "role": ARN|ACCOUNT/ROLE (only where it signs in to one),
               "caller", "outcome", "code", "message", "request_id", "causes"},
     "hops": [{"profile", "role_arn", "mfa_serial", "external_id": bool, "session_name",
               "duration": seconds|null,                            (these as with --offline)
               "number", "caller", "asked": [words], "outcome", "code", "message", "request_id",
               "seconds": float|null, "causes", "reading"}],
     "checks": [{"name", "note": bool, "sentence"}],
     "problem": null|{"message", "file", "line"}}

`outcome` is `allowed`, `refused`, `no answer` or `not tried`. `causes` is a list, likeliest first,
of {"kind", "sentence", "evidence": [sentences], "next_step", "told": bool, "ready", "group",
"statement"}:
`told` says whether AWS's answer, or what was read, names it; `ready` is a command, a policy or a
line of a file, or empty; `group` is the kind of the cause it is one reading of, or empty;
`statement` names the statement of a policy that was read and that it speaks of, or is empty.
`lookup` is null, or with --read-policies and --read-with {"reader": ARN|null, "role_arn":
ARN|null, "missing": bool, "trust_policy": object|null, "statements": [{"action", "statement",
"effect", "matched": bool|null, "why"}], "warnings": [sentences], "simulated": {action: decision},
"unsure": {action: [keys]}, "problems": [sentences]}; `warnings` are conditions of the trust policy
that guard less than they seem to, `unsure` are condition keys that the simulator was not told.
Where AWS's encoded authorization message could be decoded, "decoded" is the object that it holds.
Texts are raw; times are RFC 3339.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.report import HopReport
from swtui.cli.chain_output import chain_json
from swtui.errors import ConfigError
from swtui.when import rfc3339

if TYPE_CHECKING:
    from swtui.access.diagnosis.cause import Cause
    from swtui.access.diagnosis.policy_lookup import PolicyLookup
    from swtui.access.diagnosis.report import Explanation
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role


_NO_START = {"kind": None, "profile": None}
"""Of a chain that leads nowhere."""


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as the documented object."""
    chain = chain_json(explanation.chain)
    hops = zip(chain["hops"], explanation.hops, strict=True)
    return {
        "profile": chain["profile"],
        "role_arn": explanation.role.arn or None,
        "exit_code": explanation.exit_code,
        "time": rfc3339(explanation.when),
        "start": {
            **(chain["start"] or _NO_START),
            "caller": explanation.start.caller,
            **_came(explanation.start),
        },
        "hops": [
            {
                **said,
                "number": hop.number,
                "caller": hop.caller,
                "asked": list(hop.asked),
                **_came(hop),
                "seconds": None if hop.seconds is None else round(hop.seconds, 3),
                "reading": None if hop.lookup is None else reading_json(hop.lookup),
            }
            for said, hop in hops
        ],
        "checks": [
            {"name": check.name, "note": check.note, "sentence": check.sentence}
            for check in explanation.checks
        ],
        "problem": chain["problem"],
    }


def unwalkable_json(role: Role, chain: Chain) -> dict[str, Any]:
    """Return the same object for a chain that has a problem, of which nothing was tried."""
    found = chain_json(chain)
    came = {
        "caller": "",
        **_came(HopReport(number=0, caller="", role_arn="", asked=(), outcome="not tried")),
    }
    untried = {"asked": [], **came, "seconds": None, "reading": None}
    return {
        "profile": found["profile"],
        "role_arn": role.arn or None,
        "exit_code": ConfigError.exit_code,
        "time": rfc3339(time.time()),
        "start": {**(found["start"] or _NO_START), **came},
        "hops": [
            {**hop, "number": number, **untried} for number, hop in enumerate(found["hops"], 1)
        ],
        "checks": [],
        "problem": found["problem"],
    }


def _came(hop: HopReport) -> dict[str, Any]:
    return {
        "outcome": hop.outcome,
        "code": hop.code or None,
        "message": hop.aws_message or None,
        "request_id": hop.request_id or None,
        "causes": causes_json(hop.causes),
    }


def reading_json(lookup: PolicyLookup) -> dict[str, Any]:
    """Return what was read as the documented object."""
    return {
        "reader": lookup.reader or None,
        "role_arn": lookup.found_arn or None,
        "missing": lookup.is_missing,
        "trust_policy": lookup.trust,
        "statements": [
            {
                "action": action,
                "statement": result.label,
                "effect": result.statement.effect,
                "matched": result.matched,
                "why": result.why,
            }
            for action, evaluation in lookup.evaluations.items()
            for result in evaluation.results
        ],
        "warnings": list(lookup.warnings),
        "simulated": dict(lookup.simulated),
        "unsure": {action: list(keys) for action, keys in lookup.unsure.items() if keys},
        "problems": list(lookup.problems),
        **({"decoded": dict(lookup.decoded.document)} if lookup.decoded else {}),
    }


def causes_json(causes: Iterable[Cause]) -> list[dict[str, Any]]:
    """Return causes as the documented objects."""
    return [
        {
            "kind": cause.kind,
            "sentence": cause.sentence,
            "evidence": list(cause.evidence),
            "next_step": cause.next_step,
            "told": cause.certain,
            "ready": cause.snippet,
            "group": cause.group,
            "statement": cause.statement,
        }
        for cause in causes
    ]

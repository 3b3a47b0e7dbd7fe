"""Look up an error in the table of AWS's and the network's answers, `errors.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from swtui.access.diagnosis.cause import Cause, fill_row, load_texts
from swtui.access.diagnosis.clock_skew import clock_cause
from swtui.access.diagnosis.named_policy import named_policy
from swtui.access.diagnosis.refused_call import NOT_AUTHORIZED
from swtui.access.diagnosis.start_words import renewal, start_words
from swtui.errors import NetworkError, RefusedError, SwtuiError
from swtui.roles.chain import Chain


def cause_from_table(
    error: SwtuiError,
    chain: Chain | None = None,
    *,
    now: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Cause:
    """Return what the error table says about `error`; makes no call and reads no AWS file.

    `chain` lets it name the credentials the call started from. `now` is our clock when the
    answer came (seconds since the epoch), to compare with the answer's Date header. With `env`
    files in the home directory are named as `~/…`.
    The sentences follow the messages of the STS API reference and of the IAM User Guide,
    "Troubleshoot access denied error messages".
    """
    if isinstance(error, RefusedError):
        return _refusal_from_table(error, chain, now, env)
    if isinstance(error, NetworkError):
        row = load_texts("errors")["network"][error.kind]
        return fill_row(row, {}, kind=row.get("kind", error.kind), next_step=error.hint)
    return Cause(kind="", sentence="", next_step=error.hint, certain=True)


def _refusal_from_table(
    error: RefusedError, chain: Chain | None, now: float | None, env: Mapping[str, str] | None
) -> Cause:
    words = error.aws_message or error.message
    clock = clock_cause(error.code, words, error.server_date, now)
    if clock is not None:
        return clock
    code = error.code
    if not code and error.status >= 500:
        code = "InternalFailure"
    facts = _refusal_facts(words, chain, env)
    texts = load_texts("errors")
    named = named_policy(words) if code.startswith("AccessDenied") else None
    row = texts["policy"].get(named.kind) if named else None
    if named is None or row is None:
        row = _first_row(code, words.lower())
        return fill_row(row, facts, kind=row["kind"], next_step=error.hint)
    policy = named.kind.replace(" ", "-")
    if named.explicit:
        facts["whose"] = row["whose"].format_map(facts)
        kind = f"denied-by-{policy}"
        return fill_row(texts["denied-by"], facts, kind=kind, next_step=error.hint)
    return fill_row(row, facts, kind=f"no-{policy}", next_step=error.hint, certain=True)


def _first_row(code: str, words: str) -> Mapping[str, Any]:
    """Return the first row that fits; the last of the table fits everything."""
    rows: list[Mapping[str, Any]] = load_texts("errors")["refusal"]
    return next(
        row
        for row in rows
        if code in row.get("codes", (code,)) and all(word in words for word in row.get("words", ()))
    )


def _refusal_facts(
    words: str, chain: Chain | None, env: Mapping[str, str] | None
) -> dict[str, str]:
    """Return what the sentences may name: the caller, the action, the role, the start."""
    match = NOT_AUTHORIZED.search(words)
    named = match.groupdict(default="") if match else {}
    role = named.get("resource") or (str(chain.hops[-1].role) if chain and chain.hops else "")
    serials = [hop.mfa_serial for hop in chain.hops if hop.mfa_serial] if chain else []
    name = role.rpartition("/")[2]
    start = chain.start if chain else None
    return {
        "caller": named.get("caller") or "the caller",
        "action": named.get("action") or "this call",
        "role": role or "the role",
        "name": name if re.fullmatch(r"[\w+=,.@-]{1,64}", name, re.ASCII) else "NAME",
        "serial": serials[-1] if serials else "the device",
        "start": start_words(start, env),
        "renew": renewal(start),
    }

"""What the session that signed a call brought along: its end, its tags, its source identity.

IAM User Guide, "Pass session tags in AWS STS": a role's session passes its transitive tags and its
source identity on to every role it assumes, and neither can be changed on the way.
"""

from __future__ import annotations

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.errors import RefusedError
from swtui.shell_word import shell_word

HOP_EXPIRED = "hop-expired"
"""The session of a hop before has expired: a new walk has to make it again."""
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
_TOO_LARGE = ("PackedPolicyTooLarge", "PackedPolicyTooLargeException")
_BROUGHT = ("Identity Center sends attributes so, and EKS Pod Identity its cluster's names",)


def session_causes(evidence: Evidence) -> tuple[Cause, ...]:
    """Return the cause that lies in the caller's session; nothing for other refusals."""
    error = evidence.error
    code = error.code if isinstance(error, RefusedError) else ""
    words = evidence.words.lower()
    if code in _EXPIRED:
        found = _expired(evidence)
    elif code in _TOO_LARGE:
        found = _too_large(evidence, words)
    elif "source identity is already set" in words:
        found = _source_identity(evidence)
    elif "transitive tag" in words and ("conflict" in words or "calling session" in words):
        found = _conflict(evidence)
    else:
        found = None
    return (found,) if found is not None else ()


def _expired(evidence: Evidence) -> Cause | None:
    """Return that the session between two hops has expired, or the one with MFA before the first.

    Where the start itself has expired the table says how to renew it.
    """
    if evidence.hop > 1:
        before = evidence.chain.hops[evidence.hop - 2]
        name = shell_word(evidence.chain.profile)
        return Cause(
            HOP_EXPIRED,
            f"The session of the hop before, {before.role.name} of {before.role.account_id}, has "
            f"expired; it made the call for hop {evidence.hop}.",
            (f"AWS says {_code(evidence)}", f"hop {evidence.hop - 1} is profile {before.profile}"),
            "Get new sessions for every hop: --refresh ignores the cached ones.",
            told=True,
            ready=f"swtui export {name} --refresh" if name[:1] != "-" else "--refresh",
        )
    has_device = evidence.step is not None and bool(evidence.step.mfa_serial)
    if evidence.hop == 1 and evidence.long_term_start and has_device:
        return Cause(
            "mfa-session-expired",
            "The session with MFA that was opened for all roles of this source has expired.",
            (f"AWS says {_code(evidence)}", "the source's own keys are long-term ones"),
            "Delete the cached sessions, and give a new code.",
            told=True,
            ready="swtui sessions clear",
        )
    return None


def _code(evidence: Evidence) -> str:
    return str(getattr(evidence.error, "code", ""))


def _too_large(evidence: Evidence, words: str) -> Cause | None:
    """Return that the tags came with the caller's session, where nothing we sent explains it."""
    sent = evidence.sent
    ours = [name for name in ("Policy", "PolicyArns", "Tags") if sent.get(name)]
    if ours and not ("session tags" in words and "Tags" not in ours):
        return None
    facts = [f"AWS says {_code(evidence)}: {evidence.words}"]
    facts.append("no tags went with the call" + ("" if ours else ", and no session policy"))
    if evidence.hop == 0:
        whose, where = "the web identity token", "the identity provider"
    else:
        whose, where = "the caller's session", "what opened that session"
    return Cause(
        "inherited-tags-too-large",
        f"The tags came with {whose}: transitive tags are passed on to every role, and here they "
        "take more room than STS has.",
        (*facts, *(_BROUGHT if evidence.hop else ())),
        f"Have {where} send fewer or shorter tags, or fewer transitive ones; nothing of this "
        "call's own can be left out.",
        told=True,
    )


def _conflict(evidence: Evidence) -> Cause:
    keys = _sent_keys(evidence)
    which = f"the tag {keys[0]}" if len(keys) == 1 else "one of the tags"
    options = " ".join(f"--tag {shell_word(key)}=…" for key in keys)
    return Cause(
        "transitive-tag-conflict",
        f"The caller's session has {which} already and passes it on; it cannot be set again.",
        (
            f"AWS says {_code(evidence)}",
            f"sent with the call: {', '.join(keys) or 'no tags by name'}",
        ),
        f"Leave it out{f' ({options})' if options else ''}: the session has it already, and the "
        "new one gets it with the same value.",
        told=True,
    )


def _sent_keys(evidence: Evidence) -> list[str]:
    keys = [str(tag.get("Key")) for tag in evidence.sent.get("Tags") or ()]
    keys += [str(key) for key in evidence.sent.get("TransitiveTagKeys") or ()]
    return list(dict.fromkeys(keys))


def _source_identity(evidence: Evidence) -> Cause:
    sent = evidence.sent.get("SourceIdentity")
    return Cause(
        "source-identity-conflict",
        "The caller's session has a source identity already, and no later role can change it.",
        (f"AWS says {_code(evidence)}", *((f"sent with the call: {sent}",) if sent else ())),
        "Leave --source-identity out: the session's own is passed on.",
        told=True,
    )

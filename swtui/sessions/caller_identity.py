"""Find the owner of credentials, by asking AWS once per access key."""

from __future__ import annotations

import re
from collections.abc import Mapping

from swtui.errors import CancelledError, SwtuiError
from swtui.roles.arn import split_arn
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.fact_cache import FactCache, digest
from swtui.sessions.sts import Sts

_FOREIGN = re.compile(r"[^\w+=,.@-]+", re.ASCII)
LONGEST = 64
NAME_SECONDS = 5.0
"""More is not waited for a name, which the local user's can replace."""


def valid_name(text: str) -> str:
    """Return `text` as STS takes it: 2 to 64 of `A-Za-z0-9_+=,.@-` (AssumeRole)."""
    name = _FOREIGN.sub("-", text).strip("-")[:LONGEST]
    if not name:
        return "swtui"
    return name if len(name) > 1 else f"{name}-swtui"


def caller_name(arn: str) -> str:
    """Return the short name in an ARN: user `jo`, the session name of a role, `root`."""
    parts = split_arn(arn)
    return parts.name or parts.kind


def local_name(env: Mapping[str, str]) -> str:
    """Return the name of the user of this machine, for when AWS does not say."""
    return env.get("LOGNAME") or env.get("USER") or "swtui"


class CallerIdentityCache:
    """Finds the owner of a start's credentials, from the fact cache where that is safe."""

    def __init__(self, sts: Sts, known: FactCache, env: Mapping[str, str]) -> None:
        self._sts = sts
        self._known = known
        self._env = env

    def known(self, credentials: Credentials) -> Identity | None:
        """Return whose long-term keys these are, if it was asked before."""
        if credentials.token:
            return None
        fact = self._known.get("callers", self._key(credentials))
        is_fact = isinstance(fact, list) and len(fact) == 3
        return Identity(*map(str, fact)) if is_fact else None

    def identity(self, credentials: Credentials) -> Identity:
        """Return whose credentials these are; raises what GetCallerIdentity raises."""
        known = self.known(credentials)
        if known is not None:
            return known
        identity = self._sts.identity(credentials)
        self.learn(credentials, identity)
        return identity

    def learn(self, credentials: Credentials, identity: Identity) -> None:
        """Remember whose long-term keys these are; temporary ones are different each time."""
        if not credentials.token:
            fact = [identity.account, identity.arn, identity.user_id]
            self._known.put("callers", self._key(credentials), fact)

    def name(self, credentials: Credentials, sign_in: str = "") -> str:
        """Return the caller's own name, made valid for a session.

        `sign_in` identifies a sign-in and what was signed in to: it has one name while it lasts,
        with whatever credentials. Where AWS does not say the name, it is the local user's: the
        call that needs it may succeed, and if not, its error says more.
        """
        fact = self._known.get("callers", self._build_key(sign_in)) if sign_in else None
        if isinstance(fact, str):
            return valid_name(fact)
        try:
            known = self.known(credentials)
            identity = known or self._sts.within(NAME_SECONDS).identity(credentials)
        except CancelledError:
            raise
        except SwtuiError:
            return valid_name(local_name(self._env))
        self.learn(credentials, identity)
        name = caller_name(identity.arn)
        if sign_in:
            self._known.put("callers", self._build_key(sign_in), name)
        return valid_name(name)

    def _key(self, credentials: Credentials) -> str:
        return self._build_key(credentials.access_key_id)

    def _build_key(self, whose: str) -> str:
        return digest(whose, self._sts.aws.endpoint.url)

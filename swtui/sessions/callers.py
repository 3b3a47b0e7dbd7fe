"""Callers: whose credentials are in our hands, asked of AWS once per access key."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.errors import RefusedError
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.known import Known, digest
from swtui.sessions.names import callers_name, local_name, valid_name
from swtui.sessions.sts import Sts


class Callers:
    """Answers who a start's credentials belong to, from memory where that is safe."""

    def __init__(self, sts: Sts, known: Known, env: Mapping[str, str]) -> None:
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

    def name(self, credentials: Credentials) -> str:
        """Return the caller's own name, made valid for a session."""
        try:
            return valid_name(callers_name(self.identity(credentials).arn))
        except RefusedError:
            # The AssumeRole that follows will be refused for the same reason, and says more.
            return valid_name(local_name(self._env))

    def _key(self, credentials: Credentials) -> str:
        return digest(credentials.access_key_id, self._sts.endpoint.url)

"""Walk: from a chain's start along its hops to the last role's credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.aws.keys import is_key_of_aws
from swtui.errors import BadAnswerError, ConfigError, NetworkError, RefusedError, SwtuiError
from swtui.roles.arn import is_region
from swtui.sessions.assume_role import AssumeRoleCall, Caller
from swtui.sessions.caller_identity import CallerIdentityCache, caller_name, valid_name
from swtui.sessions.credentials import UNKNOWN, Credentials, Identity
from swtui.sessions.durations import DurationMemory
from swtui.sessions.mfa import MfaPrompt, MfaPrompter
from swtui.sessions.options import AssumeOptions
from swtui.sessions.plan import Route
from swtui.sessions.progress import Progress, Report
from swtui.sessions.sign_in import sign_in_digest
from swtui.sessions.stage_cache import StageCache
from swtui.sessions.start import describe, first_credentials, is_long_term
from swtui.sessions.sts import IssuedCredentials, Sts

if TYPE_CHECKING:
    from swtui.roles.chain import Hop


_NO_OPTIONS = AssumeOptions()
IDENTITY_SECONDS = 5.0
"""More is not waited for the account of keys that work without it."""
_TURNED_DOWN = ("InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException")
"""The error codes that only an STS returns about keys."""


class ChainWalk:
    """One walk; a second one needs a new object."""

    def __init__(
        self,
        route: Route,
        cache: StageCache,
        *,
        sts: Sts,
        callers: CallerIdentityCache,
        prompter: MfaPrompter,
        duration_memory: DurationMemory,
        report: Report,
    ) -> None:
        self._route = route
        self._cache = cache
        self._sts = sts
        self._callers = callers
        self._prompter = prompter
        self._duration_memory = duration_memory
        self._report = report
        self._own_name = ""

    def go(self) -> IssuedCredentials:
        """Return what the chain leads to; cached stages are not requested again.

        Raises RefusedError, BadAnswerError, MfaError, NetworkError, ConfigError, CancelledError.
        """
        total = len(self._route.chain.hops)
        if total == 0:
            return self._start_alone()
        stage, result, token = self._resume()
        serial = self._serial(stage)
        if serial and token is None:
            with self._sts.aws.deadline.paused():
                self._cache.mfa_lock(serial)
            stage, result, token = self._resume()  # the process that had the lock may have made it
        if result is not None:
            self._report(
                Progress(hop_index=stage, total=total, state="cached", text=result.identity.arn)
            )
        hop = self._one_hop(stage, with_mfa=token is None)
        hop.ask()  # before anything is sent
        by = self._caller(result) if result else self._first(token)
        while True:
            result = hop.make(by, self._session_name(stage))
            stage += 1
            self._cache.put(stage, result)
            if stage == total:
                return result
            by = self._caller(result)
            hop = self._one_hop(stage, with_mfa=True)

    def _start_alone(self) -> IssuedCredentials:
        credentials = self._fetch()
        result = IssuedCredentials(credentials, self._whose(credentials))
        if credentials.token and credentials.expires_at is not None and result.identity.arn:
            self._cache.put(0, result)
        self._report(Progress(hop_index=0, total=0, state="done", text=result.identity.arn))
        return result

    def _whose(self, credentials: Credentials) -> Identity:
        """Return whose a start's credentials are; where STS cannot say it, who they were, or none.

        They work without STS, for example with an S3-compatible store, or offline.
        """
        if self._route.needs_identity:
            self._refuse_endpoint()
            return self._sts.identity(credentials)
        quick = self._sts.within(IDENTITY_SECONDS)
        try:
            self._refuse_endpoint()
            identity = quick.identity(credentials)
        except (ConfigError, NetworkError, RefusedError, BadAnswerError) as error:
            if self._is_decision(error) and not self._are_of_a_store(credentials):
                raise
            known = self._callers.known(credentials)
            account_words = (
                f"their account was {known.account}" if known else "their account is unknown"
            )
            words = f"STS did not say whose these keys are, {account_words}: {error.message}"
            self._report(Progress(hop_index=0, total=0, state="note", text=words))
            return known or UNKNOWN
        self._callers.learn(credentials, identity)
        return identity

    def _refuse_endpoint(self) -> None:
        """Raise ConfigError where there is no STS that could be asked."""
        endpoint = self._route.endpoint
        if endpoint.unsafe is not None:
            raise endpoint.unsafe
        if not endpoint.url and not is_region(endpoint.region):
            raise ConfigError(
                f"the region {endpoint.region} is not one of AWS's, and has no STS",
                hint="--region us-east-1 asks there",
            )

    def _is_decision(self, error: SwtuiError) -> bool:
        """Return whether an STS refused the keys, and not another kind of server."""
        if not isinstance(error, RefusedError):
            return isinstance(error, BadAnswerError) and not self._route.endpoint.notice
        return not self._route.endpoint.notice or error.code in _TURNED_DOWN

    def _are_of_a_store(self, credentials: Credentials) -> bool:
        """Return whether the keys are not AWS's, and the profile names the service they are of.

        A profile may name an endpoint for S3 alone; STS is then AWS's own, and knows no such keys.
        """
        named = self._route.chain.endpoint
        return named.has_urls and not named.ignored and not is_key_of_aws(credentials.access_key_id)

    def _resume(self) -> tuple[int, IssuedCredentials | None, Credentials | None]:
        """Return the last cached stage and its session; at the start an MFA token, if any.

        Stage 0 and None mean that nothing is cached, or that nothing cached may be used.
        """
        if not self._route.options.refresh:
            for stage in range(len(self._route.chain.hops) - 1, 0, -1):
                result = self._cache.get(stage)
                if result is not None:
                    return stage, result, None
        return 0, None, self._cache.get_token()

    def _first(self, token: Credentials | None) -> Caller:
        """Return who makes the first hop: the start, or a session of it with MFA already in it."""
        credentials = self._fetch()
        self._own_name = self._find_name(credentials)
        words = f"the credentials of {describe(self._route.start, self._route.env)}"
        return Caller(token or credentials, self._callers.known(credentials), words)

    def _find_name(self, credentials: Credentials) -> str:
        """Return the caller's own name, if the first hop needs it: it may cost a call."""
        named = self._options(0).session_name or self._route.chain.hops[0].session_name
        if named or self._route.settings.session_name:
            return ""
        return self._callers.name(credentials, self._sign_in())

    def _sign_in(self) -> str:
        """Return a digest of the sign-in that a chain starts from; empty for another start."""
        start, files = self._route.start, self._route.files
        profile = files.profiles.get(start.profile or "") if start.kind == "sso" else None
        if profile is None:
            return ""
        key = start.sso_session or profile.get("sso_start_url")
        return sign_in_digest(key, start.role, self._route.env)

    def _fetch(self) -> Credentials:
        route = self._route
        whose = describe(route.start, route.env)
        self._report(Progress(hop_index=0, total=len(route.chain.hops), state="start", text=whose))
        return first_credentials(
            route.start,
            route.files,
            route.env,
            aws=self._sts.aws,
            now=self._prompter.clock(),
            lend_terminal=self._prompter.lend_terminal,
        )

    def _caller(self, result: IssuedCredentials) -> Caller:
        """Return a role that was made as the one who makes the next hop, under the same name.

        Under its own and no earlier one's: a walk that begins at a cached stage knows no other.
        """
        self._own_name = valid_name(caller_name(result.identity.arn))
        return Caller(result.credentials, result.identity, result.identity.arn)

    def _session_name(self, index: int) -> str:
        options = self._options(index)
        named = options.session_name or self._route.chain.hops[index].session_name
        if named:
            return named
        preferred = self._route.settings.session_name
        return valid_name(preferred) if preferred else self._own_name

    def _options(self, index: int) -> AssumeOptions:
        """Return the options for a hop: the user's words shape the last one alone."""
        is_last = index == len(self._route.chain.hops) - 1
        return self._route.options if is_last else _NO_OPTIONS

    def _serial(self, index: int) -> str:
        return self._options(index).mfa_serial or self._route.chain.hops[index].mfa_serial

    def _one_hop(self, index: int, *, with_mfa: bool) -> AssumeRoleCall:
        hops, options = self._route.chain.hops, self._options(index)
        hop, serial = hops[index], self._serial(index)
        is_last = index == len(hops) - 1
        return AssumeRoleCall(
            hop,
            index + 1,
            len(hops),
            options,
            sts=self._sts,
            duration_memory=self._duration_memory
            if is_last
            else DurationMemory(self._duration_memory.remembered, self._duration_memory.remember),
            report=self._report,
            dialogue=self._dialogue(index, serial) if serial and with_mfa else None,
            store_token=self._cache.put_token,
        )

    def _command(self, hop: Hop) -> str:
        """Return what is run for a code instead of asking: the profile's, else the settings'."""
        return hop.mfa_process or self._route.settings.mfa_process

    def _dialogue(self, index: int, serial: str) -> MfaPrompt:
        route = self._route
        hop, total = route.chain.hops[index], len(route.chain.hops)
        can_do_once = index == 0 and is_long_term(route.start, route.files, route.env)
        return MfaPrompt(
            self._prompter,
            self._sts.aws.deadline,
            serial=serial,
            role_label=route.chain.profile,
            source_profile=(route.start.profile or "") if index == 0 else "",
            command="" if route.options.ask_first else self._command(hop),
            can_do_once=can_do_once,
            always_once=route.settings.mfa_once and can_do_once,
            tell=lambda text: self._report(
                Progress(hop_index=index + 1, total=total, state="note", text=text)
            ),
        )

"""AwsCaller: one call to one AWS service, with its own botocore session, limits, swtui's errors.

A botocore session shared by threads fails at random, so each call has its own; what is costly
and only read, the service models, is shared.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from swtui.aws import transport
from swtui.aws.botocore_parts import service_models, session_class
from swtui.aws.deadline import Deadline, never, run
from swtui.aws.endpoint import Endpoint
from swtui.aws.failures import raised_by_botocore, translated
from swtui.aws.keys import Keys
from swtui.aws.proxies import proxy_to
from swtui.records import record, replace

ATTEMPTS = 2
"""The number of attempts of one call."""


@record
class AwsCaller:
    """The endpoint of AWS calls, their deadline, and what cancels them."""

    endpoint: Endpoint
    deadline: Deadline
    cancelled: Callable[[], bool] = never

    def call(
        self, service: str, operation: str, parameters: Mapping[str, Any], keys: Keys | None
    ) -> dict[str, Any]:
        """Return AWS's parsed answer to one call. Times stay text.

        `operation` is botocore's name of it (`assume_role`); without `keys` it is not signed.
        Raises RefusedError, NetworkError, ConfigError, CancelledError.
        """
        endpoint, deadline = self.endpoint, self.deadline
        proxy = proxy_to(endpoint.address(service), endpoint.env)
        return run(
            functools.partial(_call, service, operation, parameters, keys, endpoint, deadline),
            deadline=deadline,
            cancelled=self.cancelled,
            host=endpoint.host(service),
            proxy=proxy,
        )

    def within(self, seconds: float) -> AwsCaller:
        """Return a caller that waits at most so many seconds of the deadline."""
        return replace(self, deadline=self.deadline.within(seconds))


def _call(
    service: str,
    operation: str,
    parameters: Mapping[str, Any],
    keys: Keys | None,
    endpoint: Endpoint,
    deadline: Deadline,
) -> dict[str, Any]:
    host = endpoint.host(service)
    api_name = "".join(part.capitalize() for part in operation.split("_"))
    try:
        client = _client(service, keys, endpoint, deadline)
        return dict(getattr(client, operation)(**parameters))
    except raised_by_botocore() as problem:
        proxy = proxy_to(endpoint.address(service), endpoint.env)
        error = translated(problem, operation=api_name, host=host, proxy=proxy)
    raise error


def _client(service: str, keys: Keys | None, endpoint: Endpoint, deadline: Deadline) -> Any:
    session = isolated_session(None, {})
    limit_calls(session, endpoint, deadline)
    return session.create_client(
        service,
        region_name=endpoint.region,
        config=_config(deadline, **_unsigned(keys)),
        **_signing(keys),
    )


def _signing(keys: Keys | None) -> dict[str, str | None]:
    if keys is None:
        return {}
    return {
        "aws_access_key_id": keys.access_key_id,
        "aws_secret_access_key": keys.secret_access_key.reveal(),
        "aws_session_token": keys.token.reveal() or None,
    }


def _unsigned(keys: Keys | None) -> dict[str, Any]:
    """Mark the call as unsigned; otherwise botocore looks for keys of its own."""
    from botocore import UNSIGNED

    return {"signature_version": UNSIGNED} if keys is None else {}


def _config(deadline: Deadline, **more: Any) -> Any:
    from botocore.config import Config

    return Config(
        connect_timeout=transport.CONNECT_SECONDS,
        read_timeout=deadline.left(),
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        proxies={},  # ours are in the transport; this keeps botocore from looking for its own
        ignore_configured_endpoint_urls=True,  # the same
        **more,
    )


def limit_calls(session: Any, endpoint: Endpoint, deadline: Deadline) -> None:
    """Send every call of this botocore session to `endpoint`, limited in size and time.

    botocore would read the environment for itself, where a session that was handed over has left
    another role's endpoint.
    """
    session.endpoint = endpoint
    session.set_config_variable("sts_regional_endpoints", endpoint.sts_regional)
    session.set_config_variable("use_fips_endpoint", endpoint.fips)
    session.set_config_variable("use_dualstack_endpoint", endpoint.dual_stack)
    session.set_default_client_config(_config(deadline))
    session.register(
        "before-send.*.*",
        transport.sender(deadline=deadline, ca_bundle=endpoint.ca_bundle, env=endpoint.env),
    )


def isolated_session(profile: str | None, full_config: Mapping[str, Any]) -> Any:
    """Return a fresh botocore session that reads no file and takes no profile but these.

    `full_config` has botocore's form: `{"profiles": {name: {key: value}}, "sso_sessions": …}`.
    The user's files are read by our own reader: one bad byte in them would stop botocore's.
    """
    import os

    class Isolated(session_class()):  # type: ignore[misc]
        """A session whose configuration is what it was given."""

        @property
        def full_config(self) -> dict[str, Any]:
            return {"profiles": {}, **full_config}

        endpoint: Endpoint | None = None

        def create_client(self, service_name: str, *args: Any, **more: Any) -> Any:
            url = self.endpoint.override(service_name) if self.endpoint else ""
            return super().create_client(
                service_name, *args, **{"endpoint_url": url or None} | more
            )

    session = Isolated(session_vars={"profile": (None, None, None, None)}, profile=profile)
    session.set_config_variable("config_file", os.devnull)
    session.set_config_variable("credentials_file", os.devnull)
    session.register_component("data_loader", service_models())
    parsers = session.get_component("response_parser_factory")
    parsers.set_parser_defaults(timestamp_parser=str)  # a bad time must not look like a bad answer
    return session

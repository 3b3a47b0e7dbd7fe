"""What the demo's own tests share: botocore's clients, and demos in processes of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.demo.demo_parent import SECONDS, Parent
from tests.demo_fixture import Demo
from tests.demo_fixture import demo as demo

Keys = dict[str, str]


class Aws:
    """Real botocore clients against a demo."""

    def __init__(self, demo: Demo, session: Any) -> None:
        self.demo = demo
        self._session = session

    def client(self, service: str, keys: Keys, **more: Any) -> Any:
        """Return a client that signs with `keys`, in the shape STS hands them out."""
        return self._session.create_client(
            service,
            region_name=more.pop("region", "eu-west-1"),
            endpoint_url=self.demo.url,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            # The server must hold by itself, so botocore checks nothing before it sends.
            config=Config(
                retries={"total_max_attempts": 1}, read_timeout=10, parameter_validation=False
            ),
        )

    def keys_of(self, user: str) -> Keys:
        """Return a user's own keys."""
        found = self.demo.server.organisation.user(user)
        return {"AccessKeyId": found.access_key_id, "SecretAccessKey": found.secret_access_key}

    def sts(self, keys: str | Keys = "jo") -> Any:
        """Return an STS client for a user, or for keys."""
        return self.client("sts", self.keys_of(keys) if isinstance(keys, str) else keys)

    def assume(self, label: str, keys: Any = "jo", /, **more: Any) -> Any:
        """Call AssumeRole on `ACCOUNT/ROLE`."""
        arn = self.demo.server.organisation.role(label).arn
        return self.sts(keys).assume_role(**{"RoleArn": arn, "RoleSessionName": "test"} | more)

    def with_code(self, user: str = "jo") -> dict[str, str]:
        """Return the parameters that give MFA."""
        serial = self.demo.server.organisation.user(user).mfa_serial
        return {"SerialNumber": serial, "TokenCode": self.demo.code()}

    def denied(
        self,
        label: str,
        reason: str = "",
        *,
        user: str = "jo",
        action: str = "sts:AssumeRole",
    ) -> tuple[str, str, int]:
        """Return how AccessDenied on `ACCOUNT/ROLE` reads: code, message, HTTP status."""
        arn = self.demo.server.organisation.role(label).arn
        caller = f"User: arn:aws:iam::123456789012:user/{user}"
        message = f"{caller} is not authorized to perform: {action} on resource: {arn}{reason}"
        return "AccessDenied", message, 403

    @staticmethod
    def refused(call: Callable[[], object]) -> tuple[str, str, int]:
        """Return code, message and HTTP status of a call that must be refused."""
        with pytest.raises(ClientError) as caught:
            call()
        answer = caught.value.response
        status = answer["ResponseMetadata"]["HTTPStatusCode"]
        return answer["Error"]["Code"], answer["Error"]["Message"], status


_SESSIONS: list[Any] = []


@pytest.fixture
def aws(demo: Demo) -> Aws:
    """Return botocore's clients; the models they read are read once for all tests."""
    if not _SESSIONS:
        _SESSIONS.append(botocore.session.Session())
    return Aws(demo, _SESSIONS[0])


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Parent]:
    """Yield what starts demos in an empty directory, and ends those still running."""
    base = tmp_path / "base"
    base.mkdir()
    parent = Parent(base)
    yield parent
    for process in parent.running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=SECONDS)

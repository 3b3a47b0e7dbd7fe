"""Answer for the EC2 instance metadata service (version 2) and the endpoint of ECS.

Paths and shapes: EC2 User Guide, "Use the Instance Metadata Service"; ECS Developer Guide, "Task
IAM role"; and what the AWS SDKs read.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping

from swtui.demo.callers import KeyRing, SigningKeys, role_as_caller
from swtui.demo.organisation import HOUR, DemoRole, Organisation
from swtui.demo.signature import HttpRequest

INSTANCE_ID = "i-0demo0instance00"
LIFETIME = 6 * HOUR
"""Seconds that a machine's credentials last, as on EC2."""
ROLE_PATH = "/latest/meta-data/iam/security-credentials/"
CONTAINER_PATH = "/container-credentials"

Reply = tuple[int, str, bytes]
"""HTTP status, content type, body."""


class MachineCredentials:
    """One instance and one container, both with the role `shared-services/BuildRunner`."""

    def __init__(
        self, organisation: Organisation, keys: KeyRing, clock: Callable[[], float] = time.time
    ) -> None:
        self.role: DemoRole | None = organisation.role_named(
            organisation.account("shared-services").id, "BuildRunner"
        )
        self.container_token = secrets.token_urlsafe(24)
        """The Authorization header that a container must send."""
        self._keys = keys
        self._clock = clock
        self._session_tokens: dict[str, float] = {}
        self._lock = threading.Lock()

    def answer(self, request: HttpRequest) -> Reply | None:
        """Return the reply to a metadata request; None for other paths."""
        if request.path == CONTAINER_PATH:
            return self._container(request.headers)
        if not request.path.startswith("/latest/"):
            return None
        if request.path == "/latest/api/token":
            return self._new_token(request)
        if not self._holds_token(request.headers):
            return 401, "text/plain", b"Unauthorized"
        return self._metadata(request.path)

    def _new_token(self, request: HttpRequest) -> Reply:
        lifetime = request.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "")
        if request.method != "PUT":
            return 405, "text/plain", b"Method Not Allowed"
        if not lifetime.isdigit() or not 1 <= int(lifetime) <= 21600:
            return 400, "text/plain", b"Bad Request"
        token = secrets.token_urlsafe(40)
        with self._lock:
            self._session_tokens[token] = self._clock() + int(lifetime)
        return 200, "text/plain", token.encode()

    def _holds_token(self, headers: Mapping[str, str]) -> bool:
        with self._lock:
            until = self._session_tokens.get(headers.get("x-aws-ec2-metadata-token", ""), 0.0)
        return self._clock() < until

    def _metadata(self, path: str) -> Reply:
        if path == "/latest/meta-data/instance-id":
            return 200, "text/plain", INSTANCE_ID.encode()
        if path == "/latest/meta-data/placement/region":
            return 200, "text/plain", b"eu-west-1"
        if self.role and path.rstrip("/") == ROLE_PATH.rstrip("/"):
            return 200, "text/plain", self.role.name.encode()
        if self.role and path == ROLE_PATH + self.role.name:
            more = {"Code": "Success", "Type": "AWS-HMAC"}
            return self._credentials(self.role, more)
        return 404, "text/plain", b"Not Found"

    def _container(self, headers: Mapping[str, str]) -> Reply:
        authorization = headers.get("authorization", "")
        if self.role is None or not secrets.compare_digest(
            authorization.encode(), self.container_token.encode()
        ):
            return 401, "application/json", b'{"code": "Unauthorized", "message": "Unauthorized"}'
        return self._credentials(self.role, {"RoleArn": self.role.arn})

    def _credentials(self, role: DemoRole, more: Mapping[str, str]) -> Reply:
        now = self._clock()
        keys: SigningKeys = self._keys.issue(role_as_caller(role, INSTANCE_ID), now + LIFETIME)
        document = {
            **more,
            "LastUpdated": _stamp(now),
            "AccessKeyId": keys.access_key_id,
            "SecretAccessKey": keys.secret_access_key,
            "Token": keys.token,
            "Expiration": _stamp(now + LIFETIME),
        }
        return 200, "application/json", json.dumps(document).encode()


def _stamp(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))

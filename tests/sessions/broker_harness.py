"""A home with AWS files, a store, and a broker over them, for the tests of this room."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import sts_endpoint
from swtui.errors import CacheError
from swtui.roles.catalogue import load_catalogue
from swtui.sessions.broker import Broker
from swtui.sessions.cache.store import CachedEntry
from swtui.sessions.caller_identity import CallerIdentityCache
from swtui.sessions.credentials import Session
from swtui.sessions.fact_cache import FactCache
from swtui.sessions.mfa import Ask, MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Progress
from swtui.sessions.sts import Sts
from swtui.settings import Settings
from tests.sessions.fake_sts import FakeSts

SERIAL = "arn:aws:iam::111111111111:mfa/jo"
BASE = """
[profile base]
region = eu-west-1
"""
KEYS = """
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canarybasesecretcanarybasesecretcanaryxx
"""
ADMIN = """
[profile admin]
role_arn = arn:aws:iam::222222222222:role/team/Admin
source_profile = base
"""
MFA = BASE + ADMIN + f"mfa_serial = {SERIAL}\n"
SECOND = f"""
[profile second]
role_arn = arn:aws:iam::333333333333:role/Second
source_profile = base
mfa_serial = {SERIAL}
"""
DEEP = (
    BASE
    + ADMIN
    + """
[profile deep]
role_arn = arn:aws:iam::333333333333:role/Deep
source_profile = admin
external_id = x-77
role_session_name = named
"""
)


@dataclass
class Store:
    """Keeps payloads in a dictionary and counts."""

    shared: bool = False
    kept: dict[str, bytes] = field(default_factory=dict)
    name: str = "dictionary"
    why: str = "for a test"
    full: bool = False

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, payload: bytes, expires_at: int) -> None:
        assert expires_at > 0
        if self.full:
            raise CacheError("no space left")
        self.kept[key] = payload

    def take_damaged(self) -> list[str]:
        return []

    def remove(self, key: str) -> bool:
        return self.kept.pop(key, None) is not None

    def list(self) -> list[CachedEntry]:
        return []

    def clear(self) -> int:
        count = len(self.kept)
        self.kept.clear()
        return count


class Answers:
    """Answers MFA questions from a list, and remembers them."""

    def __init__(self, *codes: str, once: bool | None = None) -> None:
        self.codes = list(codes)
        self.once = once
        self.questions: list[MfaQuestion] = []

    def __call__(self, question: MfaQuestion) -> MfaAnswer:
        self.questions.append(question)
        return MfaAnswer(self.codes.pop(0), self.once)


@dataclass
class BrokerHarness:
    """Everything a test of the broker touches."""

    sts: FakeSts
    home: Path
    store: Store = field(default_factory=Store)
    settings: Settings = field(default_factory=Settings)
    more: dict[str, str] = field(default_factory=dict)
    steps: list[Progress] = field(default_factory=list)
    clock: Callable[[], float] = time.time

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LOGNAME": "local",
            "AWS_ENDPOINT_URL": self.sts.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            **self.more,
        }

    def write(self, config: str, credentials: str = KEYS) -> None:
        folder = self.home / ".aws"
        folder.mkdir(exist_ok=True)
        (folder / "config").write_text(config)
        (folder / "credentials").write_text(credentials)
        (folder / "credentials").chmod(0o600)

    def broker(self) -> Broker:
        catalogue = load_catalogue(self.env, self.settings)
        return Broker(self.env, self.settings, catalogue, self.store, clock=self.clock)

    def callers(self) -> CallerIdentityCache:
        """Return what asks whose credentials are, with an empty memory."""
        endpoint = sts_endpoint(self.env, region="eu-west-1")
        sts = Sts(aws=AwsCaller(endpoint=endpoint, deadline=Deadline(20)), clock=self.clock)
        return CallerIdentityCache(sts, FactCache(self.env), self.env)

    def session(self, name: str, answers: Ask | None = None, **options: object) -> Session:
        """Become a profile."""
        catalogue = load_catalogue(self.env, self.settings)
        return self.broker().session(
            catalogue.find(name),
            AssumeOptions(**options),  # type: ignore[arg-type]
            ask=answers or Answers(),
            report=self.steps.append,
        )

    def cached_session(self, name: str, **options: object) -> Session | None:
        """Return what is cached for a profile."""
        catalogue = load_catalogue(self.env, self.settings)
        return self.broker().cached_session(
            catalogue.find(name),
            AssumeOptions(**options),  # type: ignore[arg-type]
        )

    @property
    def notes(self) -> str:
        return "\n".join(step.text for step in self.steps if step.state == "note")

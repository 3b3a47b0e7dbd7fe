"""A cached session with its pointer, and swtui as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from swtui.secret import Secret
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.fast_path import remember
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.cache.payload import encode
from swtui.sessions.credentials import Credentials, Identity, Session

SWTUI = (sys.executable, "-m", "swtui")
NAME = "payments 'prod' $(x)"


def make_session(*, not_renewable: str = "") -> Session:
    return Session(
        NAME,
        Credentials(
            "ASIAEXAMPLEEXAMPLE00",
            Secret("CanarySecret/+" + "x" * 26),
            Secret("CanaryToken" + "y" * 600),
            int(time.time()) + 3600,
        ),
        Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
        region="eu-west-1",
        role_arn="arn:aws:iam::111122223333:role/Admin",
        role_name="Admin",
        not_renewable=not_renewable,
    )


def keep(
    ring: KernelRing,
    session: Session,
    *,
    awsume_profile: bool = False,
    switch_notice: bool = True,
    endpoint_notice: str = "",
) -> Session:
    """Leave a session and its pointer in the kernel's ring."""
    ends = session.credentials.expires_at
    assert ends is not None
    ring.put(entry_name("key"), encode(session), ends)
    assert remember(
        NAME,
        os.environ,
        "key",
        session=session,
        awsume_profile=awsume_profile,
        switch_notice=switch_notice,
        endpoint_notice=endpoint_notice,
    )
    return session


@pytest.fixture
def session(ring: KernelRing) -> Session:
    """Return a session that is cached, with its pointer."""
    return keep(ring, make_session())


def swtui(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*SWTUI, *words], capture_output=True, timeout=30, **options)  # type: ignore[call-overload,no-any-return]

"""A namespace in the kernel for each test alone, emptied afterwards, and sessions to keep."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session

MakeSession = Callable[..., Session]


@pytest.fixture
def make_session() -> MakeSession:
    """Return what makes a session that is good for an hour."""

    def make(
        name: str = "payments-prod",
        *,
        seconds: int = 3600,
        account_label: str = "Payments",
        region: str = "eu-west-1",
        production: bool = False,
        not_renewable: str = "",
    ) -> Session:
        return Session(
            name,
            Credentials(
                "ASIAEXAMPLEEXAMPLE00",
                Secret("CanarySecret" + "x" * 28),
                Secret("CanaryToken" + "y" * 600),
                int(time.time()) + seconds,
            ),
            Identity(
                "111122223333",
                "arn:aws:sts::111122223333:assumed-role/Admin/jo",
                "AROAEXAMPLE:jo",
                "acme-payments",
            ),
            region=region,
            role_arn="arn:aws:iam::111122223333:role/Admin",
            role_name="Admin",
            account_label=account_label,
            production=production,
            not_renewable=not_renewable,
        )

    return make

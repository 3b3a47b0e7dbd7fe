"""A refusal for the screen that explains it, with policies that are read from a script."""

from __future__ import annotations

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.refusal import Refusal, build_refused_call
from swtui.errors import RefusedError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Role
from swtui.sessions.credentials import Session
from swtui.tui.screens.refusal import RefusalScreen
from tests.tui.screens.clipboard import Clipboard

NOON = 1_767_268_800.0
ARN = "arn:aws:iam::111122223333:role/Admin"
CALLER = "arn:aws:iam::123456789012:user/jo"
ROLE = Role(
    name="pay-prod",
    kind="role",
    origin="config",
    account=Account(id="111122223333"),
    role_name="Admin",
    arn=ARN,
    production=True,
)
CHAIN = Chain(
    profile="pay-prod",
    start=Start(kind="keys", profile="base"),
    hops=(Hop(profile="x", role=RoleArn("aws", "111122223333", "", "Admin")),),
)
REFUSED = RefusedError(
    "refused",
    code="AccessDenied",
    aws_message=f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ARN}",
    request_id="5f0c8a1e",
    operation="AssumeRole",
    host="sts.eu-west-1.amazonaws.com",
)


class Reads(Refusal):
    """A refusal whose policies are read from a script; `could` names who could be assumed."""

    could: tuple[str, ...] = ()
    by: Session | None = None

    def who_could_read(self) -> tuple[str, ...]:
        """Return the script's names."""
        return self.could

    def read(self, other: Session | None = None) -> None:
        """Find that the role is missing."""
        self.by = other
        self.lookup = PolicyLookup(reader="arn:aws:sts::1:assumed-role/Reader/jo", is_missing=True)
        self.causes = (
            Cause(kind="no-such-role", sentence="There is no role Admin.", certain=True),
        )

    def look(self) -> None:
        """Find a role of this machine's own."""
        self.causes = (
            *self.causes,
            Cause(kind="instance-role-meant", sentence="It is an EC2 machine."),
        )


def explained(clipboard: Clipboard | None = None) -> RefusalScreen:
    evidence = build_refused_call(REFUSED, ROLE, CHAIN, when=NOON)
    refusal = Reads(evidence, ROLE, signer=lambda: None)
    return RefusalScreen(REFUSED, ROLE, CHAIN, NOON, clipboard or Clipboard(), refusal=refusal)

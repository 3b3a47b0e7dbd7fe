"""The change where the EC2 instance's role was meant, not the keys that a chain starts from."""

from __future__ import annotations

from swtui.access.changes.change import ASKER, Change
from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.key_causes import DUMMY_ON_EC2


def instance_change(evidence: Evidence, causes: tuple[Cause, ...]) -> Change | None:
    """Return the profile started from the instance, if the likeliest cause says so."""
    step = evidence.step
    cause = causes[0] if causes else None
    if cause is None or cause.kind != DUMMY_ON_EC2 or step is None or evidence.hop != 1:
        return None
    profile = evidence.profile
    where = f"profile {step.profile}{evidence.at(profile.place)}" if profile else "the call"
    return Change(
        ASKER,
        cause.kind,
        cause.sentence,
        where,
        settings=(("credential_source", "Ec2InstanceMetadata"),) if profile else (),
        removed=("source_profile",) if profile else (),
        options=("--instance-role",),
        notes=cause.evidence,
    )

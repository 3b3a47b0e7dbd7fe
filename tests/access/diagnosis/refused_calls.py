"""A refused call as a value, for the tests of single causes."""

from __future__ import annotations

from typing import Any

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.errors import RefusedError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Place

CONFIG, CREDENTIALS = "/home/jo/.aws/config", "/home/jo/.aws/credentials"
JO = "arn:aws:iam::123456789012:user/jo"
FIRST = Hop(profile="jump", role=RoleArn("aws", "900000000001", "", "Jump"))
ADMIN = Hop(
    profile="admin",
    role=RoleArn("aws", "111122223333", "", "Admin"),
    places={"role_arn": Place(CONFIG, 7)},
)


def evidence(
    code: str,
    words: str,
    *,
    hops: tuple[Hop, ...] = (ADMIN,),
    start: Start | None = None,
    operation: str = "AssumeRole",
    hop: int | None = None,
    host: str = "sts.eu-west-1.amazonaws.com",
    encoded: str = "",
    **more: Any,
) -> RefusedCall:
    error = RefusedError(
        f"AWS refused {operation}: {words} ({code})",
        code=code,
        aws_message=words,
        operation=operation,
        host=host,
        encoded=encoded,
    )
    begins = start or Start(kind="keys", profile="base", place=Place(CREDENTIALS, 3))
    chain = Chain(
        profile=hops[-1].profile if hops else begins.profile or "it", start=begins, hops=hops
    )
    number = len(hops) if hop is None else hop
    return RefusedCall(
        error=error, chain=chain, hop=number, **{"caller": JO, "env": {"HOME": "/home/jo"}, **more}
    )


def first_cause(found: RefusedCall) -> Cause:
    return find_causes(found)[0]


def whole(cause: Cause) -> str:
    return "\n".join((cause.sentence, *cause.evidence, cause.next_step, cause.snippet))

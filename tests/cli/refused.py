"""`swtui policy --from-refusal` as the tests run it, and the demo's refusals they run it on."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

from swtui.demo.policy import document
from swtui.demo.policy_shorthand import allow
from tests.cli.conftest import Ran, Run
from tests.demo_fixture import Demo

DELETED = ("legacy-prod-admin", "--read-with", "legacy-prod-readonly")
SAM_ONLY = ("access-lab-trusts-sam-only", "--read-with", "access-lab-no-tags")
JO = "arn:aws:iam::123456789012:user/jo"
READ_OWN = allow("iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy")
SWITCH = document(allow("sts:AssumeRole", on=["arn:aws:iam::111122223333:role/Else"]), READ_OWN)


def policy(run: Run, *words: str, side: str = "", form: str = "", **more: str) -> Ran:
    sides, forms = [side] * bool(side), ["--format", form] * bool(form)
    return run("policy", *sides, "--from-refusal", *words, *forms, **more)


def intern(demo: Demo, **more: Any) -> None:
    organisation = demo.server.organisation
    organisation.add(replace(organisation.user("intern"), **more))


def said(ran: Ran) -> str:
    """Return stderr with its lines unbroken."""
    return " ".join(ran.err.split())


def words_of(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))

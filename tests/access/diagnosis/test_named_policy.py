"""AWS's words for the policy that refused, old and new, and the command that shows that policy."""

from __future__ import annotations

import shlex

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.named_policy import NamedPolicy, named_policy, show_command
from tests.access.diagnosis.refused_calls import JO, evidence, first_cause

SCP = "service control policy"
SAID = f"User: {JO} is not authorized to perform: sts:AssumeRole on resource: arn:x"


@pytest.mark.parametrize(
    ("words", "kind", "explicit"),
    [
        ("with an explicit deny in a service control policy", SCP, True),
        ("with an explicit deny in a Service Control Policy", SCP, True),
        ("With an Explicit Deny in a Service Control Policy (SCP)", SCP, True),
        ("explicitly denied by a Service Control Policy", SCP, True),
        ("Access denied due to Service Control Policy", SCP, True),
        ("because no Service Control Policy allows the sts:AssumeRole action", SCP, False),
        ("because no SCP allows the sts:AssumeRole action", SCP, False),
        ("because the service control policy does not allow it", SCP, False),
        ("because a service control policy explicitly denies it", SCP, True),
        ("with an explicit deny in a Resource Control Policy", "resource control policy", True),
        ("because no Permissions Boundary allows it", "permissions boundary", False),
        ("because no permission boundary allows it", "permissions boundary", False),
        ("because no Identity-based policy allows it", "identity-based policy", False),
        ("with an explicit deny in the Role Trust Policy", "resource-based policy", True),
        ("with an explicit deny in a VPC Endpoint Policy", "vpc endpoint policy", True),
        ("because no Session Policy allows it", "session policy", False),
    ],
)
def test_the_policy_is_known_in_any_spelling(words: str, kind: str, explicit: bool) -> None:
    found = named_policy(f"{SAID} {words}")
    assert found is not None
    assert (found.kind, found.explicit) == (kind, explicit)
    cause = first_cause(evidence("AccessDenied", f"{SAID} {words}"))
    assert cause.kind.replace("-", " ").endswith(kind.replace("-", " "))
    assert "does not say which" not in cause.sentence


@pytest.mark.parametrize("words", ["", " with an explicit deny", " in my Service Control Policy"])
def test_what_names_no_policy_is_not_read_into(words: str) -> None:
    assert named_policy(SAID + words) is None


@pytest.mark.parametrize(
    ("arn", "command", "where"),
    [
        (
            "arn:aws:organizations::100000000001:policy/o-acme/service_control_policy/p-examplea1",
            "aws organizations describe-policy --policy-id p-examplea1",
            "the organization's management account, 100000000001",
        ),
        (
            "arn:aws:organizations::100000000001:policy/o-acme/resource_control_policy/p-examplea2",
            "aws organizations describe-policy --policy-id p-examplea2",
            "the organization's management account, 100000000001",
        ),
        (
            "arn:aws:iam::123456789012:policy/team/Deny",
            "aws iam get-policy-version --policy-arn arn:aws:iam::123456789012:policy/team/Deny",
            "account 123456789012",
        ),
        (
            "arn:aws:iam::aws:policy/PowerUserAccess",
            "aws iam get-policy-version --policy-arn arn:aws:iam::aws:policy/PowerUserAccess",
            "any account",
        ),
        (
            "arn:aws:ec2:eu-west-1:123456789012:vpc-endpoint/vpce-0123456789abcdef0",
            "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-0123456789abcdef0 "
            "--region eu-west-1",
            "account 123456789012",
        ),
        (
            "arn:aws:iam::123456789012:role/team/Admin",
            "aws iam get-role --role-name Admin",
            "account 123456789012",
        ),
    ],
)
def test_a_policy_with_an_arn_gets_the_command_that_shows_it(
    arn: str, command: str, where: str
) -> None:
    words = f"{SAID} with an explicit deny in a service control policy: {arn}"
    cause = first_cause(evidence("AccessDenied", words))
    assert cause.snippet.startswith(command)
    assert where in cause.next_step
    assert f": {arn}" in " ".join(cause.evidence)
    assert shlex.split(cause.snippet)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::1",
        "arn:aws:iam::123456789012:policy/$(id)",
        "arn:aws:iam::123456789012:policy/`id`",
        "arn:aws:organizations::100000000001:policy/o-x/service_control_policy/p-;id",
        "arn:aws:s3:::bucket/key",
    ],
)
def test_an_arn_of_no_known_form_is_put_into_no_command(arn: str) -> None:
    assert show_command(NamedPolicy(SCP, True, arn)) == ("", "")


def test_a_missing_allow_gets_no_policy_before_the_callers_own_were_read() -> None:
    """One of them may allow it under a condition: another Allow would be a way round that."""
    words = f"{SAID} because no identity-based policy allows the sts:AssumeRole action"
    cause = find_causes(evidence("AccessDenied", words))[0]
    assert cause.snippet == ""
    assert "under a condition (MFA, an address), meet that. Only where none does" in cause.next_step

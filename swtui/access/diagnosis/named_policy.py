"""The policy that AWS's message names as what refused.

Wording: IAM User Guide, "Troubleshoot access denied error messages". Where a Deny of a policy that
has an ARN applies, the ARN follows after a colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.shell_word import shell_word

_KIND = (
    r"(?:identity[- ]based|resource[- ]based|role trust|sessions?|service control|resource control"
    r"|VPC endpoint) policy(?: \((?:SCP|RCP)\))?|permissions? boundary(?: policy)?|SCP|RCP"
    r"|[a-z -]{3,40}? ?(?:policy|boundary)"
)
_NAMED = re.compile(
    r"(?:(?P<explicit>explicit(?:ly)? (?:deny|denied) (?:in|by|due to|because of) (?:an? |the )?"
    r"|denied (?:by|due to|because of) (?:an? |the )?)"
    rf"|because (?:no|the|an?) )(?P<kind>{_KIND})"
    rf"(?: transitively through an? (?P<behind>{_KIND}))?"
    r"(?P<denies> (?:explicitly )?denies)?"
    r"(?:: (?P<arn>arn:[^\s,;)\"']{1,2048}))?",
    re.IGNORECASE,
)
"""Older messages capitalise the kind, name it behind `denied by`, or abbreviate it."""
_SAME = {
    "role trust policy": "resource-based policy",
    "sessions policy": "session policy",
    "identity based policy": "identity-based policy",
    "resource based policy": "resource-based policy",
    "permission boundary": "permissions boundary",
    "scp": "service control policy",
    "rcp": "resource control policy",
}
"""Other words of AWS's for a kind of policy."""
_POLICY_ARN = re.compile(
    r"arn:aws[a-z-]{0,12}:(?P<service>[a-z0-9]{2,20}):(?P<region>[a-z0-9-]{0,30}):"
    r"(?P<account>\d{12}|aws|):(?P<rest>[\w+=,.@/-]{3,1100})",
    re.ASCII,
)
_ORGANIZATIONS = re.compile(r"policy/(?:[\w-]+/)*(p-[0-9a-zA-Z_]{8,128})")
IDENTITY, TRUST_POLICY = "identity-based policy", "resource-based policy"
"""What AWS calls the caller's own policies; what a role's trust policy is among the kinds."""
GRANTING = (IDENTITY, TRUST_POLICY)
"""The kinds in which an Allow lets a call through; every other kind only limits."""


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """The policy that AWS's message names as the reason."""

    kind: str
    """`identity-based policy`, `permissions boundary`, …, in small letters; a role's trust policy
    is its `resource-based policy`."""
    explicit: bool
    """Whether a Deny applies; else an Allow is missing."""
    arn: str = ""
    """The policy's own ARN, where AWS gives it."""


def named_policy(words: str) -> NamedPolicy | None:
    """Return the policy that AWS's words name, or None when they name none.

    Of `a VPC endpoint policy transitively through a service control policy` it is the latter that
    has to change.
    """
    match = _NAMED.search(words)
    if match is None:
        return None
    kind = (match["behind"] or match["kind"]).lower()
    kind = kind.partition(" (")[0].replace("boundary policy", "boundary")
    arn = (match["arn"] or "").rstrip(".")
    return NamedPolicy(_SAME.get(kind, kind), bool(match["explicit"] or match["denies"]), arn)


def show_command(named: NamedPolicy) -> tuple[str, str]:
    """Return the command that shows a policy that has an ARN, and in which account to run it.

    Both empty where the ARN is of no kind that a command shows.
    """
    match = _POLICY_ARN.fullmatch(named.arn)
    if match is None:
        return "", ""
    account, rest = match["account"], match["rest"]
    if match["service"] == "organizations" and (found := _ORGANIZATIONS.fullmatch(rest)):
        whose = "the organization's management account" + f", {account}" * account.isdigit()
        return f"aws organizations describe-policy --policy-id {found[1]}", whose
    own = f"account {account}" if account.isdigit() else "any account"
    if match["service"] == "iam" and rest.startswith("policy/"):
        arn = shell_word(named.arn)
        version = f"aws iam get-policy --policy-arn {arn} --query Policy.DefaultVersionId"
        return (
            f"aws iam get-policy-version --policy-arn {arn} --version-id "
            f'"$({version} --output text)"',
            own,
        )
    name = shell_word(rest.rpartition("/")[2])
    if match["service"] == "iam" and rest.startswith("role/"):
        return f"aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument", own
    if match["service"] == "ec2" and rest.startswith("vpc-endpoint/"):
        return (
            f"aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {name} --region {match['region']} "
            "--query 'VpcEndpoints[].PolicyDocument' --output text",
            own,
        )
    return "", ""

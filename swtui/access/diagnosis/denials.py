"""The table of AccessDenied: AWS's words, the likely cause, the next step.

Codes and wording: STS API reference (AssumeRole, Common Errors) and IAM User Guide
("Troubleshoot access denied error messages").
"""

from __future__ import annotations

from swtui.access.diagnosis.cause import ErrorRule

_DENIED = ("AccessDenied", "AccessDeniedException")
_OWNER = "Ask the owner of that policy to allow {caller}; show them this refusal."


def _missing(policy: str, where: str, next_step: str, verb: str = "does not allow") -> ErrorRule:
    return ErrorRule(
        kind=f"no-{policy.replace(' ', '-')}",
        cause=f"{where} {verb} {{action}} on {{role}}.",
        next_step=next_step,
        certain=True,
    )


def _explicit(policy: str, whose: str) -> ErrorRule:
    return ErrorRule(
        kind=f"denied-by-{policy.replace(' ', '-')}",
        cause=f"A statement with Effect Deny in {whose} forbids {{action}} on {{role}}.",
        next_step="No Allow elsewhere overrides a Deny: meet what its condition asks for (MFA, "
        "address, region), or ask the owner of that policy.",
        certain=True,
    )


DENIED_BY: dict[tuple[bool, str], ErrorRule] = {
    (False, "identity-based policy"): _missing(
        "identity-based policy",
        "No policy of {caller} itself",
        "Read the caller's policies first: where one allows it under a condition (MFA, an "
        "address), meet that. Only where none does, have sts:AssumeRole on {role} allowed.",
        verb="allows",
    ),
    (False, "resource-based policy"): _missing(
        "resource-based policy",
        "The role's trust policy",
        "Name {caller} as a principal in the trust policy of {role}, and meet its conditions.",
    ),
    (False, "permissions boundary"): _missing(
        "permissions boundary", "The permissions boundary of {caller}", _OWNER
    ),
    (False, "session policy"): _missing(
        "session policy",
        "The session policy {caller} was given when it was assumed",
        "Assume the role before without that session policy, or with a wider one.",
    ),
    (False, "service control policy"): _missing(
        "service control policy", "The organization's service control policy", _OWNER
    ),
    (False, "resource control policy"): _missing(
        "resource control policy", "The organization's resource control policy", _OWNER
    ),
    (False, "vpc endpoint policy"): _missing(
        "vpc endpoint policy", "The policy of the VPC endpoint the call went through", _OWNER
    ),
    (True, "identity-based policy"): _explicit("identity-based policy", "a policy of {caller}"),
    (True, "resource-based policy"): _explicit("resource-based policy", "the role's trust policy"),
    (True, "permissions boundary"): _explicit(
        "permissions boundary", "the permissions boundary of {caller}"
    ),
    (True, "session policy"): _explicit("session policy", "the session policy of {caller}"),
    (True, "service control policy"): _explicit(
        "service control policy", "a service control policy of the organization"
    ),
    (True, "resource control policy"): _explicit(
        "resource control policy", "a resource control policy of the organization"
    ),
    (True, "vpc endpoint policy"): _explicit(
        "vpc endpoint policy", "the policy of the VPC endpoint the call went through"
    ),
}
"""By whether AWS calls the deny explicit, and the kind of policy its message names."""

DENIALS: tuple[ErrorRule, ...] = (
    ErrorRule(
        kind="mfa-wrong",
        codes=_DENIED,
        words=("multifactorauthentication failed", "one time pass code", "invalid"),
        cause="AWS did not take the MFA code: mistyped, used before in the same 30 seconds, or "
        "made by a device whose clock is off.",
        next_step="Wait for the next code, and try again.",
        certain=True,
    ),
    ErrorRule(
        kind="mfa-missing",
        codes=_DENIED,
        words=("multifactorauthentication failed", "must provide both"),
        cause="The call needs MFA, and no code went with it.",
        next_step="Add mfa_serial to the profile: aws iam list-mfa-devices shows it.",
        certain=True,
    ),
    ErrorRule(
        kind="mfa-device",
        codes=_DENIED,
        words=("multifactorauthentication",),
        cause="AWS could not check the code against {serial}: not a device of the caller's, or not "
        "one that gives codes.",
        next_step="Compare mfa_serial with what aws iam list-mfa-devices shows for the caller.",
    ),
    ErrorRule(
        kind="root-caller",
        codes=_DENIED,
        words=("roles may not be assumed by root",),
        cause="The keys of {start} are the root user's, and root may assume no role.",
        next_step="Start from an IAM user's or a role's keys, or from Identity Center; delete "
        "root's keys.",
        certain=True,
    ),
    ErrorRule(
        kind="session-of-session",
        codes=_DENIED,
        words=("getsessiontoken with session credentials",),
        cause="MFA once for many roles needs a user's own keys, and {start} gives a session's.",
        next_step="Start from long-term keys, or switch mfa_once off in the settings.",
        certain=True,
    ),
    ErrorRule(
        kind="tag-session",
        codes=_DENIED,
        words=("sts:tagsession",),
        cause="Tags went with the call, or with the caller's session, and sts:TagSession is not "
        "allowed for {caller} on {role}.",
        next_step="Leave tags of your own out, or have sts:TagSession allowed by the caller's "
        "policy and by the role's trust policy.",
        certain=True,
    ),
    ErrorRule(
        kind="source-identity",
        codes=_DENIED,
        words=("sts:setsourceidentity",),
        cause="A source identity went with the call, or with the caller's session, and "
        "sts:SetSourceIdentity is not allowed for {caller} on {role}.",
        next_step="Leave one of your own out, or have sts:SetSourceIdentity allowed on both sides.",
        certain=True,
    ),
    ErrorRule(
        kind="denied",
        codes=_DENIED,
        words=("explicit deny",),
        cause="A policy forbids {action} on {role} outright; AWS does not say which.",
        next_step="No Allow overrides a Deny: meet what its condition asks for, or ask the owner "
        "of the policy.",
        certain=True,
    ),
    ErrorRule(
        kind="web-identity-refused",
        codes=_DENIED,
        words=("sts:assumerolewithwebidentity",),
        cause="one of these, AWS does not say which: the role's trust policy does not name the "
        "token's provider, or asks for another audience or subject; there is no such role.",
        next_step="Compare the token's iss, aud and sub with the trust policy: its Federated "
        "principal, and the conditions on the provider's :aud and :sub.",
    ),
    ErrorRule(
        kind="denied-unsaid",
        codes=_DENIED,
        words=("sts:assumerole",),
        cause="one of these, AWS does not say which: the role's trust policy does not admit the "
        "caller, or asks for more (MFA, an external ID, an address); the caller has no policy that "
        "allows it; there is no such role.",
        next_step="Read the trust policy, in the role's account: aws iam get-role --role-name "
        "{name}",
    ),
    ErrorRule(
        kind="denied-encoded",
        codes=(*_DENIED, "UnauthorizedOperation"),
        words=("encoded authorization",),
        cause="AWS denied {action}, and says why in an encoded message.",
        next_step="",
        certain=True,
    ),
    ErrorRule(
        kind="denied-other",
        codes=_DENIED,
        words=(),
        cause="{caller} may not do {action}; AWS does not say which policy is missing.",
        next_step="Show this refusal to the account's administrator.",
    ),
)
"""In order of trial; the last fits every AccessDenied."""

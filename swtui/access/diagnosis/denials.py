"""The table of AccessDenied: AWS's words, the likely cause, the next step.

Codes and wording: STS API reference (AssumeRole, Common Errors) and IAM User Guide
("Troubleshoot access denied error messages").
"""

from __future__ import annotations

from swtui.access.diagnosis.cause import ErrorRule

_DENIED = ("AccessDenied", "AccessDeniedException")
_OWNER = "{caller} needs it from whoever keeps that policy; show them this refusal."


def _missing(policy: str, where: str, next_step: str, verb: str = "does not allow") -> ErrorRule:
    return ErrorRule(
        f"no-{policy.replace(' ', '-')}",
        cause=f"{where} {verb} {{action}} on {{role}}.",
        next_step=next_step,
        told=True,
    )


def _explicit(policy: str, whose: str) -> ErrorRule:
    return ErrorRule(
        f"denied-by-{policy.replace(' ', '-')}",
        cause=f"A statement with Effect Deny in {whose} forbids {{action}} on {{role}}.",
        next_step="No Allow elsewhere lifts a Deny: meet what its condition asks for (MFA, "
        "address, region), or ask the owner of that policy.",
        told=True,
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
        "mfa-wrong",
        _DENIED,
        ("multifactorauthentication failed", "one time pass code", "invalid"),
        "AWS did not take the MFA code: mistyped, used before in the same 30 seconds, or made by "
        "a device whose clock is off.",
        "Wait for the next code, and try again.",
        told=True,
    ),
    ErrorRule(
        "mfa-missing",
        _DENIED,
        ("multifactorauthentication failed", "must provide both"),
        "The call needs MFA, and no code went with it.",
        "Add mfa_serial to the profile: aws iam list-mfa-devices shows it.",
        told=True,
    ),
    ErrorRule(
        "mfa-device",
        _DENIED,
        ("multifactorauthentication",),
        "AWS could not check the code against {serial}: not a device of the caller's, or not one "
        "that gives codes.",
        "Compare mfa_serial with what aws iam list-mfa-devices shows for the caller.",
    ),
    ErrorRule(
        "root-caller",
        _DENIED,
        ("roles may not be assumed by root",),
        "The keys of {start} are the root user's, and root may assume no role.",
        "Start from an IAM user's or a role's keys, or from Identity Center; delete root's keys.",
        told=True,
    ),
    ErrorRule(
        "session-of-session",
        _DENIED,
        ("getsessiontoken with session credentials",),
        "MFA once for many roles needs a user's own keys, and {start} gives a session's.",
        "Start from long-term keys, or switch mfa_once off in the settings.",
        told=True,
    ),
    ErrorRule(
        "tag-session",
        _DENIED,
        ("sts:tagsession",),
        "Tags went with the call, or with the caller's session, and sts:TagSession is not allowed "
        "for {caller} on {role}.",
        "Leave tags of your own out, or have sts:TagSession allowed by the caller's policy and by "
        "the role's trust policy.",
        told=True,
    ),
    ErrorRule(
        "source-identity",
        _DENIED,
        ("sts:setsourceidentity",),
        "A source identity went with the call, or with the caller's session, and "
        "sts:SetSourceIdentity is not allowed for {caller} on {role}.",
        "Leave one of your own out, or have sts:SetSourceIdentity allowed on both sides.",
        told=True,
    ),
    ErrorRule(
        "denied",
        _DENIED,
        ("explicit deny",),
        "A policy forbids {action} on {role} outright; AWS does not say which.",
        "No Allow lifts a Deny: meet what its condition asks for, or ask the owner of the policy.",
        told=True,
    ),
    ErrorRule(
        "web-identity-refused",
        _DENIED,
        ("sts:assumerolewithwebidentity",),
        "one of these, AWS does not say which: the role's trust policy does not name the token's "
        "provider, or asks for another audience or subject; there is no such role.",
        "Compare the token's iss, aud and sub with the trust policy: its Federated principal, and "
        "the conditions on the provider's :aud and :sub.",
    ),
    ErrorRule(
        "denied-unsaid",
        _DENIED,
        ("sts:assumerole",),
        "one of these, AWS does not say which: the role's trust policy does not admit the caller, "
        "or asks for more (MFA, an external id, an address); the caller has no policy that "
        "allows it; there is no such role.",
        "Read the trust policy, in the role's account: aws iam get-role --role-name {name}",
    ),
    ErrorRule(
        "denied-encoded",
        (*_DENIED, "UnauthorizedOperation"),
        ("encoded authorization",),
        "AWS denied {action}, and says why in an encoded message.",
        "",
        told=True,
    ),
    ErrorRule(
        "denied-other",
        _DENIED,
        (),
        "{caller} may not do {action}; AWS does not say which policy is missing.",
        "Show this refusal to whoever keeps the account.",
    ),
)
"""In order of trial; the last fits every AccessDenied."""

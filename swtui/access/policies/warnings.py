"""Warn of the usual traps in a policy document, and of IAM's limits of length.

It does not matter where the document comes from: a draft, IAM, a fix or a file.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from swtui.access.evaluator.conditions import NULL, OPERATORS, parse_operator
from swtui.access.evaluator.nearest import admits
from swtui.access.evaluator.policy import Condition, Policy, PolicyProblem, Statement
from swtui.access.evaluator.policy_reader import read_policy
from swtui.access.policies.draft import CALLER, SERVICES, FieldName, Sentence
from swtui.roles.arn import split_arn

MANAGED, INLINE_USER, INLINE_ROLE = 6144, 2048, 10_240
"""Characters of an identity's policies, white space not counted; inline ones share their limit."""
TRUST_USUAL, TRUST_MOST = 2048, 8192
"""Characters of a trust policy: as accounts come, and as far as AWS raises it when asked."""
# All: IAM User Guide, "IAM and AWS STS quotas, name requirements, and character limits"
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_INNER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""Addresses that never travel the internet (RFC 1918, 6598, 1122, 3927, 4193, 4291)."""
_ROOT = re.compile(r"(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?", re.ASCII)
_ALL_ROLES = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/\*", re.ASCII)
_SSO_PATTERN = re.compile(r"role/aws-reserved/.*AWSReservedSSO_(.+)_\*", re.ASCII)


def find_warnings(
    document: Mapping[str, Any], side: str, *, role_account: str = ""
) -> tuple[Sentence, ...]:
    """Return what to know of a policy of this side before it is used.

    `role_account` is that of the role that a trust policy is for, where it is known.
    """
    policy = read_policy(document)
    of_side = _of_caller(policy) if side == CALLER else _of_trust(policy, role_account)
    found: list[Sentence] = [*of_side, *_of_networks(policy)]
    found += [(caution.message,) for caution in cautions(policy)]
    found += [(text,) for text in size_warnings(side, document)]
    return tuple(dict.fromkeys(found))


def _values(
    statements: Iterable[Statement], key: str, *, negated: tuple[bool, ...] = (False,)
) -> tuple[str, ...]:
    """Return the values that conditions on a key name, each once.

    `negated` says which operators count: those that ask for a value, those that refuse it, or both.
    """
    return tuple(
        dict.fromkeys(
            value
            for statement in statements
            for condition in statement.conditions
            if condition.key.lower() == key and _is_negated(condition) in negated
            for value in condition.values
        )
    )


def _is_negated(condition: Condition) -> bool | None:
    """Return whether an operator refuses the values it names; None for one that names none."""
    name = parse_operator(condition.operator)
    tested = OPERATORS.get(name.plain) if name is not None else None
    return tested.negated if tested is not None else None


def _and(texts: Iterable[str]) -> str:
    return " and ".join(texts)


def _of_caller(policy: Policy) -> Iterator[Sentence]:
    allows = [each for each in policy.statements if each.effect == "Allow" and admits(each)]
    roles = [resource for statement in allows for resource in statement.resources]
    every, named = FieldName("any"), FieldName("role_arns")
    if "*" in roles and not _values(allows, "aws:resourceorgid"):
        yield (
            *(every, " lets the caller ask for every role of every account, other companies' "),
            *("too; only those roles' trust policies stand in between: naming roles (", named),
            ") is safer",
        )
    elif "*" in roles:
        yield (
            every,
            " lets the caller ask for every role of the organization: naming roles is safer",
        )
    accounts = [match[1] for match in map(_ALL_ROLES.fullmatch, roles) if match]
    if accounts:
        yield (
            *(FieldName("accounts"), f" covers every role of {_and(dict.fromkeys(accounts))}, "),
            *("later ones too; only their trust policies stand in between: naming roles (", named),
            ") is safer",
        )
    denies = [each for each in policy.statements if each.effect == "Deny"]
    by_address = [each for each in denies if _values([each], "aws:sourceip", negated=(True,))]
    if by_address:
        yield (
            "the Deny stops every call from elsewhere, not only sts:AssumeRole; it binds the "
            "caller's own credentials, not the session of the role it becomes",
        )
        yield from _of_services(spares="false" in _values(by_address, "aws:viaawsservice"))


def _of_services(*, spares: bool) -> Iterator[Sentence]:
    if spares:
        yield (
            "calls that AWS services make on the caller's behalf are spared (aws:ViaAWSService); "
            "calls through a VPC endpoint have no public address, and stay denied",
        )
    else:
        yield (
            "the Deny can also stop calls that AWS services (CloudFormation, Athena, …) make on "
            "the caller's behalf from their own addresses, and calls through a VPC endpoint; ",
            *(FieldName("via_aws_service"), " spares the former"),
        )


def _principals(statements: Iterable[Statement], kind: str = "AWS") -> tuple[str, ...]:
    named = (each for statement in statements for each in statement.principals)
    return tuple(dict.fromkeys(each.name for each in named if each.kind in (kind, "*")))


def _root_accounts(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the accounts that are trusted as a whole."""
    matches = map(_ROOT.fullmatch, _principals(statements))
    return tuple(dict.fromkeys(match[1] for match in matches if match))


def _of_trust(policy: Policy, role_account: str) -> Iterator[Sentence]:
    allows = [each for each in policy.statements if each.effect == "Allow"]
    people = [each for each in allows if _principals([each])]
    yield from _of_wide_trust(people)
    yield from _of_third_parties(people, role_account)
    if _values(people, "aws:sourceip"):
        yield ("calls through a VPC endpoint have no public address, and are refused",)
    yield from _of_patterns(people)
    for statement in allows:
        is_guarded = _values([statement], "aws:sourceaccount")
        if SERVICES["ecs"] in _principals([statement], "Service") and not is_guarded:
            yield (
                "any account's ECS could be made to use the role (the confused deputy); ",
                *(FieldName("source_account", "ID"), " names whose tasks are meant"),
            )


def _of_wide_trust(people: list[Statement]) -> Iterator[Sentence]:
    orgs = _values(people, "aws:principalorgid")
    if "*" in _principals(people) and orgs:
        yield (
            f"the principal * is everyone; only {_and(orgs)} limits it: everyone of the "
            "organization whose own policy allows it gets in",
        )
    elif "*" in _principals(people):
        yield (
            "the principal * lets in everyone who has any AWS account at all; name users, roles "
            "or accounts, or add ",
            FieldName("org_id"),
        )
    unlimited = [
        statement
        for statement in people
        if all(each.key.lower() == "aws:principalorgid" for each in statement.conditions)
    ]
    accounts = _root_accounts(unlimited)
    if accounts:
        yield (
            f"this trusts the whole account {_and(accounts)} without a condition: its "
            "administrators decide who gets in; ",
            *(FieldName("user_arns"), ", ", FieldName("principal_roles"), " or "),
            *(FieldName("principal_like"), " names the principals, ", FieldName("mfa")),
            " requires MFA",
        )


def _of_third_parties(people: list[Statement], role_account: str) -> Iterator[Sentence]:
    if _values(people, "sts:externalid"):
        yield (
            "the console's Switch Role cannot send an external ID: this role is for the API alone",
        )
        return
    roots = _root_accounts(people)
    named = (split_arn(name).account for name in _principals(people))
    others = dict.fromkeys(each for each in (*roots, *named) if each and each != role_account)
    if _values(people, "aws:principalorgid") or not (others if role_account else roots):
        return
    agree: Sentence = (
        *("agree on an external ID that it uses for you alone (", FieldName("external_id"), ", "),
        *(FieldName("generate_external_id"), "), or it may be talked into using the role for "),
        "others (the confused deputy)",
    )
    if role_account:
        start = f"{_and(others)} is another account than the role's: if it is a third party, "
    else:
        start = f"if {' or '.join(roots)} belongs to another company (a third party), "
    yield (start, *agree)


def _of_patterns(people: list[Statement]) -> Iterator[Sentence]:
    """Yield what to know of roles, permission sets and patterns that are let in."""
    principals, roots = _principals(people), _root_accounts(people)
    roles = [name for name in principals if split_arn(name).kind == "role"]
    arns = map(split_arn, _values(people, "aws:principalarn"))
    liked = [f"{arn.kind}/{arn.rest}" for arn in arns]
    sets = dict.fromkeys(match[1] for match in map(_SSO_PATTERN.fullmatch, liked) if match)
    if "true" in _values(people, "aws:multifactorauthpresent"):
        yield from _of_mfa(
            names_roles=bool(roles or sets), is_wide="*" in principals or bool(roots)
        )
    for arn in roles:
        name = arn.rpartition("/")[2]
        if name.startswith("AWSReservedSSO_"):
            permission_set = name.removeprefix("AWSReservedSSO_").rpartition("_")[0]
            yield (
                f"{name} is Identity Center's: it gets another name when its permission set is "
                "assigned again; ",
                *(FieldName("sso_roles"), f" {permission_set} ", FieldName("accounts")),
                f" {split_arn(arn).account} survives that",
            )
    for permission_set in sets:
        yield (
            f"the pattern for {permission_set} also fits permission sets of {_and(roots)} whose "
            f"names begin with {permission_set}_",
        )
    for pattern in dict.fromkeys(each for each in liked if not _SSO_PATTERN.fullmatch(each)):
        yield (
            f"anyone who may create a {pattern.partition('/')[0]} in {' or '.join(roots)} whose "
            f"ARN matches {pattern} can get in",
        )


def _of_mfa(*, names_roles: bool, is_wide: bool) -> Iterator[Sentence]:
    if names_roles:
        yield (
            "a role's session (Identity Center's too) never carries MFA: with ",
            *(FieldName("mfa"), " the roles named here are always refused"),
        )
    elif is_wide:
        yield (
            *("with ", FieldName("mfa"), " users alone get in: a role's session never carries "),
            "MFA",
        )


def _of_networks(policy: Policy) -> Iterator[Sentence]:
    for text in _values(policy.statements, "aws:sourceip", negated=(True, False)):
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            continue
        if network.prefixlen == 0:
            yield (FieldName("from_ip"), f" {text} is every address there is: it limits nothing")
        elif any(_lies_in(network, inner) for inner in _INNER):
            yield (
                *(FieldName("from_ip"), f" {text} is a network of one's own, and AWS sees the "),
                "public address of a call: this fits none that comes over the internet",
            )


def _lies_in(network: Network, inner: Network) -> bool:
    first, last = network[0], network[-1]
    return network.version == inner.version and first in inner and last in inner


def size(document: Mapping[str, Any]) -> int:
    """Return the characters that IAM counts: all but white space."""
    return len("".join(json.dumps(document, separators=(",", ":"), ensure_ascii=False).split()))


def size_problem(side: str, document: Mapping[str, Any]) -> str:
    """Return why the document is too long for IAM whatever one does; empty when it is not."""
    count = size(document)
    if side == CALLER and count > MANAGED:
        return (
            f"the policy has {count} characters; a managed policy holds {MANAGED}: "
            "split the roles over several policies"
        )
    if side != CALLER and count > TRUST_MOST:
        return f"the policy has {count} characters; a trust policy never holds over {TRUST_MOST}"
    return ""


def size_warnings(side: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the document is too long for some places."""
    count = size(document)
    if side == CALLER and count > INLINE_USER:
        yield (
            f"the policy has {count} characters: too many to stand inline on a user "
            f"({INLINE_USER}); a managed policy holds {MANAGED}"
        )
    if side != CALLER and count > TRUST_USUAL:
        yield (
            f"the trust policy has {count} characters; IAM takes {TRUST_USUAL} until the quota "
            f'"Role trust policy length" is raised (up to {TRUST_MOST})'
        )


_MULTIVALUED = (
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
    "aws:vpceorgpaths",
    "sts:transitivetagkeys",
)
"""Keys of all services and of STS that may have several values ("AWS global condition context
keys", "Available keys for AWS STS"); those of other services are not judged here."""


def cautions(policy: Policy) -> tuple[PolicyProblem, ...]:
    """Return each condition that a request without its key meets, though it looks like a guard."""
    return tuple(
        PolicyProblem(condition.path, _caution(statement, condition))
        for statement in policy.statements
        for condition in statement.conditions
        if _is_met_without_key(condition) and not _requires(statement, condition.key)
    )


def _is_met_without_key(condition: Condition) -> bool:
    name, key = parse_operator(condition.operator), condition.key.lower()
    if name is None or name.over != "ForAllValues" or name.if_exists:
        return False
    single = key.startswith(("aws:", "sts:")) and key not in _MULTIVALUED
    return single and not OPERATORS[name.plain].negated


def _requires(statement: Statement, key: str) -> bool:
    """Return whether the statement asks for the key to be there."""
    nulls = (each for each in statement.conditions if each.operator == NULL)
    return any(each.key.lower() == key.lower() and set(each.values) == {"false"} for each in nulls)


def _caution(statement: Statement, condition: Condition) -> str:
    key, plain = condition.key, condition.operator.partition(":")[2]
    met = (
        f"{statement.path}: {condition.operator} is also met by a request without {key}, a key "
        "with a single value"
    )
    if statement.effect == "Deny":
        return f"{met}: the Deny applies to such requests as well."
    return f"{met}, so it does not keep such requests out: {plain} does."

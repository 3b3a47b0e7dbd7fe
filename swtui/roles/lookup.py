"""Find a role by its exact name: a profile's name, a role ARN, ACCOUNT/ROLE or a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from swtui.errors import MistypedRole, NoSuchRole
from swtui.roles.arn import (
    RoleArn,
    find_permission_set,
    is_account_id,
    parse_role_arn,
    parse_session_arn,
    split_arn,
)
from swtui.roles.console_link import ConsoleLink, remove_dashes
from swtui.roles.role import Role
from swtui.roles.role_table import RoleTable
from swtui.settings import Settings

_LISTED = 8
"""The most matching names in a message."""
_ROOM = 200
"""Characters of a name that a message repeats."""
_OFFERED = 3
"""The most names suggested for one that matches nothing."""
_WORD = re.compile(r"[-_./:\s]+")
"""What separates the words of a name."""
_COMPARED = 20_000
"""The most names compared to find the nearest; more would take a second."""


def parse_typed(text: str) -> RoleArn | tuple[tuple[str, str], ...]:
    """Return a role's ARN, or the ways to cut `text` into ACCOUNT/ROLE; empty when it is neither.

    Names of accounts may hold slashes, and so may roles (their path), so there may be several.
    """
    arn = parse_role_arn(text)
    if isinstance(arn, RoleArn):
        return arn
    cuts = (place for place, character in enumerate(text) if character == "/")
    pairs = ((text[:cut], text[cut + 1 :]) for cut in cuts)
    return tuple((account, role) for account, role in pairs if account and role)


_NEARLY = range(8, 16)
"""The numbers of digits that make a wrong account ID, not an account's name."""


def find_typing_error(text: str) -> MistypedRole | None:
    """Return the error for a text that is nearly an ARN or ACCOUNT/ROLE; None for others.

    No role of another account may be suggested for it.
    """
    account, _, role = text.partition("/")
    start = f"'{_shorten(text)}'"
    if text.startswith("arn:"):
        wrong = parse_role_arn(text)
        if isinstance(wrong, RoleArn):
            return None
        session = parse_session_arn(text)
        if session:
            hint = f"its role: {session.role_arn}, with the role's path"
            return MistypedRole(f"{start} is a session, not a role", hint=hint)
        digits = _suggest_digits(text, split_arn(text).account)
        return MistypedRole(f"{start} {wrong}", hint=digits)
    if not (role and account.isascii() and account.isdigit()) or is_account_id(account):
        return None
    if len(account) not in _NEARLY:
        return None
    wrong = f"has an account ID of {len(account)} digits; AWS account IDs have 12"
    return MistypedRole(f"{start} {wrong}", hint=_suggest_digits(text, account))


def _suggest_digits(text: str, account: str) -> str:
    """Return the hint for an account ID with dashes, or without its leading zeros."""
    digits = remove_dashes(account)
    if digits != account:
        return f"without the dashes: {text.replace(account, digits, 1)}"
    if not (account.isdigit() and 9 <= len(account) < 12):
        return ""
    return f"leading zeros may be lost: {text.replace(account, account.zfill(12), 1)}"


def find_by_link(link: ConsoleLink, roles: RoleTable, typed: str) -> Role | None:
    """Return the role of the list that a link names. Raises NoSuchRole when there are several."""
    permission_set = find_permission_set(link.role)
    if link.is_portal or permission_set:
        wanted = permission_set or link.role
        sets = [role for role in roles.in_account(link.account) if role.kind == "sso"]
        return _choose_only([role for role in sets if role.role_name == wanted], typed)
    start = f"arn:{link.partition}:iam::{link.account}:role/"
    fitting = [role for role in roles.in_account(link.account) if role.arn.startswith(start)]
    exact = [role for role in fitting if _path_and_name(role.arn) == link.role]
    return _choose_only(exact or [role for role in fitting if role.role_name == link.role], typed)


def linked_arn(link: ConsoleLink) -> RoleArn:
    """Return the ARN of the role that a link names. Raises MistypedRole where it names no role."""
    if link.is_portal:
        raise MistypedRole(
            f"no profile has the permission set {link.role} of account {link.account}, which the "
            "link names",
            hint="`aws configure sso` makes one",
        )
    arn = parse_role_arn(f"arn:{link.partition}:iam::{link.account}:role/{link.role}")
    if isinstance(arn, str):
        raise MistypedRole(f"the role '{_shorten(link.role)}' of the link {arn}")
    return arn


def build_link_error(
    link: ConsoleLink | None, roles: RoleTable, settings: Settings
) -> MistypedRole:
    """Return the error for a link that names no role, or none of AWS's."""
    if link is None:
        hint = "a link to switch roles does, and an ARN, and ACCOUNT/ROLE"
        return MistypedRole("the link is not one of AWS's console, and names no role", hint=hint)
    role = link.role or "ROLE"
    hint = f"write ACCOUNT-ID/{role}; the console shows the ID at its top right"
    if is_account_id(link.account):
        near = [each.name for each in roles.in_account(link.account)][:_OFFERED]
        hint = f"did you mean {' or '.join(near)}?" if near else f"write {link.account}/{role}"
        return MistypedRole(f"the link {link.lack}", hint=hint, nearest=tuple(near))
    known = sorted(account_ids(link.account, roles, settings)) if link.account else []
    if known:
        hint = f"if the account of that name is meant: {known[0]}/{role}"
    return MistypedRole(f"the link {link.lack}", hint=hint)


def find_by_name(name: str, roles: RoleTable) -> Role | None:
    """Return the role of the profile with exactly this name."""
    at = roles.position(name)
    return None if at is None else roles[at]


def find_by_arn(arn: RoleArn, roles: RoleTable, typed: str) -> Role | None:
    """Return the one role with this ARN. Raises NoSuchRole when there are several."""
    text = str(arn)
    return _choose_only([roles[at] for at, known in enumerate(roles.arns) if known == text], typed)


def find_by_account(
    pairs: Sequence[tuple[str, str]], roles: RoleTable, settings: Settings, typed: str
) -> Role | None:
    """Return the one role that ACCOUNT/ROLE means. Raises NoSuchRole when there are several."""
    wanted = {
        (account_id, role)
        for account, role in pairs
        for account_id in account_ids(account, roles, settings)
    }
    bare = {role for _, role in wanted}
    columns = zip(roles.accounts, roles.role_names, roles.arns, strict=True)
    fitting = [
        roles[at]
        for at, (account, name, arn) in enumerate(columns)
        if name
        and (
            (account.id, name) in wanted
            or (arn and _path_and_name(arn) in bare and (account.id, _path_and_name(arn)) in wanted)
        )
    ]
    return _choose_only(fitting, typed)


def _path_and_name(arn: str) -> str:
    """Return what follows `role/` in a role's ARN: the path and the name."""
    return arn.partition(":role/")[2]


def account_ids(account: str, roles: RoleTable, settings: Settings) -> frozenset[str]:
    """Return the ids of the accounts that are called so; an id means itself."""
    if is_account_id(remove_dashes(account)):
        return frozenset((remove_dashes(account),))
    ids = {known.id for known in roles.accounts if known.name == account}
    ids |= {key for key, item in settings.accounts.items() if item.name == account}
    return frozenset(ids - {""})


def typed_arn(
    pairs: Sequence[tuple[str, str]], roles: RoleTable, settings: Settings, region: str
) -> RoleArn | None:
    """Return the ARN of an ACCOUNT/ROLE that no profile names, in its account's partition.

    `region` gives the partition of an account that is in no profile. Raises NoSuchRole when two
    ARNs are possible: two accounts have the name, or one has a slash and another is its beginning.
    """
    candidates = [
        (account_id, role_name)
        for account, role_name in pairs
        for account_id in sorted(account_ids(account, roles, settings))
    ]
    arns = [arn for pair in candidates if (arn := _arn_in(*pair, roles, region)) is not None]
    if len(arns) < 2:
        return arns[0] if arns else None
    typed = "/".join(pairs[0])
    raise NoSuchRole(
        f"'{_shorten(typed)}' can be {' or '.join(str(arn) for arn in arns[:_LISTED])}",
        hint="give the role's ARN",
        nearest=tuple(str(arn) for arn in arns),
    )


def _arn_in(account_id: str, role_name: str, roles: RoleTable, region: str) -> RoleArn | None:
    """Return the ARN of a role in an account, if it can be the name of one."""
    from swtui.aws.endpoint import find_partition  # rarely needed, and slow to import

    columns = zip(roles.accounts, roles.arns, strict=True)
    known = (arn for account, arn in columns if account.id == account_id and arn)
    partition = split_arn(next(known, "")).partition or find_partition(region)
    arn = parse_role_arn(f"arn:{partition}:iam::{account_id}:role/{role_name}")
    return arn if isinstance(arn, RoleArn) else None


def _choose_only(fitting: list[Role], typed: str) -> Role | None:
    """Return the only role; broken ones count only if all are broken."""
    usable = [role for role in fitting if role.problem is None] or fitting
    if len(usable) < 2:
        return usable[0] if usable else None
    names = tuple(role.name for role in usable)
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    listed = ", ".join(names[:_LISTED])
    raise NoSuchRole(
        f"'{_shorten(typed)}' fits {len(names)} profiles: {listed}{more}",
        hint="give the profile's name",
        nearest=names,
    )


def no_such_role(name: str, roles: RoleTable) -> NoSuchRole:
    """Return the error for a name that fits nothing; it names the nearest."""
    near = _rank_nearest(name[:_ROOM].lower(), tuple(dict.fromkeys(_list_similar(name, roles))))
    hint = f"did you mean {' or '.join(near)}?" if near else ""
    return NoSuchRole(
        f"no role is called '{_shorten(name)}'",
        hint=hint or "`swtui list` shows every role",
        nearest=near,
    )


def unknown_source(name: str, roles: RoleTable) -> NoSuchRole:
    """Return the error for a source profile that does not exist; it names the nearest."""
    near = no_such_role(name, roles)
    message = f"source profile '{_shorten(name)}' does not exist"
    return NoSuchRole(message, hint=near.hint, nearest=near.nearest)


def _rank_nearest(typed: str, alike: Sequence[str]) -> tuple[str, ...]:
    """Return up to three names: with the same beginning, then similar ones, then similar words."""
    import difflib

    spelt: dict[str, list[str]] = {}
    worded: dict[str, list[str]] = {}
    for item in alike:
        spelt.setdefault(item.lower(), []).append(item)
        for word in _WORD.split(item.lower()):
            worded.setdefault(word, []).append(item)
    near = [item for item in alike if typed and item.lower().startswith(typed)][:_OFFERED]
    for known in (spelt, worded):
        if len(near) < _OFFERED and (known is spelt or not near):
            close = difflib.get_close_matches(typed, known, n=_OFFERED)
            near += [item for text in close for item in known[text]]
    return tuple(dict.fromkeys(near))[:_OFFERED]


def _list_similar(name: str, roles: RoleTable) -> Iterator[str]:
    """Return what could have been meant, in the form in which `name` is written."""
    columns = zip(roles.names, roles.arns, roles.accounts, roles.role_names, strict=True)
    for own, arn, account, role_name in islice(columns, _COMPARED):
        yield own
        if name.startswith("arn:") and arn:
            yield arn
        elif "/" in name and role_name:
            yield f"{account.label}/{role_name}"


def _shorten(name: str) -> str:
    """Return a name, shortened for a message; raw, as messages are."""
    return name if len(name) <= _ROOM else name[: _ROOM - 1] + "…"

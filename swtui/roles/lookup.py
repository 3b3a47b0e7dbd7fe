"""Find the role of a name exactly: a profile's name, a role ARN or ACCOUNT/ROLE."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from swtui.errors import MistypedRole, NoSuchRole
from swtui.roles.arn import (
    RoleArn,
    find_permission_set,
    is_account_id,
    parse_role_arn,
    parse_session_arn,
    split_arn,
)
from swtui.roles.console_link import ConsoleLink, ungrouped
from swtui.roles.role import Role
from swtui.settings import Settings

_LISTED = 8
"""So many of the names that fit are said."""
_ROOM = 200
"""Characters of a name that a message repeats."""
_OFFERED = 3
"""So many names are offered for one that fits nothing."""
_WORD = re.compile(r"[-_./:\s]+")
"""What separates the words of a name."""
_COMPARED = 20_000
"""Among so many names the nearest is looked for; more would take a second."""


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
"""So many digits in the place of an account ID are one that was mistyped, not a name."""


def mistyped(text: str) -> MistypedRole | None:
    """Return what is wrong with a text that is nearly an ARN or ACCOUNT/ROLE; None for others.

    No other account's role may be offered for it.
    """
    account, _, role = text.partition("/")
    start = f"'{_cut(text)}'"
    if text.startswith("arn:"):
        wrong = parse_role_arn(text)
        if isinstance(wrong, RoleArn):
            return None
        session = parse_session_arn(text)
        if session:
            hint = f"its role: {session.role_arn}, with the role's path"
            return MistypedRole(f"{start} is a session, not a role", hint=hint)
        return MistypedRole(f"{start} {wrong}", hint=_padded(text, split_arn(text).account))
    if not (role and account.isascii() and account.isdigit()) or is_account_id(account):
        return None
    if len(account) not in _NEARLY:
        return None
    wrong = f"has an account ID of {len(account)} digits; AWS account IDs have 12"
    return MistypedRole(f"{start} {wrong}", hint=_padded(text, account))


def _padded(text: str, account: str) -> str:
    """Return the hint for an account ID that may have lost its leading zeros, or its dashes."""
    digits = ungrouped(account)
    if digits != account:
        return f"without the dashes: {text.replace(account, digits, 1)}"
    if not (account.isdigit() and 9 <= len(account) < 12):
        return ""
    return f"leading zeros may be lost: {text.replace(account, account.zfill(12), 1)}"


def of_link(link: ConsoleLink, roles: Sequence[Role], said: str) -> Role | None:
    """Return the role of the list that a link names. Raises NoSuchRole when there are several."""
    permission_set = find_permission_set(link.role)
    if link.is_portal or permission_set:
        wanted = permission_set or link.role
        sets = [role for role in roles if role.kind == "sso" and role.role_name == wanted]
        return _only([role for role in sets if role.account.id == link.account], said)
    start = f"arn:{link.partition}:iam::{link.account}:role/"
    fitting = [role for role in roles if role.arn.startswith(start)]
    exact = [role for role in fitting if _tail(role) == link.role]
    return _only(exact or [role for role in fitting if role.role_name == link.role], said)


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
        raise MistypedRole(f"the role '{_cut(link.role)}' of the link {arn}")
    return arn


def unnamed(link: ConsoleLink | None, roles: Sequence[Role], settings: Settings) -> MistypedRole:
    """Return the error for a link that names no role, or none of AWS's."""
    if link is None:
        hint = "a link to switch roles does, and an ARN, and ACCOUNT/ROLE"
        return MistypedRole("the link is not one of AWS's console, and names no role", hint=hint)
    role = link.role or "ROLE"
    hint = f"write ACCOUNT-ID/{role}; the console shows the ID at its top right"
    if is_account_id(link.account):
        near = [each.name for each in roles if each.account.id == link.account][:_OFFERED]
        hint = f"did you mean {' or '.join(near)}?" if near else f"write {link.account}/{role}"
        return MistypedRole(f"the link {link.lack}", hint=hint, nearest=tuple(near))
    known = sorted(account_ids(link.account, roles, settings)) if link.account else []
    if known:
        hint = f"if the account of that name is meant: {known[0]}/{role}"
    return MistypedRole(f"the link {link.lack}", hint=hint)


def find_by_name(name: str, roles: Sequence[Role]) -> Role | None:
    """Return the role of the profile with exactly this name."""
    return next((role for role in roles if role.name == name), None)


def find_by_arn(arn: RoleArn, roles: Sequence[Role], said: str) -> Role | None:
    """Return the one role with this ARN. Raises NoSuchRole when there are several."""
    text = str(arn)
    return _only([role for role in roles if role.arn == text], said)


def find_by_account(
    pairs: Sequence[tuple[str, str]], roles: Sequence[Role], settings: Settings, said: str
) -> Role | None:
    """Return the one role that ACCOUNT/ROLE means. Raises NoSuchRole when there are several."""
    wanted = {
        (account_id, role)
        for account, role in pairs
        for account_id in account_ids(account, roles, settings)
    }
    bare = {role for _, role in wanted}
    fitting = [
        role
        for role in roles
        if role.role_name
        and (
            (role.account.id, role.role_name) in wanted
            or (role.arn and _tail(role) in bare and (role.account.id, _tail(role)) in wanted)
        )
    ]
    return _only(fitting, said)


def _tail(role: Role) -> str:
    """Return what follows `role/` in the ARN: the path and the name."""
    return role.arn.partition(":role/")[2]


def account_ids(account: str, roles: Sequence[Role], settings: Settings) -> frozenset[str]:
    """Return the ids of the accounts that are called so; an id means itself."""
    if is_account_id(ungrouped(account)):
        return frozenset((ungrouped(account),))
    ids = {role.account.id for role in roles if role.account.name == account}
    ids |= {key for key, item in settings.accounts.items() if item.name == account}
    return frozenset(ids - {""})


def typed_arn(
    pairs: Sequence[tuple[str, str]], roles: Sequence[Role], settings: Settings, region: str
) -> RoleArn | None:
    """Return the ARN of an ACCOUNT/ROLE that no profile names, in its account's partition.

    `region` decides where the account is in no profile. Raises NoSuchRole when it can be two:
    when two accounts have the name, or when an account's name has a slash and another is its
    beginning.
    """
    meant = [
        (account_id, role_name)
        for account, role_name in pairs
        for account_id in sorted(account_ids(account, roles, settings))
    ]
    arns = [arn for pair in meant if (arn := _arn_in(*pair, roles, region)) is not None]
    if len(arns) < 2:
        return arns[0] if arns else None
    said = "/".join(pairs[0])
    raise NoSuchRole(
        f"'{_cut(said)}' can be {' or '.join(str(arn) for arn in arns[:_LISTED])}",
        hint="give the role's ARN",
        nearest=tuple(str(arn) for arn in arns),
    )


def _arn_in(account_id: str, role_name: str, roles: Sequence[Role], region: str) -> RoleArn | None:
    """Return the ARN of a role in an account, if it can be the name of one."""
    from swtui.aws.endpoint import partition_of  # rarely needed, and slow to import

    known = (role.arn for role in roles if role.account.id == account_id and role.arn)
    partition = split_arn(next(known, "")).partition or partition_of(region)
    arn = parse_role_arn(f"arn:{partition}:iam::{account_id}:role/{role_name}")
    return arn if isinstance(arn, RoleArn) else None


def _only(fitting: list[Role], said: str) -> Role | None:
    """Return the only one that fits; broken ones count only where no other does."""
    usable = [role for role in fitting if role.problem is None] or fitting
    if len(usable) < 2:
        return usable[0] if usable else None
    names = tuple(role.name for role in usable)
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    listed = ", ".join(names[:_LISTED])
    raise NoSuchRole(
        f"'{_cut(said)}' fits {len(names)} profiles: {listed}{more}",
        hint="give the profile's name",
        nearest=names,
    )


def no_such_role(name: str, roles: Sequence[Role]) -> NoSuchRole:
    """Return the error for a name that fits nothing; it names the nearest."""
    near = _nearest(name[:_ROOM].lower(), tuple(dict.fromkeys(_alike(name, roles))))
    said = f"did you mean {' or '.join(near)}?" if near else ""
    return NoSuchRole(
        f"no role is called '{_cut(name)}'",
        hint=said or "`swtui list` shows every role",
        nearest=near,
    )


def unknown_source(name: str, roles: Sequence[Role]) -> NoSuchRole:
    """Return the error for a source profile that does not exist; it names the nearest."""
    near = no_such_role(name, roles)
    said = f"source profile '{_cut(name)}' does not exist"
    return NoSuchRole(said, hint=near.hint, nearest=near.nearest)


def _nearest(said: str, alike: Sequence[str]) -> tuple[str, ...]:
    """Return up to three: those that begin the same, those spelt similarly, by name, by word."""
    import difflib

    spelt: dict[str, list[str]] = {}
    worded: dict[str, list[str]] = {}
    for item in alike:
        spelt.setdefault(item.lower(), []).append(item)
        for word in _WORD.split(item.lower()):
            worded.setdefault(word, []).append(item)
    near = [item for item in alike if said and item.lower().startswith(said)][:_OFFERED]
    for known in (spelt, worded):
        if len(near) < _OFFERED and (known is spelt or not near):
            close = difflib.get_close_matches(said, known, n=_OFFERED)
            near += [item for text in close for item in known[text]]
    return tuple(dict.fromkeys(near))[:_OFFERED]


def _alike(name: str, roles: Sequence[Role]) -> Iterator[str]:
    """Return what could have been meant, in the form in which `name` is written."""
    for role in roles[:_COMPARED]:
        yield role.name
        if name.startswith("arn:") and role.arn:
            yield role.arn
        elif "/" in name and role.role_name:
            yield f"{role.account.label}/{role.role_name}"


def _cut(name: str) -> str:
    """Return as much of a name as a message has room for; raw, as messages are."""
    return name if len(name) <= _ROOM else name[: _ROOM - 1] + "…"

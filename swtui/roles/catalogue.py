"""Catalogue: the roles of the AWS files, found by exact name or listed in a useful order."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from swtui.errors import NoSuchRole
from swtui.records import record, replace
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.aws_config import AwsFiles, read_aws_files
from swtui.roles.chain import Chain
from swtui.roles.chain_builder import build_chain, sourced_chain, typed_chain
from swtui.roles.lookup import (
    build_link_error,
    find_by_account,
    find_by_arn,
    find_by_link,
    find_by_name,
    find_typing_error,
    linked_arn,
    no_such_role,
    parse_typed,
    typed_arn,
    unknown_source,
)
from swtui.roles.production import production_test
from swtui.roles.role import Account, Role
from swtui.roles.role_builder import build_account
from swtui.roles.role_table import RoleTable
from swtui.settings import Settings

if TYPE_CHECKING:
    from swtui.roles.recent import Recent

_NO_SWITCH = ("keys", "login")
"""Kinds that are where people start from rather than where they go."""


@record
class Catalogue:
    """The roles of the AWS files; immutable, read again when a file changes."""

    roles: RoleTable
    """In the order of the files."""
    files: AwsFiles
    settings: Settings
    env: Mapping[str, str]

    def find(self, name: str, *, source_profile: str = "") -> Role:
        """Return the role that `name` names: a profile's name, a role ARN, ACCOUNT/ROLE, or a link.

        Exactly, in that order; a link is one of AWS's console. All but the first may be of roles
        that no profile names. With `source_profile` it starts there, whatever a profile says.
        Raises NoSuchRole, which names the nearest when nothing fits and all when several do.
        """
        role = find_by_name(name, self.roles)
        if role is not None:
            return self._sourced(role, source_profile) if source_profile else role
        from swtui.roles.console_link import looks_like_link

        name = name.strip()
        if looks_like_link(name):
            return self._linked(name, source_profile)
        typed = parse_typed(name)
        if isinstance(typed, RoleArn):
            role = None if source_profile else find_by_arn(typed, self.roles, name)
            return role or self._typed(typed, source_profile)
        if not source_profile:
            role = find_by_account(typed, self.roles, self.settings, name)
        if role is None:
            source = find_by_name(source_profile, self.roles)
            region = source.region if source else ""
            arn = typed_arn(typed, self.roles, self.settings, region)
            if arn is None:
                raise find_typing_error(name) or no_such_role(name, self.roles)
            role = self._typed(arn, source_profile)
        return role

    def _linked(self, text: str, source_profile: str) -> Role:
        """Return the role that a link of AWS's console names."""
        from swtui.roles.console_link import parse_link

        link = parse_link(text)
        if link is None or link.lack:
            raise build_link_error(link, self.roles, self.settings)
        role = find_by_link(link, self.roles, text)
        if role is None or (source_profile and role.kind == "role"):
            return self._typed(linked_arn(link), source_profile)
        return self._sourced(role, source_profile) if source_profile else role

    def check_source(self, name: str) -> None:
        """Raise NoSuchRole when there is no profile of that name to start from."""
        if name not in self.files.profiles:
            raise unknown_source(name, self.roles)

    def sourced(self, source_profile: str) -> Catalogue:
        """Return the roles that can start from a profile, each with that as its source.

        Raises NoSuchRole when there is no such profile.
        """
        self.check_source(source_profile)
        roles = (role for role in self.roles if role.kind == "role")
        sourced = RoleTable.of(self._sourced(role, source_profile) for role in roles)
        return replace(self, roles=sourced)

    def _sourced(self, role: Role, source_profile: str) -> Role:
        if role.kind != "role":
            raise NoSuchRole(
                f"'{role.name}' is no role that could start from another profile",
                hint="leave out --source-profile",
            )
        chain = sourced_chain(role.name, source_profile, self.files, self.env)
        return replace(
            role,
            chain=_list_passed(chain),
            problem=chain.problem,
            source_profile=source_profile,
            from_environment=chain.start is not None and chain.start.kind == "environment",
        )

    def _typed(self, arn: RoleArn, source_profile: str) -> Role:
        chain = typed_chain(arn, source_profile, self.files, self.env)
        named = (each for each in self.roles.accounts if each.id == arn.account_id and each.name)
        known = next(named, Account())
        account = build_account(arn.account_id, known.name, known.color, self.settings)
        passed = _list_passed(chain)
        return Role(
            name=str(arn),
            kind="role",
            origin="typed",
            account=account,
            role_name=arn.name,
            arn=str(arn),
            region=chain.region,
            chain=passed,
            problem=chain.problem,
            production=production_test(self.settings)(account, "", arn.name),
            # Said or found: a shell switched to the role no longer tells where it started.
            source_profile=source_profile or (passed[-2] if len(passed) > 1 else ""),
            from_environment=chain.start is not None and chain.start.kind == "environment",
        )

    def chain(self, role: Role) -> Chain:
        """Return the chain of a role of this catalogue, or of a typed one."""
        if role.origin == "typed":
            arn = parse_role_arn(role.arn)
            if isinstance(arn, RoleArn):
                return typed_chain(arn, role.source_profile, self.files, self.env)
        if role.source_profile:
            return sourced_chain(role.name, role.source_profile, self.files, self.env)
        return build_chain(role.name, self.files, self.env)

    def order(self, recent: Recent, current: str = "") -> list[int]:
        """Return the positions of the roles as an empty prompt shows them.

        The role used last that is not `current` comes first, then `current` itself, recent ones,
        favourites, the rest in the order of the files: what one switches to before what one
        starts from, and profiles without credentials, and broken ones, last.
        """
        from swtui.roles.recent import frecency

        roles, usable = self.roles, self.roles.usable
        known = {*recent.used, *recent.favourites, current}
        ahead = [at for name in known if (at := roles.position(name)) is not None and usable[at]]
        used = {roles.names[at]: recent.used.get(roles.names[at]) for at in sorted(ahead)}
        times = {name: use.last_used for name, use in used.items() if use and name != current}
        last = max(times, key=times.__getitem__, default="")
        scores = frecency(recent, max(times.values(), default=0.0))

        def place(at: int) -> tuple[int, float, int]:
            name = roles.names[at]
            if name in (last, current):
                return (0 if name == last else 1, 0.0, at)
            return (2, -scores[name], at) if name in scores else (3, 0.0, at)

        first, seen = sorted(ahead, key=place), set(ahead)
        rest = [at for at, works in enumerate(usable) if works and at not in seen]
        goals = [at for at in rest if roles.kinds[at] not in _NO_SWITCH]
        starts = [at for at in rest if roles.kinds[at] in _NO_SWITCH]
        return [*first, *goals, *starts, *(at for at, works in enumerate(usable) if not works)]


def _list_passed(chain: Chain) -> tuple[str, ...]:
    """Return the names of the profiles a chain passes through, the start's first."""
    start = (chain.start.profile,) if chain.start and chain.start.profile else ()
    return tuple(dict.fromkeys((*start, *(hop.profile for hop in chain.hops))))


def load_catalogue(env: Mapping[str, str], settings: Settings) -> Catalogue:
    """Return the roles of the AWS files; makes no call and runs nothing."""
    with _without_garbage_collection():
        files = read_aws_files(env)
        roles = RoleTable.read(files, settings, env)
    return Catalogue(roles=roles, files=files, settings=settings, env=env)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Turn off garbage collection: there is none, and the search takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""RoleTable: the roles of a catalogue as columns, of which a row is built when it is looked at.

A screen shows thirty rows of fifty thousand. The columns hold what searching, ordering and
measuring need of all rows; they are filled in one pass, which checks profiles of the usual forms
by set operations and leaves every other profile to `RoleBuilder`.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

from swtui.roles.arn import ACCOUNT_ID, ROLE_ARN
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.role import Account, Role
from swtui.roles.role_builder import RoleBuilder
from swtui.roles.sts_values import EXTERNAL_ID
from swtui.settings import Settings

_ANYWHERE = ("region", "output", "cli_pager", "cli_auto_prompt", "cli_timestamp_format")
_ROLE = frozenset(
    (
        "role_arn",
        "source_profile",
        "external_id",
        "mfa_serial",
        "duration_seconds",
        "role_session_name",
        *_ANYWHERE,
    )
)
"""The keys of a usual profile that assumes a role."""
_SSO = frozenset(
    (
        "sso_session",
        "sso_start_url",
        "sso_region",
        "sso_account_id",
        "sso_role_name",
        "sso_registration_scopes",
        *_ANYWHERE,
    )
)
"""The keys of a usual profile of Identity Center."""
_SHORT = 512
"""Characters of a role's ARN below which its path cannot be too long."""


class _Way(NamedTuple):
    """The part of a chain that the roles of one source profile share."""

    passed: tuple[str, ...]
    """The profiles before the role's own, the start's first."""
    from_environment: bool


class RoleTable(Sequence[Role]):
    """Roles in the order of the files; each column has an entry for each role."""

    def __init__(self, columns: Iterable[list[Any]]) -> None:
        """Take the columns in the order of `_entry`."""
        self.names: list[str]
        self.kinds: list[str]
        self.accounts: list[Account]
        self.role_names: list[str]
        self.arns: list[str]
        self.regions: list[str]
        self.usable: list[bool]
        """Whether `Role.is_usable`."""
        self._rows: list[Role | _Way]
        """A role that was built, or what the columns do not say of one that was not."""
        self._columns = list(columns)
        self.names, self.kinds, self.accounts, self.role_names = self._columns[:4]
        self.arns, self.regions, self.usable, self._rows = self._columns[4:]
        self._profiles: Sequence[Profile] = ()
        self._builder: RoleBuilder | None = None
        self._positions: dict[str, int] = {}

    @classmethod
    def of(cls, roles: Iterable[Role]) -> RoleTable:
        """Return a table of roles that are built already."""
        entries = [_entry(role) for role in roles]
        return cls([list(column) for column in zip(*entries, strict=True)] or _no_columns())

    @classmethod
    def read(cls, files: AwsFiles, settings: Settings, env: Mapping[str, str]) -> RoleTable:
        """Return the roles of every profile of the files."""
        builder, profiles = RoleBuilder(files, settings, env), list(files.profiles.values())
        table = cls(_columns(profiles, builder))
        table._profiles, table._builder = profiles, builder
        return table

    def with_row(self, role: Role) -> RoleTable:
        """Return a table with one role more, at its end."""
        columns = zip(self._columns, _entry(role), strict=True)
        table = RoleTable([*column, entry] for column, entry in columns)
        table._profiles, table._builder = self._profiles, self._builder
        return table

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, at: int) -> Role: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Role]: ...
    def __getitem__(self, at: int | slice) -> Role | Sequence[Role]:
        """Return a role, or some of them; each is built at the first use."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        row = self._rows[at]
        if isinstance(row, Role):
            return row
        role = self._rows[at] = self._build(at, row)
        return role

    def _build(self, at: int, way: _Way) -> Role:
        """Return the role of a usual profile, of which nothing has to be found out any more."""
        assert self._builder is not None  # noqa: S101 - only a table that was read has such rows
        name, account, role_name = self.names[at], self.accounts[at], self.role_names[at]
        return Role(
            name=name,
            kind=self.kinds[at],
            origin="config",
            account=account,
            role_name=role_name,
            arn=self.arns[at],
            region=self.regions[at],
            chain=(*way.passed, name),
            place=self._profiles[at].place,
            production=self._builder.is_production(account, name, role_name),
            from_environment=way.from_environment,
        )

    def __iter__(self) -> Iterator[Role]:
        return map(self.__getitem__, range(len(self)))

    @functools.cached_property
    def has_production(self) -> bool:
        """Whether any role is guarded as production."""
        if self._builder is None:
            return any(role.production for role in self)
        test = self._builder.is_production
        return any(map(test, self.accounts, self.names, self.role_names)) or any(
            row.production for row in self._rows if isinstance(row, Role)
        )

    def position(self, name: str) -> int | None:
        """Return where the role of exactly this name is; None if there is none."""
        if not self._positions:
            last_first = range(len(self.names) - 1, -1, -1)  # of two with one name the first counts
            self._positions = {self.names[at]: at for at in last_first}
        return self._positions.get(name)

    def named(self, names: Collection[str]) -> list[Role]:
        """Return the roles of these names, in the order of the table."""
        positions = (at for name in names if (at := self.position(name)) is not None)
        return [self[at] for at in sorted(set(positions))]

    def in_account(self, account_id: str) -> list[Role]:
        """Return the roles of an account."""
        return [self[at] for at, account in enumerate(self.accounts) if account.id == account_id]


def _columns(profiles: Iterable[Profile], builder: RoleBuilder) -> list[list[Any]]:
    """Return the columns of profiles. One loop without calls decides how long a listing takes.

    All but the name, the account, the ARN and the external ID of a usual profile is the same in
    many: what one was found usable with is not checked again.
    """
    entries: list[tuple[object, ...]] = []
    shared: dict[str, str] = {}
    """One text for each role name, however many roles have it."""
    good: dict[tuple[object, ...], _Way] = {}
    """The values that made a profile usable → the way that its chain goes."""
    accounts, read_arn, fits, is_id = (
        builder.accounts,
        ROLE_ARN.fullmatch,
        EXTERNAL_ID.fullmatch,
        ACCOUNT_ID.fullmatch,
    )
    for profile in profiles:
        values: Mapping[str, Any] = profile.values
        name, get, keys = profile.name, values.get, values.keys()
        kind = arn = account_id = role_name = ""
        way: _Way | None = None
        form: tuple[object, ...] | None = None
        try:
            if keys <= _ROLE and (match := read_arn(arn := get("role_arn", ""))):
                partition, account_id, role_name = match.group(1, 2, 4)
                role_name = shared.setdefault(role_name, role_name)
                form = (partition, get("source_profile"), get("region"), get("mfa_serial"))
                form += (get("duration_seconds"), get("role_session_name"))
                way = good.get(form)
                if way is not None and name not in way.passed and len(arn) < _SHORT:
                    kind = "role" if fits(get("external_id", "none")) else ""
            elif keys <= _SSO and (account_id := get("sso_account_id", "")) and is_id(account_id):
                role_name = get("sso_role_name", "")
                form = (role_name, get("sso_session"), get("sso_start_url"), get("sso_region"))
                form += (get("region"),)
                way = good.get(form)
                kind = "" if way is None else "sso"
        except TypeError:
            kind, form = "", None  # a block of lines is in the place of a value
        if kind and not profile.problems:
            account = accounts.get((account_id, "", ""))
            if account is None and account_id in builder.settings.accounts:
                account = builder.account(account_id, profile)
            elif account is None:
                account = accounts[account_id, "", ""] = Account(id=account_id)
            entries.append((name, kind, account, role_name, arn, get("region", ""), True, way))
            continue
        role = builder.role(profile)
        entries.append(_entry(role))
        if role.problem is None and form is not None:
            good[form] = _Way(role.chain[:-1], role.from_environment)
    return list(map(list, zip(*entries, strict=True))) or _no_columns()


def _no_columns() -> list[list[Any]]:
    return [[] for _ in range(8)]


def _entry(role: Role) -> tuple[object, ...]:
    """Return a role's entries in the columns, and the role itself."""
    account, arn, region = role.account, role.arn, role.region
    return (role.name, role.kind, account, role.role_name, arn, region, role.is_usable, role)

"""Catalogue: every role that can be become, named exactly or listed in a useful order."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from swtui.errors import NoSuchRole
from swtui.roles.arn import RoleArn, is_account_id, parse_role_arn
from swtui.roles.aws_config import AwsFiles, Profile, read_aws_files
from swtui.roles.chain import Chain
from swtui.roles.chain_builder import Walk, build_chain, typed_chain, walk
from swtui.roles.production import production_test
from swtui.roles.profile_rules import kind_of
from swtui.roles.recent import Recent, frecency
from swtui.roles.role import Account, Role
from swtui.settings import AccountSettings, Settings
from swtui.text import safe


_NO_SWITCH = ("keys", "login")
"""Kinds that are where people start from rather than where they go."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every role of every origin; immutable, made anew when a file changes."""

    roles: tuple[Role, ...]
    """In the order of the files."""
    files: AwsFiles
    settings: Settings
    env: Mapping[str, str]

    def find(self, name: str, *, source_profile: str = "") -> Role:
        """Return the role that `name` is: a profile's name, a role ARN, or ACCOUNT/ROLE.

        Exactly, in that order; ARNs and ACCOUNT/ROLE may be of roles that no profile names. With
        `source_profile` they always start there. Raises NoSuchRole, which names the nearest
        when nothing fits and all when several do.
        """
        if not source_profile:
            found = self._among(lambda role: role.name == name)
            if found is not None:
                return found
        arn = parse_role_arn(name)
        if isinstance(arn, RoleArn):
            return self._of_arn(arn, source_profile, name)
        account, slash, role_name = name.rpartition("/")
        if slash and account and role_name:
            return self._of_account(account, role_name, source_profile, name)
        raise self._nothing(name)

    def _among(self, fits: Callable[[Role], bool], said: str = "") -> Role | None:
        found = [role for role in self.roles if fits(role)]
        if len(found) > 1:
            names = tuple(role.name for role in found)
            listed = ", ".join(safe(name) for name in names[:8])
            raise NoSuchRole(
                f"{safe(said)!r} fits {len(found)} profiles: {listed}",
                hint="give the profile's name",
                nearest=names,
            )
        return found[0] if found else None

    def _of_arn(self, arn: RoleArn, source_profile: str, said: str) -> Role:
        if not source_profile:
            text = str(arn)
            found = self._among(lambda role: role.kind == "role" and role.arn == text, said)
            if found is not None:
                return found
        return self._typed(arn, source_profile)

    def _of_account(self, account: str, role_name: str, source_profile: str, said: str) -> Role:
        account_ids = {role.account.id for role in self.roles if account == role.account.name}
        account_ids |= {key for key, item in self.settings.accounts.items() if item.name == account}
        account_id = account if is_account_id(account) else ""
        account_ids = {account_id} if account_id else account_ids - {""}
        if not source_profile:
            found = self._among(
                lambda role: role.account.id in account_ids and role.role_name == role_name, said
            )
            if found is not None:
                return found
        if len(account_ids) > 1:
            raise NoSuchRole(
                f"{safe(account)!r} is the name of {len(account_ids)} accounts: "
                + ", ".join(sorted(account_ids)),
                hint="give the account's id instead",
            )
        arn = parse_role_arn(f"arn:aws:iam::{next(iter(account_ids), '')}:role/{role_name}")
        if isinstance(arn, str):
            raise self._nothing(said)
        return self._typed(arn, source_profile)

    def _typed(self, arn: RoleArn, source_profile: str) -> Role:
        chain = typed_chain(arn, source_profile, self.files, self.env)
        account = account_of(arn.account_id, "", "", self.settings)
        is_production = production_test(self.settings)
        start = (chain.start.profile,) if chain.start and chain.start.profile else ()
        return Role(
            str(arn),
            "role",
            "typed",
            account=account,
            role_name=arn.name,
            arn=str(arn),
            region=chain.region,
            chain=tuple(dict.fromkeys((*start, *(hop.profile for hop in chain.hops)))),
            problem=chain.problem,
            production=is_production(account, "", arn.name),
            source_profile=source_profile,
            from_environment=chain.start is not None and chain.start.kind == "environment",
        )

    def _nothing(self, name: str) -> NoSuchRole:
        near = tuple(difflib.get_close_matches(name, [role.name for role in self.roles], n=3))
        said = f"did you mean {' or '.join(safe(item) for item in near)}?" if near else ""
        return NoSuchRole(
            f"no role is called {safe(name)!r}",
            hint=said or "`swtui list` shows every role",
            nearest=near,
        )

    def chain(self, role: Role) -> Chain:
        """Return the chain of a role of this catalogue, or of a typed one."""
        if role.origin == "typed":
            arn = parse_role_arn(role.arn)
            if isinstance(arn, RoleArn):
                return typed_chain(arn, role.source_profile, self.files, self.env)
        return build_chain(role.name, self.files, self.env)

    def ordered(self, recent: Recent, current: str = "") -> tuple[Role, ...]:
        """Return the roles as an empty prompt shows them.

        The role used last that is not `current` comes first, then recent ones, favourites, the
        rest in the order of the files: what one switches to before what one starts from, and
        profiles that give nothing, and broken ones, last.
        """
        times = {name: used.last_used for name, used in recent.used.items() if name != current}
        last = max(times, key=lambda name: times[name], default="")
        scores = frecency(recent, max(times.values(), default=0.0))

        def place(role: Role) -> tuple[int, float]:
            if role.problem is not None or role.kind == "none":
                return (6, 0.0)
            if role.name == last:
                return (0, 0.0)
            if role.name in scores and role.name != current:
                return (1, -scores[role.name])
            if role.name in recent.favourites:
                return (2, 0.0)
            return (4 if role.kind in _NO_SWITCH else 3, 0.0)

        return tuple(sorted(self.roles, key=place))


def load_catalogue(env: Mapping[str, str], settings: Settings) -> Catalogue:
    """Return every role the configuration knows. Reads two files, asks nobody, runs nothing."""
    files = read_aws_files(env)
    is_production = production_test(settings)
    roles = tuple(
        _role(profile, files, settings, is_production) for profile in files.profiles.values()
    )
    return Catalogue(roles, files, settings, env)


def _role(
    profile: Profile,
    files: AwsFiles,
    settings: Settings,
    is_production: Callable[[Account, str, str], bool],
) -> Role:
    way: Walk = walk(profile.name, files)
    kind = kind_of(profile)
    arn = profile.get("role_arn")
    parts = parse_role_arn(arn) if arn else ""
    if isinstance(parts, RoleArn):
        account_id, role_name = parts.account_id, parts.name
    else:
        account_id = profile.get("sso_account_id") or profile.get("aws_account_id")
        role_name = profile.get("sso_role_name")
    own_name = profile.get("sso_account_name") or profile.get("granted_sso_account_name")
    account = account_of(account_id, own_name, profile.get("granted_color"), settings)
    return Role(
        profile.name,
        kind,
        "config",
        account=account,
        role_name=role_name,
        arn=arn if isinstance(parts, RoleArn) else "",
        region=profile.get("region"),
        chain=way.names,
        problem=way.problem,
        place=profile.place,
        production=is_production(account, profile.name, role_name),
        from_environment=way.start_kind == "environment",
    )


def account_of(account_id: str, name: str, color: str, settings: Settings) -> Account:
    """Return what is known of an account; the settings win over a profile's own keys."""
    said = settings.accounts.get(account_id, _NOTHING_SAID)
    return Account(account_id, said.name or name, said.color or color, said.production)


_NOTHING_SAID = AccountSettings()

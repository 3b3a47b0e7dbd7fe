"""Build a profile's row of the list: its account, role, chain and problem."""

from __future__ import annotations

import re
from collections.abc import Mapping

from swtui.roles.arn import is_account_id, role_arn_fields, split_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.production import production_test
from swtui.roles.profile_rules import profile_kind
from swtui.roles.role import Account, Role
from swtui.roles.source_path import SourcePaths
from swtui.settings import AccountSettings, Settings

_ACCOUNT_ID = ("sso_account_id", "granted_sso_account_id", "aws_account_id")
_ACCOUNT_NAME = ("sso_account_name", "granted_sso_account_name")
_ROLE_NAME = ("sso_role_name", "granted_sso_role_name")
_OF_ACCOUNTS = (*_ACCOUNT_NAME, "granted_color")
_NOTHING_SAID = AccountSettings()


class RoleBuilder:
    """Builds the rows; values that rows share are built once."""

    def __init__(self, files: AwsFiles, settings: Settings, env: Mapping[str, str]) -> None:
        self._ways = SourcePaths(files, env)
        self.settings = settings
        self.is_production = production_test(settings)
        self.accounts: dict[tuple[str, str, str], Account] = {}
        """By ID, name and colour, as the profiles say them."""

    def role(self, profile: Profile) -> Role:
        """Return the row of one profile."""
        way = self._ways.way(profile.name)
        arn = profile.get("role_arn")
        fields = role_arn_fields(arn) if arn else None
        if fields is not None:
            _, account_id, _, role_name = fields
        else:
            arn = ""
            in_process = _read_process_role(profile)
            account_id = (
                _first_value(profile, _ACCOUNT_ID) or in_process[0] or _read_login_account(profile)
            )
            role_name = _first_value(profile, _ROLE_NAME) or in_process[1]
        account = self.account(account_id, profile)
        return Role(
            name=profile.name,
            kind=profile_kind(profile),
            origin="config",
            account=account,
            role_name=role_name,
            arn=arn,
            region=profile.get("region"),
            chain=way.names,
            problem=way.problem,
            place=profile.place,
            production=self.is_production(account, profile.name, role_name),
            from_environment=way.kind == "environment",
        )

    def account(self, account_id: str, profile: Profile) -> Account:
        """Return the account of a profile; the same value for all profiles that say the same."""
        key = (account_id, "", "")
        if not profile.values.keys().isdisjoint(_OF_ACCOUNTS):
            key = (account_id, _first_value(profile, _ACCOUNT_NAME), profile.get("granted_color"))
        if key not in self.accounts:
            self.accounts[key] = build_account(*key, self.settings)
        return self.accounts[key]


def _first_value(profile: Profile, keys: tuple[str, ...]) -> str:
    """Return the value of the first of these keys that the profile has, or an empty string."""
    values = profile.values
    return next((profile.get(key) for key in keys if key in values), "")


def _read_process_role(profile: Profile) -> tuple[str, str]:
    """Return the account and role of a credential_process, if its arguments name them.

    aws-sso-cli writes `aws-sso … process --arn ARN`, others `--role-arn ARN`.
    """
    command = profile.get("credential_process") if "credential_process" in profile.values else ""
    match = _ARN_OPTION.search(command)
    fields = role_arn_fields(match[1]) if match and profile_kind(profile) == "process" else None
    return (fields[1], fields[3]) if fields else ("", "")


_ARN_OPTION = re.compile(r"""(?:^|\s)--(?:role-)?arn[=\s]\s*["']?(arn:[^\s"']+)""")


def _read_login_account(profile: Profile) -> str:
    """Return the account of `aws login`, which writes the ARN into the profile."""
    if "login_session" not in profile.values or profile_kind(profile) != "login":
        return ""
    account = split_arn(profile.get("login_session")).account
    return account if is_account_id(account) else ""


def build_account(account_id: str, name: str, color: str, settings: Settings) -> Account:
    """Return an account; the settings win over a profile's own keys."""
    own = settings.accounts.get(account_id, _NOTHING_SAID)
    return Account(
        id=account_id, name=own.name or name, color=own.color or color, production=own.production
    )

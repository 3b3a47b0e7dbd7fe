"""Build a profile's row of the list: its account, role, chain and problem."""

from __future__ import annotations

import re
from collections.abc import Mapping

from swtui.roles.arn import is_account_id, role_arn_fields, split_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.production import production_test
from swtui.roles.profile_rules import kind_of
from swtui.roles.role import Account, Role
from swtui.roles.source_path import SourcePaths
from swtui.settings import AccountSettings, Settings

_ACCOUNT_ID = ("sso_account_id", "granted_sso_account_id", "aws_account_id")
_ACCOUNT_NAME = ("sso_account_name", "granted_sso_account_name")
_ROLE_NAME = ("sso_role_name", "granted_sso_role_name")
_OF_ACCOUNTS = (*_ACCOUNT_NAME, "granted_color")
_NOTHING_SAID = AccountSettings()


class RoleBuilder:
    """Makes the rows; what many of them share is made once."""

    def __init__(self, files: AwsFiles, settings: Settings, env: Mapping[str, str]) -> None:
        self._ways = SourcePaths(files, env)
        self._settings = settings
        self._is_production = production_test(settings)
        self._accounts: dict[tuple[str, str, str], Account] = {}

    def role(self, profile: Profile) -> Role:
        """Return the row of one profile."""
        way = self._ways.way(profile.name)
        arn = profile.get("role_arn")
        fields = role_arn_fields(arn) if arn else None
        if fields is not None:
            _, account_id, _, role_name = fields
        else:
            arn = ""
            in_process = _of_process(profile)
            account_id = _first(profile, _ACCOUNT_ID) or in_process[0] or _of_login(profile)
            role_name = _first(profile, _ROLE_NAME) or in_process[1]
        account = self._account(account_id, profile)
        return Role(
            name=profile.name,
            kind=kind_of(profile),
            origin="config",
            account=account,
            role_name=role_name,
            arn=arn,
            region=profile.get("region"),
            chain=way.names,
            problem=way.problem,
            place=profile.place,
            production=self._is_production(account, profile.name, role_name),
            from_environment=way.kind == "environment",
        )

    def _account(self, account_id: str, profile: Profile) -> Account:
        key = (account_id, "", "")
        if not profile.values.keys().isdisjoint(_OF_ACCOUNTS):
            key = (account_id, _first(profile, _ACCOUNT_NAME), profile.get("granted_color"))
        if key not in self._accounts:
            self._accounts[key] = account_of(*key, self._settings)
        return self._accounts[key]


def _first(profile: Profile, keys: tuple[str, ...]) -> str:
    """Return the first of these keys that the profile has, or an empty string."""
    values = profile.values
    return next((profile.get(key) for key in keys if key in values), "")


def _of_process(profile: Profile) -> tuple[str, str]:
    """Return the account and role that a credential_process is given, where its words say so.

    aws-sso-cli writes `aws-sso … process --arn ARN`, others `--role-arn ARN`.
    """
    command = profile.get("credential_process") if "credential_process" in profile.values else ""
    named = _ARN_OPTION.search(command)
    fields = role_arn_fields(named[1]) if named and kind_of(profile) == "process" else None
    return (fields[1], fields[3]) if fields else ("", "")


_ARN_OPTION = re.compile(r"""(?:^|\s)--(?:role-)?arn[=\s]\s*["']?(arn:[^\s"']+)""")


def _of_login(profile: Profile) -> str:
    """Return the account that `aws login` signed in to: it writes the ARN into the profile."""
    if "login_session" not in profile.values or kind_of(profile) != "login":
        return ""
    account = split_arn(profile.get("login_session")).account
    return account if is_account_id(account) else ""


def account_of(account_id: str, name: str, color: str, settings: Settings) -> Account:
    """Return what is known of an account; the settings win over a profile's own keys."""
    said = settings.accounts.get(account_id, _NOTHING_SAID)
    return Account(
        id=account_id, name=said.name or name, color=said.color or color, production=said.production
    )

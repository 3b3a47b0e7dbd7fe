"""The user's config.toml: every setting, its meaning and its default.

The file is only read, never written. One bad value warns and keeps its default; an unknown key
warns with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from swtui.duration import LONGEST_SESSION
from swtui.errors import ConfigError
from swtui.files import config_dir, read_regular
from swtui.records import EMPTY, field_names, pair, record
from swtui.text import one_line, safe


@pair
class AccountSettings:
    """The settings of one account, under `[accounts."111122223333"]`."""

    name: str = ""
    """Shown and searched instead of the bare account ID."""
    color: str = ""
    """A colour name or `#rrggbb`, for the account's name."""
    production: bool | None = None
    """Whether its roles are production; when absent, the words of the names decide."""


@record
class Settings:
    """Everything that can be set; the defaults here are those of an absent file."""

    session_name: str = ""
    """The session name where the profile sets none; empty: the caller's own name."""
    duration: int = 0
    """Seconds a session shall last where the profile does not say; 0: one hour, as AWS has it."""
    mfa_process: str = ""
    """A command that prints an MFA code, run instead of asking: `pass otp aws`."""
    mfa_once: bool = False
    """Ask MFA once for all roles of a source profile; each is then limited to one hour."""
    sessions: str = "auto"
    """Where sessions are cached: `auto`, `keyring`, `files` (encrypted), `memory`, or `plain`."""
    clipboard_secrets: bool = True
    """Whether secrets may be put on the clipboard at all."""
    clipboard_clear: int = 45
    """Seconds after which copied secrets are cleared, if still there; 0: never."""
    prompt: bool = True
    """Whether a subshell shows the role in its prompt."""
    switch_notice: bool = True
    """After every switch, say on stderr in one line who you are, where, and until when."""
    awsume_profile: bool = False
    """Also set AWSUME_PROFILE, which starship and powerlevel10k show."""
    production_words: tuple[str, ...] = ("prod", "production", "prd", "live")
    """Words of a role's, account's or profile's name that mark it as production."""
    production_except_after: tuple[str, ...] = ("non", "pre")
    """Words that take that meaning away when they stand before it: `non-prod`."""
    allowed_endpoints: tuple[str, ...] = ()
    """Plain-HTTP endpoints, beyond this machine's own, that a profile may name."""
    theme: str = ""
    """The theme to start with; empty: the one chosen last."""
    accounts: Mapping[str, AccountSettings] = EMPTY
    """By account ID, 12 digits."""
    keys: Mapping[str, str] = EMPTY
    """Own keys by action name, under `[keys]`: `copy = "ctrl+y"`."""


SESSION_STORES = ("auto", "keyring", "files", "memory", "plain")


def settings_path(env: Mapping[str, str]) -> Path:
    """Return where config.toml is looked for: SWTUI_CONFIG, else under XDG_CONFIG_HOME."""
    named = env.get("SWTUI_CONFIG")
    return Path(named) if named else config_dir(env) / "config.toml"


@pair
class SettingsWarning:
    """A value of the settings file, or the whole file, that is not used."""

    file: str
    """Display-safe."""
    text: str
    """The reason; display-safe."""

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


def load_settings(env: Mapping[str, str]) -> tuple[Settings, tuple[SettingsWarning, ...]]:
    """Return the settings, and a warning for each value that cannot be used."""
    path = settings_path(env)
    file = safe(str(path))
    try:
        text = read_regular(path).decode("utf-8-sig")
        import tomllib  # most people have no such file

        raw = tomllib.loads(text)
    except FileNotFoundError:
        reason = "does not exist (SWTUI_CONFIG names it)" if env.get("SWTUI_CONFIG") else ""
    except UnicodeDecodeError:
        reason = "is not UTF-8"
    except RecursionError:
        reason = "is nested too deeply"
    except ValueError as problem:  # TOMLDecodeError, and what int() says of 5,000 digits
        reason = one_line(str(problem))
    except ConfigError as problem:
        reason = problem.message
    else:
        settings, texts = _from_table(raw)
        return settings, tuple(SettingsWarning(file, text) for text in texts)
    if not reason:
        return Settings(), ()
    return Settings(), (SettingsWarning(file, f"{reason}; using the defaults"),)


def _from_table(raw: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    known = {name: getattr(Settings(), name) for name in field_names(Settings)}
    values: dict[str, Any] = {}
    warnings: list[str] = []
    for key, value in raw.items():
        if key not in known:
            warnings.append(f"unknown setting {one_line(key)!r}{_nearest(key, known)}")
        elif key == "accounts":
            values[key] = _accounts(value, warnings)
        elif key == "keys":
            values[key] = _keys(value, warnings)
        else:
            fitted = _fit(key, value, known[key])
            if fitted is None:
                warnings.append(f"{key} cannot be {one_line(repr(value), 60)}")
            else:
                values[key] = fitted
    return Settings(**values), tuple(warnings)


def _fit(key: str, value: object, default: object) -> object | None:
    """Return `value` in the type of `default`, or None when it does not fit."""
    if isinstance(default, bool):
        return value if isinstance(value, bool) else None
    if isinstance(default, int):
        fits = (
            isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_SESSION
        )
        return value if fits else None
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return None
    if key == "sessions" and value not in SESSION_STORES:
        return None
    return value if isinstance(value, str) else None


def _accounts(value: object, warnings: list[str]) -> dict[str, AccountSettings]:
    if not isinstance(value, dict):
        warnings.append('accounts must be tables: [accounts."111122223333"]')
        return {}
    accounts: dict[str, AccountSettings] = {}
    known = {name: getattr(AccountSettings(), name) for name in field_names(AccountSettings)}
    for account_id, table in value.items():
        if not (len(account_id) == 12 and account_id.isascii() and account_id.isdigit()):
            warnings.append(f"account {one_line(account_id)!r} is not 12 digits")
            continue
        if not isinstance(table, dict):
            warnings.append(f'account {account_id} must be a table: name = "…"')
            continue
        kept: dict[str, Any] = {}
        for key, item in table.items():
            wanted: type = bool if key == "production" else str
            if key not in known:
                warnings.append(f"unknown key {one_line(key)!r}{_nearest(key, known)}")
            elif isinstance(item, wanted):
                kept[key] = item
            else:
                warnings.append(f"{key} cannot be {one_line(repr(item), 60)}")
        accounts[account_id] = AccountSettings(**kept)
    return accounts


def _keys(value: object, warnings: list[str]) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    warnings.append('[keys] takes lines such as copy = "ctrl+y"')
    return {}


def _nearest(key: str, known: Mapping[str, object]) -> str:
    import difflib

    near = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""

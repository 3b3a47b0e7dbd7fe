"""Write a home for the demo: AWS's files, swtui's settings, and shell start-up files."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from swtui.demo.mfa import MfaDevices
from swtui.demo.organisation import DemoProfile, DemoUser, Organisation
from swtui.errors import CacheError
from swtui.files import write_private

_SW = """\
# The function `sw` is made when it is first called, so that the shell starts at once.
sw() {
    unset -f sw
    eval "$(swtui init SHELL)" && sw "$@"
}
"""

_MARK = 'mark="DEMO "; [ -z "${SWTUI_ROLE-}" ] || mark=\n'
"""In a role's subshell the role's own prompt says DEMO."""

SHELL_FILES = {
    ".bashrc": _MARK + 'PS1="$mark\\\\w \\\\$ "\n' + _SW.replace("SHELL", "bash"),
    ".zshrc": _MARK + 'PROMPT="$mark%~ %# "\n' + _SW.replace("SHELL", "zsh"),
    ".config/fish/config.fish": """\
set -g fish_greeting
set -g demo_mark 'DEMO '
set -q SWTUI_ROLE; and set -g demo_mark ''
function fish_prompt
    echo -n $demo_mark(prompt_pwd)' > '
end
function sw
    functions --erase sw
    swtui init fish | source
    and sw $argv
end
""",
}
"""File name below the home → its text."""

EXPIRED_SIGN_IN = {
    "startUrl": "https://acme-demo.awsapps.com/start",
    "region": "eu-west-1",
    "accessToken": "DEMO-expired-token",
    "expiresAt": "2020-01-01T00:00:00Z",
}
SSO_SESSION = "acme"


def write_home(home: Path, organisation: Organisation) -> None:
    """Write the files of a user of the organisation into `home`; all are private.

    The AWS files stand in `.aws`, the settings in `.config/swtui/config.toml`.
    """
    files = {
        ".aws/config": _config(organisation.profiles, home),
        ".aws/credentials": "".join(_credentials(organisation)),
        ".aws/robot.json": _process_answer(organisation.user("robot")),
        f".aws/sso/cache/{_cache_name(SSO_SESSION)}": json.dumps(EXPIRED_SIGN_IN),
        ".config/swtui/config.toml": "".join(_settings(organisation)),
        **SHELL_FILES,
    }
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "w", encoding="utf-8", opener=_private) as stream:
            stream.write(text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _cache_name(session: str) -> str:
    """Return the file name by which all AWS SDKs store a sign-in."""
    return hashlib.sha1(session.encode(), usedforsecurity=False).hexdigest() + ".json"


def _config(profiles: list[DemoProfile], home: Path) -> str:
    sections = ['# The example organisation "acme": nothing in this file is real.\n']
    for profile in profiles:
        header = "default" if profile.name == "default" else f"profile {profile.name}"
        sections.append(_section(header, profile.values, home))
    sign_in = {
        "sso_start_url": EXPIRED_SIGN_IN["startUrl"],
        "sso_region": EXPIRED_SIGN_IN["region"],
        "sso_registration_scopes": "sso:account:access",
    }
    sections.append(_section(f"sso-session {SSO_SESSION}", sign_in, home))
    return "\n".join(sections)


def _section(header: str, values: Mapping[str, str], home: Path) -> str:
    quoted = shlex.quote(str(home))
    lines = [f"{key} = {value.replace('{home}', quoted)}\n" for key, value in values.items()]
    return f"[{header}]\n" + "".join(lines)


def _credentials(organisation: Organisation) -> Iterator[str]:
    jo = organisation.user("jo")
    yield _keys("default", jo)
    yield _keys("base", jo)
    for user in organisation.users.values():
        if user.name != "jo":
            yield _keys(user.name, user)
    # Keys that were deleted long ago: no user of the organisation has them.
    yield _keys("old-laptop", DemoUser(account_id=jo.account_id, name="laptop"))


def _keys(profile: str, user: DemoUser) -> str:
    return (
        f"[{profile}]\naws_access_key_id = {user.access_key_id}\n"
        f"aws_secret_access_key = {user.secret_access_key}\n\n"
    )


def _process_answer(user: DemoUser) -> str:
    """Return the output of a `credential_process`.

    AWS SDKs and Tools Reference Guide, "Process credential provider".
    """
    return json.dumps(
        {
            "Version": 1,
            "AccessKeyId": user.access_key_id,
            "SecretAccessKey": user.secret_access_key,
        }
    )


def _settings(organisation: Organisation) -> Iterator[str]:
    yield "# Names and colours of the example organisation's accounts.\n"
    for account in organisation.accounts.values():
        yield f'\n[accounts."{account.id}"]\nname = "{account.name}"\n'
        if account.color:
            yield f'color = "{account.color}"\n'


NAME = "mfa-code"


class CodeFile:
    """A thread that writes the current MFA code to a file at the start of each window."""

    def __init__(self, directory: Path, devices: MfaDevices) -> None:
        self._path = directory / NAME
        self._devices = devices
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="mfa-code", daemon=True)

    def start(self) -> None:
        """Write the file now, and start the thread."""
        self._write()
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and wait for its end."""
        self._ending.set()
        self._thread.join(5.0)

    def _follow(self) -> None:
        # A little late rather than early: the code must be that of the new window.
        while not self._ending.wait(self._devices.seconds_left() + 0.01):
            try:
                self._write()
            except CacheError:
                return  # the directory was removed; there is nothing left to write to

    def _write(self) -> None:
        write_private(self._path, f"{self._devices.code()}\n".encode())

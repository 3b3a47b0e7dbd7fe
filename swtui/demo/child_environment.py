"""The environment of the demo's programs: nothing of the user's AWS, and no way out."""

from __future__ import annotations

import os
import site
from collections.abc import Mapping
from pathlib import Path

DEAD_END = "http://127.0.0.1:9"
"""A proxy where nobody listens: a program that would call the real AWS gets nowhere."""

_FOREIGN_STARTS = ("AWS_", "SWTUI_", "GRANTED_", "AWSUME_", "TEXTUAL")
_FOREIGN = (
    # Each names a start-up or history file of the user's own.
    "BASH_ENV",
    "ENV",
    "HISTFILE",
    "ZDOTDIR",
    "PYTHONSTARTUP",
    "INPUTRC",
)


def child_environment(
    root: Path, url: str, env: Mapping[str, str], *, programs: Path | None = None
) -> dict[str, str]:
    """Return the environment for programs in the demo whose directory is `root`.

    `url` is the server's. `programs` is a directory that goes to the front of PATH.
    """
    kept = {name: value for name, value in env.items() if not _is_foreign(name)}
    home = root / "home"
    kept |= {
        "SWTUI_DEMO": str(root),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "AWS_CONFIG_FILE": str(home / ".aws/config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws/credentials"),
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": url,
        **_guards(),
        **_still_found(env),
    }
    if programs:
        kept["PATH"] = os.pathsep.join((str(programs), env.get("PATH") or os.defpath))
    return kept


def _is_foreign(name: str) -> bool:
    return name.startswith(_FOREIGN_STARTS) or name in _FOREIGN or name.lower().endswith("_proxy")


def _guards() -> dict[str, str]:
    """Return what keeps programs on this machine and out of the user's own key store.

    An old `aws` ignores AWS_ENDPOINT_URL; through the dead proxy it cannot reach the real AWS.
    """
    proxies = {"HTTPS_PROXY": DEAD_END, "HTTP_PROXY": DEAD_END, "NO_PROXY": "127.0.0.1,localhost"}
    lower = {name.lower(): value for name, value in proxies.items()}
    return {
        **proxies,
        **lower,
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def _still_found(env: Mapping[str, str]) -> dict[str, str]:
    """Return what is found through the real home, said in a way that outlasts another HOME."""
    found: dict[str, str] = {}
    if "PYTHONUSERBASE" not in env and site.ENABLE_USER_SITE:
        found["PYTHONUSERBASE"] = site.getuserbase()
    display, runtime = env.get("WAYLAND_DISPLAY", ""), env.get("XDG_RUNTIME_DIR", "")
    if display and runtime and not display.startswith("/"):
        found["WAYLAND_DISPLAY"] = f"{runtime}/{display}"
    authority = Path(env.get("HOME", "/")) / ".Xauthority"
    if env.get("DISPLAY") and "XAUTHORITY" not in env and authority.exists():
        found["XAUTHORITY"] = str(authority)
    return found

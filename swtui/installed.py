"""Find the versions of swtui and its libraries, and how it was installed, without an import."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, distribution, version
from urllib.parse import unquote, urlsplit

from swtui.health import HealthLine
from swtui.shell_word import shell_word

AREA = "versions"
_PACKAGES = ("textual", "boto3", "botocore", "cryptography", "keyring", "pyperclip")
OLDEST_PYTHON = (3, 11)


def health() -> list[HealthLine]:
    """Return a line of versions, and one for each package that is missing."""
    found = {name: _version(name) for name in ("swtui", *_PACKAGES)}
    python = ".".join(map(str, sys.version_info[:3]))
    known = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    lines = [
        HealthLine(area=AREA, state="ok", text=f"{known}; Python {python} on {platform.system()}")
    ]
    for name in (name for name, number in found.items() if not number):
        if name == "swtui":
            text, hint = "swtui runs from its source: no version is known", "pip install ."
            lines.append(HealthLine(area=AREA, state="warning", text=text, hint=hint))
        else:
            text = f"{name} is not installed where swtui runs"
            lines.append(
                HealthLine(area=AREA, state="problem", text=text, hint="install swtui again")
            )
    if sys.version_info < OLDEST_PYTHON:
        text = f"Python {python} is older than swtui supports"
        lines.append(
            HealthLine(area=AREA, state="problem", text=text, hint="use Python 3.11 or newer")
        )
    return lines


def install_commands(extra: str) -> str:
    """Return the commands that install swtui with an extra, for pip, pipx and uv tool."""
    wanted = shell_word(_requirement(extra))
    pip = f"{shell_word(sys.executable or 'python3')} -m pip install {wanted}"
    return f"{pip}; or pipx install --force {wanted}; or uv tool install --force {wanted}"


def _requirement(extra: str) -> str:
    """Return what to install: from where swtui was installed, if that was no index (PEP 610)."""
    try:
        origin = json.loads(distribution("swtui").read_text("direct_url.json") or "{}")
        url = str(origin.get("url", ""))
        repository = origin.get("vcs_info", {}).get("vcs", "")
    except (PackageNotFoundError, OSError, ValueError, AttributeError):
        return f"swtui[{extra}]"
    if url.startswith("file://") and "dir_info" in origin:
        return f"{unquote(urlsplit(url).path)}[{extra}]"
    if url:
        return f"swtui[{extra}] @ " + (f"{repository}+" if repository else "") + url
    return f"swtui[{extra}]"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

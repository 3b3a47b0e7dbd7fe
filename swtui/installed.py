"""The versions of swtui and of what it stands on, read from their metadata; none is imported."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from swtui.health import HealthLine

AREA = "versions"
_PACKAGES = ("textual", "boto3", "botocore", "cryptography", "keyring", "pyperclip")
OLDEST_PYTHON = (3, 11)


def health() -> list[HealthLine]:
    """Return a line of versions, and one for each package that is missing."""
    found = {name: _version(name) for name in ("swtui", *_PACKAGES)}
    python = ".".join(map(str, sys.version_info[:3]))
    known = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    lines = [HealthLine(AREA, "ok", f"{known}; Python {python} on {platform.system()}")]
    for name in (name for name, number in found.items() if not number):
        if name == "swtui":
            text, cure = "swtui runs from its source: no version is known", "pip install ."
            lines.append(HealthLine(AREA, "warning", text, cure))
        else:
            text = f"{name} is not installed where swtui runs"
            lines.append(HealthLine(AREA, "problem", text, "install swtui again"))
    if sys.version_info < OLDEST_PYTHON:
        text = f"Python {python} is older than swtui supports"
        lines.append(HealthLine(AREA, "problem", text, "use Python 3.11 or newer"))
    return lines


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

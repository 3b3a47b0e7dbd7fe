"""The versions are told without loading what they are of."""

from __future__ import annotations

import subprocess
import sys

from swtui import __version__
from swtui.installed import health


def test_swtui_python_and_the_libraries_are_named() -> None:
    first = health()[0]
    assert first.state == "ok"
    python = f"Python {sys.version_info[0]}.{sys.version_info[1]}."
    assert all(
        name in first.text for name in (f"swtui {__version__}", "textual ", "boto3 ", python)
    )


def test_nothing_of_them_is_imported() -> None:
    code = (
        "import sys, swtui.installed as i; i.health();"
        "sys.exit(bool({'boto3', 'botocore', 'textual', 'keyring'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""The versions are reported without loading what they are of."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from swtui import __version__, installed
from swtui.installed import health
from swtui.shell_word import shell_word


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


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        (None, "'swtui[login]'"),
        ("{}", "'swtui[login]'"),
        ("not JSON", "'swtui[login]'"),
        ('{"url": "file:///src/my%20swtui", "dir_info": {}}', "'/src/my swtui[login]'"),
        (
            '{"url": "https://git.example/swtui", "vcs_info": {"vcs": "git", "commit_id": "1"}}',
            "'swtui[login] @ git+https://git.example/swtui'",
        ),
        (
            '{"url": "https://files.example/swtui-1.whl", "archive_info": {}}',
            "'swtui[login] @ https://files.example/swtui-1.whl'",
        ),
    ],
)
def test_an_extra_is_installed_from_where_swtui_came(
    monkeypatch: pytest.MonkeyPatch, origin: str | None, wanted: str
) -> None:
    # The class is importlib_metadata's once a library has imported that.
    kind = type(distribution("swtui"))
    monkeypatch.setattr(kind, "read_text", lambda _self, _name: origin)
    pip, pipx, uv = installed.install_commands("login").split("; or ")
    assert pip == f"{shell_word(sys.executable)} -m pip install {wanted}"
    assert pipx == f"pipx install --force {wanted}"
    assert uv == f"uv tool install --force {wanted}"
    assert shlex.split(pip)[-1] == shlex.split(wanted)[0]


def test_the_extra_is_declared() -> None:
    declared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    extra = declared["project"]["optional-dependencies"]["login"]
    assert extra == ["botocore[crt]"]

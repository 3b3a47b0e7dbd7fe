"""Paths in the home directory are said as `~/…`, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("own_sessions")

CONFIG = """\
[profile loop-a]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = loop-b
[profile loop-b]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = loop-a
[profile program]
credential_process = {home}/bin/none
[profile web]
role_arn = arn:aws:iam::333344445555:role/Web
web_identity_token_file = {home}/token
[profile half]
aws_access_key_id = AKIAIOSFODNN7EXAMPL1
oops line
"""


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("doctor",),
        ("export", "loop-a"),
        ("export", "program"),
        ("export", "web"),
        ("explain", "loop-a"),
        ("explain", "program"),
        ("explain", "web"),
        ("policy", "caller", "--from-refusal", "web"),
        ("sessions",),
    ],
    ids=" ".join,
)
def test_the_home_directory_is_never_spelled_out(
    home: Path, run: Run, words: tuple[str, ...]
) -> None:
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(CONFIG.format(home=home))
    ran = run(*words, COLUMNS="100")
    shown = ran.out + ran.err
    if words[0] not in ("sessions", "policy"):
        assert "~/" in shown
    assert [line for line in shown.splitlines() if f"{home}/" in line] == []

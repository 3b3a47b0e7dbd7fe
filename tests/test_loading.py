"""What fresh processes load: a warm answer next to nothing, a list neither picker nor boto3."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from swtui.secret import Secret
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.fast_path import remember
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.cache.payload import encode
from swtui.sessions.credentials import Credentials, Identity, Session


def loaded_by(*words: str) -> tuple[int, set[str]]:
    """Run `swtui WORDS` in a fresh process: its exit code, and what it loaded beyond the start."""
    code = "import sys; from swtui.__main__ import main; sys.exit(main())"
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *words],
        capture_output=True,
        text=True,
        timeout=30,
    )
    return run.returncode, _modules(run.stderr) - _start_up()


def _start_up() -> set[str]:
    """Return what the interpreter and this environment's own start-up files load by themselves."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "pass"], capture_output=True, text=True
    )
    return _modules(run.stderr)


def _modules(log: str) -> set[str]:
    lines = [line for line in log.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def packages(modules: set[str]) -> set[str]:
    return {module.split(".")[0] for module in modules}


NEVER_WARM = {
    "argparse",
    "boto3",
    "botocore",
    "collections.abc",
    "cryptography",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "json",
    "keyring",
    "pathlib",
    "re",
    "rich",
    "textual",
    "typing",
}
"""Each of these costs as much as a good part of a whole warm answer."""

SLOW = {"textual", "rich", "boto3", "botocore", "urllib3", "keyring", "cryptography"}


@pytest.fixture
def warm_name(ring: KernelRing) -> str:
    """Return a name whose session and pointer are in the kernel's ring."""
    ends = int(time.time()) + 3600
    session = Session(
        "payments-prod",
        Credentials("ASIAEXAMPLEEXAMPLE00", Secret("s" * 40), Secret("t" * 600), ends),
        Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
        region="eu-west-1",
    )
    ring.put(entry_name("key"), encode(session), ends)
    assert remember("payments-prod", os.environ, "key")
    return "payments-prod"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("export", ("--format", "bash")),
        ("export", ("--format", "json")),
        ("export", ()),
        ("exec", ("--", "true")),
        ("credential-process", ()),
    ],
)
def test_a_warm_answer_loads_next_to_nothing(
    warm_name: str, before: str, behind: tuple[str, ...]
) -> None:
    code, modules = loaded_by(before, warm_name, *behind)
    assert code == 0
    assert "swtui.sessions.cache.fast_path" in modules
    assert modules & NEVER_WARM == set()
    assert "swtui.cli" not in modules


def test_version_loads_neither_the_picker_nor_boto3() -> None:
    code, modules = loaded_by("--version")
    assert code == 0
    assert packages(modules) & SLOW == set()
    assert "swtui.tui" not in modules


def test_list_loads_neither_the_picker_nor_boto3(home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text("[profile base]\nregion = eu-west-1\n")
    code, modules = loaded_by("list")
    assert code == 0
    assert packages(modules) & SLOW == set()
    assert "swtui.tui" not in modules

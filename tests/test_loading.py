"""What fresh processes load: a warm answer next to nothing, a list neither picker nor boto3."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from swtui.roles.catalogue import load_catalogue
from swtui.secret import Secret
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.fast_path import remember
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.cache.payload import encode
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.settings import Settings


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


OURS = "swtui"
MAY_LOAD = {
    "--version": {"swtui", "swtui.__main__"},
    "--help": {
        *("swtui", "swtui.__main__", "swtui.cli", "swtui.cli.main", "swtui.cli.output"),
        *("swtui.errors", "swtui.system", "swtui.text"),
    },
}
"""Command → every module of swtui that it may load; more would be paid for at each start."""
NEVER = {
    "--version": NEVER_WARM | {"ctypes"},
    "--help": NEVER_WARM,
    "list": SLOW | {"dataclasses", "inspect", "json", "tomllib", "shutil", "difflib", "hashlib"},
    "sessions": SLOW | {"dataclasses", "inspect", "json", "tomllib", "shutil", "difflib"},
    "whoami NAME": NEVER_WARM | {"swtui.cli.arguments"},
}
"""Command → what it never loads."""


@pytest.mark.parametrize("word", MAY_LOAD)
def test_a_question_about_the_program_loads_these_modules_and_no_other(word: str) -> None:
    code, modules = loaded_by(word)
    assert code == 0
    assert {name for name in modules if name.split(".")[0] == OURS} == MAY_LOAD[word]
    assert modules & NEVER[word] == set()


@pytest.mark.parametrize("command", ["list", "sessions"])
def test_a_listing_loads_neither_the_picker_nor_what_reads_options(
    home: Path, command: str
) -> None:
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text("[profile base]\nregion = eu-west-1\n")
    code, modules = loaded_by(command)
    assert code == 0
    assert (packages(modules) | modules) & NEVER[command] == set()
    others = ("swtui.tui", "swtui.access", "swtui.cli.session_options", "swtui.sessions.broker")
    assert modules.isdisjoint(others)


def test_whose_a_cached_session_is_costs_no_more_than_a_warm_export(warm_name: str) -> None:
    code, modules = loaded_by("whoami", warm_name)
    assert code == 0
    assert modules & NEVER["whoami NAME"] == set()


def calls_while_loading(home: Path, profiles: int) -> int:
    """Return how many Python functions are called while so many usual profiles are loaded."""
    config = "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n" + "".join(
        f"[profile team{n}-prod]\nrole_arn = arn:aws:iam::{n:012d}:role/Admin\n"
        "source_profile = base\nregion = eu-west-1\n\n"
        for n in range(profiles)
    )
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text(config)
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    load_catalogue(os.environ, Settings())  # what is done once is done
    sys.setprofile(note)
    try:
        load_catalogue(os.environ, Settings())
    finally:
        sys.setprofile(None)
    return count


def test_a_profile_more_costs_at_most_four_calls(home: Path) -> None:
    small, large = (calls_while_loading(home, profiles) for profiles in (1_000, 2_000))
    assert large - small <= 4 * 1_000
    assert large <= 4 * 2_000 + 2_000  # and the rest does not grow with them

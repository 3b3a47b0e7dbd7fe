"""Large files and long lists: little memory, no more time than a few passes over the lines take.

Times are of the processor, the best of several, and in proportion to a plain loop over the same
lines measured between: a slow or busy machine is slow at both.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.search import Index
from swtui.settings import Settings
from tests.benchmarks.loading import split_plainly

WriteFiles = Callable[..., Mapping[str, str]]
MIB = 1024 * 1024
PROFILES = 10_000


def config_of(count: int) -> str:
    """Return a config file of so many roles, all with one source profile."""
    return "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n" + "".join(
        f"[profile team{n % 37}-app{n}-{'prod' if n % 3 else 'dev'}]\n"
        f"role_arn = arn:aws:iam::{n % 500:012d}:role/{'Admin' if n % 2 else 'ReadOnly'}\n"
        "source_profile = base\nregion = eu-west-1\n\n"
        for n in range(count)
    )


def times_as_long(work: Callable[[], object], plain: Callable[[], object]) -> float:
    """Return how many times as long as `plain` the work takes: the best of three each, in turn."""
    best = [float("inf"), float("inf")]
    for _ in range(3):
        for place, run in enumerate((work, plain)):
            before = time.process_time()
            kept = run()
            best[place] = min(best[place], time.process_time() - before)
            del kept
    return best[0] / best[1]


@pytest.fixture(scope="module")
def text() -> str:
    return config_of(PROFILES)


@pytest.fixture(scope="module")
def many(text: str, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("many")
    (folder / ".aws").mkdir()
    (folder / ".aws/config").write_text(text)
    return load_catalogue({"HOME": str(folder)}, Settings())


def test_ten_thousand_profiles_are_listed_in_a_few_passes(text: str, many: Catalogue) -> None:
    assert len(many.roles) == PROFILES + 1
    assert not any(role.problem for role in many.roles)
    ratio = times_as_long(
        lambda: load_catalogue(many.env, many.settings), lambda: split_plainly(text)
    )
    assert ratio < 50  # it is 14


@pytest.mark.parametrize("words", ["p", "prod", "prod adm", "1111", "tm9px", "tdprd", "zz"])
def test_ten_thousand_roles_are_searched_in_a_few_passes(words: str, many: Catalogue) -> None:
    lines = [role.arn for role in many.roles]

    def search() -> object:
        return index.search(words)

    def pass_over() -> object:
        return [place for place, line in enumerate(lines) if "prod" in line]

    index = Index(many.roles)
    index.search("?")  # else the second search would go on from the first
    assert times_as_long(lambda: (index.search("?"), search()), pass_over) < 60  # it is 2 to 7


FAULTS = {
    "lines that are no assignments": "[profile a]\n" + "junk\n" * 40_000,
    "lines before any section": "junk\n" * 40_000,
    "one key": "[profile a]\n" + "key = value\n" * 40_000,
    "one section": "[profile a]\n" * 40_000,
    "sections that AWS ignores": "[a]\n" * 40_000,
    "lines of a block that mean nothing": "[profile a]\ns3 =\n" + "  junk\n" * 40_000,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_all_faults_is_read_in_a_few_passes_too(
    fault: str, write: WriteFiles
) -> None:
    faulty = FAULTS[fault]
    env = write(faulty)
    files = load_catalogue(env, Settings()).files
    said = [*files.problems, *(p for profile in files.profiles.values() for p in profile.problems)]
    assert 1 <= len(said) <= 40
    ratio = times_as_long(lambda: load_catalogue(env, Settings()), lambda: split_plainly(faulty))
    assert ratio < 200  # it is 2 to 30; when each fault cost what all before it had, it was 700


PEAK = """
import re, sys
from swtui.roles.catalogue import load_catalogue
from swtui.settings import Settings
files = load_catalogue({"HOME": sys.argv[1]}, Settings()).files
status = open("/proc/self/status").read()
print(int(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1]) // 1024)
print(*(problem.message for problem in files.problems))
"""


@pytest.mark.parametrize(
    ("whole", "written", "message"),
    [
        (50 * MIB, b"[profile p]\nx = " + b"a" * MIB, "is 50 MiB large; more than 16 MiB"),
        (1024 * MIB, b"", "is 1024 MiB large; more than 16 MiB"),
        (16 * MIB - 1, b"[profile p]\nx = ", ""),
    ],
    ids=["one line of 50 MiB", "a hole of 1 GiB", "one line that is just read"],
)
def test_a_huge_file_takes_less_than_200_mib_of_memory(
    whole: int, written: bytes, message: str, home: Path
) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc, which tells the most memory a process ever held")
    (home / ".aws").mkdir()
    with (home / ".aws/config").open("wb") as stream:
        stream.write(written)
        if message:
            stream.truncate(whole)  # the rest is a hole in the file: it costs no disk
        else:
            stream.write(b"a" * (whole - len(written)))
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, str(home)], capture_output=True, check=True, text=True
    )
    peak, _, said = ran.stdout.partition("\n")
    assert message in said
    assert int(peak) < 200

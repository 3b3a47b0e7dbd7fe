"""How long listing and searching many roles takes: `python tests/benchmarks/bench_roles.py [N …]`.

Run by hand (pytest does not collect it) on generated profiles, 10,000 and 50,000 by default.
Every figure is the best of several runs that take turns, in milliseconds of the processor, and in
proportion to a plain loop over the file's lines; and the memory that the catalogue holds.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from configparser import RawConfigParser
from pathlib import Path

from swtui.roles.aws_config import read_aws_files
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.config_reader import read_ini
from swtui.roles.search import Index
from swtui.settings import Settings

RUNS = 7
TYPED = (
    *("p", "pr", "pro", "prod", "prod ", "prod a", "prod ad", "prod adm"),
    *("t", "tm", "tm9", "tm9p", "e", "ea", "1111", "team1 prod admin eu", "tm9px", "zq", "ttt"),
)
"""What is typed: each goes on from the one before where that is its beginning."""


def main(counts: Sequence[int]) -> None:
    """Measure each size, and print it."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            text = config_of(count)
            (Path(folder) / ".aws").mkdir()
            (Path(folder) / ".aws/config").write_text(text)
            measure(count, text, {"HOME": folder})


def config_of(count: int) -> str:
    """Return a config file of so many roles that have one source profile."""
    return "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n" + "".join(
        f"[profile team{n % 37}-app{n}-{'prod' if n % 3 == 0 else 'dev'}]\n"
        f"role_arn = arn:aws:iam::{n % 500:012d}:role/{'Admin' if n % 2 else 'ReadOnly'}\n"
        "source_profile = base\nregion = eu-west-1\n\n"
        for n in range(count)
    )


def measure(count: int, text: str, env: Mapping[str, str]) -> None:
    """Print the times of one size."""
    catalogue = load_catalogue(env, Settings())
    took = best_of(
        {
            "plain loop": lambda: split_plainly(text),
            "configparser": lambda: parse(text),
            "read_ini": lambda: read_ini(text.encode()),
            "read_aws_files": lambda: read_aws_files(env),
            "load_catalogue": lambda: load_catalogue(env, Settings()),
            "Index": lambda: Index(catalogue.roles),
        }
    )
    print(f"{count:,} profiles; the catalogue holds {held(env):.1f} MiB")
    for name, seconds in took.items():
        print(f"  {name:16}{seconds * 1000:9.1f} ms {seconds / took['plain loop']:7.2f}")
    for words, seconds in keystrokes(catalogue).items():
        found = len(Index(catalogue.roles).search(words))
        print(f"  {words!r:24}{seconds * 1000:6.1f} ms   {found:,} found")


def split_plainly(text: str) -> list[tuple[str, str]]:
    """Do the least that any reader must."""
    pairs = []
    for line in text.splitlines():
        key, _, value = line.partition("=")
        pairs.append((key.strip(), value.strip()))
    return pairs


def parse(text: str) -> RawConfigParser:
    """Read the text as the AWS SDK for Python does."""
    parser = RawConfigParser(default_section="")
    parser.read_string(text)
    return parser


def best_of(work: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the least processor seconds of each, all taking turns."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(RUNS):
        for name, run in work.items():
            before = time.process_time()
            kept = run()
            best[name] = min(best[name], time.process_time() - before)
            del kept
    return best


def keystrokes(catalogue: Catalogue) -> dict[str, float]:
    """Return the least seconds that each of `TYPED` takes, typed in that order."""
    best = dict.fromkeys(TYPED, float("inf"))
    for _ in range(RUNS):
        index = Index(catalogue.roles)
        for words in TYPED:
            before = time.process_time()
            index.search(words)
            best[words] = min(best[words], time.process_time() - before)
    return best


def held(env: Mapping[str, str]) -> float:
    """Return the MiB that a catalogue and its index hold."""
    tracemalloc.start()
    catalogue = load_catalogue(env, Settings())
    kept = Index(catalogue.roles)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / 1024 / 1024


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 50_000])

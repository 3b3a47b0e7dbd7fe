"""How long reading, ordering and searching many roles takes, in this process."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping

from swtui.roles.aws_config import read_aws_files
from swtui.roles.catalogue import load_catalogue
from swtui.roles.config_reader import read_ini
from swtui.roles.recent import Recent
from swtui.roles.role_table import RoleTable
from swtui.roles.search import Index
from swtui.settings import Settings
from tests.benchmarks import homes
from tests.benchmarks.measure import Row

TYPED = (
    *("p", "pr", "pro", "prod", "prod ", "prod a", "prod ad", "prod adm"),
    *("t", "tm", "tm9", "tm9p", "e", "ea", "1111", "team1 prod admin eu", "tm9px", "zq", "ttt"),
)
"""What is typed: each goes on from the one before where that is its beginning."""


def rows(count: int, env: Mapping[str, str], runs: int) -> Iterator[Row]:
    """Yield the times for a home with so many profiles, compared to a loop over its lines."""
    text = homes.profiles(count)
    catalogue = load_catalogue(env, Settings())
    works: dict[str, Callable[[], object]] = {
        "a loop over the lines": lambda: split_plainly(text),
        "read_ini": lambda: read_ini(text.encode()),
        "read_aws_files": lambda: read_aws_files(env),
        "load_catalogue": lambda: load_catalogue(env, Settings()),
        "order": lambda: catalogue.order(Recent()),
        "Index.prepare": lambda: Index(catalogue.roles).prepare(),
    }
    took: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.disable()
    for _ in range(runs):
        for name, work in works.items():
            before = time.process_time()
            made = work()
            took[name].append(1000 * (time.process_time() - before))
            del made
    gc.enable()
    base = min(took["a loop over the lines"])
    for name, times in took.items():
        yield Row(f"{name}, {count:,}", times, base)
    yield Row(f"a key's search, {count:,}", list(searches(catalogue.roles, runs)), base)


def searches(roles: RoleTable, runs: int) -> Iterator[float]:
    """Yield the milliseconds that each of `TYPED` takes, typed in that order."""
    for _ in range(runs):
        index = Index(roles)
        index.prepare()
        for words in TYPED:
            before = time.process_time()
            index.search(words)
            yield 1000 * (time.process_time() - before)


def split_plainly(text: str) -> list[tuple[str, str]]:
    """Do the least that any reader must: cut lines, and cut them at the equals sign."""
    pairs = []
    for line in text.splitlines():
        key, _, value = line.partition("=")
        pairs.append((key.strip(), value.strip()))
    return pairs

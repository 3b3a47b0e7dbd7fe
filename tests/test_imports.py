"""The import rule: which folder may import which, and what is imported late."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "swtui"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_KNOW = {
    "way in": {"cli", "handoff", "sessions", "roles", "ground"},
    "cli": {"cli", "tui", "demo", "access", "handoff", "sessions", "roles", "ground"},
    "tui": {"tui", "access", "handoff", "sessions", "roles", "ground"},
    "access": {"access", "sessions", "roles", "ground"},
    "handoff": {"handoff", "sessions", "roles", "ground"},
    "sessions": {"sessions", "roles", "ground"},
    "roles": {"roles", "ground"},
    "demo": {"demo", "ground"},
    "ground": {"ground"},
}

ONLY_IN = {
    "textual": r"tui/",
    "rich": r"tui/",
    "boto3": r"aws/",
    "botocore": r"aws/",
    "pyperclip": r"handoff/clipboard\w*\.py",
    "keyring": r"sessions/cache/",
    "cryptography": r"sessions/cache/",
}
"""Package → the paths under `swtui/` that may import it."""

LATE = ("boto3", "botocore", "pyperclip", "keyring", "cryptography")
"""Imported inside functions only: loading them costs what most commands do not need."""

PARTS_OF_ACCESS = ("evaluator", "policies", "diagnosis", "fixes", "form", "refusal")
"""Each may know those before it, and no other."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
HOT_LOOPS = {"config_reader.py:take": 62, "role_table.py:_columns": 57}
"""Loops over every line or profile: a call for each would take as long as the rest of them."""


@dataclass(frozen=True)
class Import:
    """One imported module, and where that is written."""

    path: str
    line: int
    module: str
    is_late: bool
    """Inside a function, or for the type checker alone."""

    def __str__(self) -> str:
        return f"swtui/{self.path}:{self.line} imports {self.module}"


def room_of(module: str) -> str:
    """Return the room of `swtui.roles.chain` (`roles`), or `ground`."""
    parts = module.split(".")
    if parts[1:2] == ["__main__"]:
        return "way in"
    return parts[1] if len(parts) > 1 and parts[1] in MAY_KNOW else "ground"


def imports_of(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        for inner in ast.walk(node)
    }
    shown = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        # `from swtui.roles import chain` imports swtui.roles.chain; a name in it does no harm.
        start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            yield Import(shown, node.lineno, start + alias.name, id(node) in late)


IMPORTS = [found for path in MODULES for found in imports_of(path)]


def written(found: list[Import]) -> str:
    return "\n".join(map(str, found))


def test_every_import_goes_the_way_the_picture_shows() -> None:
    wrong = [
        found
        for found in IMPORTS
        if found.module.split(".")[0] == "swtui"
        and room_of(found.module)
        not in MAY_KNOW[room_of("swtui." + found.path.removesuffix(".py").replace("/", "."))]
    ]
    assert not wrong, written(wrong)


def test_the_parts_of_access_know_only_those_before_them() -> None:
    seen, wrong = set(), []
    for found in IMPORTS:
        known = re.match(r"swtui\.access\.(\w+)", found.module)
        if known is None or not found.path.startswith("access/"):
            continue
        importer = found.path.split("/")[1].removesuffix(".py")
        seen.add(importer)
        if PARTS_OF_ACCESS.index(known[1]) > PARTS_OF_ACCESS.index(importer):
            wrong.append(found)
    assert seen == set(PARTS_OF_ACCESS)
    assert not wrong, written(wrong)


def test_the_command_line_loads_the_picker_and_the_demo_late() -> None:
    wrong = [
        found
        for found in IMPORTS
        if not found.path.startswith(("tui/", "demo/"))
        and room_of(found.module) in ("tui", "demo")
        and not found.is_late
    ]
    assert not wrong, written(wrong)


def test_the_way_in_loads_everything_late() -> None:
    wrong = [
        found
        for found in IMPORTS
        if found.path == "__main__.py" and found.module.startswith("swtui.") and not found.is_late
    ]
    assert not wrong, written(wrong)


@pytest.mark.parametrize(("package", "where"), ONLY_IN.items(), ids=ONLY_IN.keys())
def test_each_large_package_is_imported_in_one_room(package: str, where: str) -> None:
    wrong = [
        found
        for found in IMPORTS
        if found.module.split(".")[0] == package and not re.match(where, found.path)
    ]
    assert not wrong, written(wrong)


@pytest.mark.parametrize("package", LATE)
def test_what_is_slow_to_load_is_imported_inside_functions(package: str) -> None:
    wrong = [
        found for found in IMPORTS if found.module.split(".")[0] == package and not found.is_late
    ]
    assert not wrong, written(wrong)


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno
        >= HOT_LOOPS.get(f"{path.name}:{node.name}", LONGEST_FUNCTION)
    ]
    assert wrong == []


def module_of(path: Path) -> str:
    """Return the dotted name of a file: `swtui.roles.chain`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_files() -> dict[str, set[str]]:
    """Return the modules of swtui that each module imports, late and type-only imports included."""
    known = {module_of(path): path for path in MODULES}
    edges: dict[str, set[str]] = {name: set() for name in known}
    for name, path in known.items():
        for found in imports_of(path):
            target = found.module
            while target and target not in known:
                target = target.rpartition(".")[0]
            if target and not known[target].name.startswith("__init__") and target != name:
                edges[name].add(target)
    return edges


def find_cycle(edges: dict[str, set[str]]) -> list[str]:
    """Return the modules of one cycle, in order; empty where there is none."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in sorted(edges[name]):
            if cycle := visit(target, [*path, name]):
                return cycle
        done.add(name)
        return []

    return next((cycle for name in sorted(edges) if (cycle := visit(name, []))), [])


def test_no_two_files_import_each_other_by_any_way() -> None:
    assert find_cycle(imported_files()) == []


def test_a_cycle_is_found() -> None:
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c", "b"]


def test_the_name_of_a_public_class_exists_once() -> None:
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module_of(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}

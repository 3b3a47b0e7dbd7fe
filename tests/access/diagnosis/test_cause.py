"""Each cause that is built has a row of texts, and each fact that a text names is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from swtui.access.diagnosis import cause
from swtui.access.diagnosis.cause import build_cause, load_texts

SOURCES = sorted(Path(cause.__file__).parent.glob("*.py"))
ROWS = load_texts("causes")
TEXTS = ("sentence", "next_step", "snippet")
OF_ERRORS = {"caller", "action", "role", "name", "serial", "start", "renew"}


def placeholders(row: dict[str, str]) -> set[str]:
    texts = [row.get(name, "") for name in (*TEXTS, "whose")]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of `build_cause` that names its row, with the row."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "build_cause":
                for part in ast.walk(node.args[0]):
                    name = part.value if isinstance(part, ast.Constant) else ""
                    if isinstance(name, str) and name[:1] not in ("", "/"):  # no end of a name
                        yield name, node


@pytest.mark.parametrize(("row", "call"), list(calls()))
def test_a_cause_that_is_built_has_its_row_and_all_facts(row: str, call: ast.Call) -> None:
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    assert placeholders(ROWS[row]) <= given


def test_every_row_is_used() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    unused = [row for row in ROWS if f'"{row}"' not in sources]
    assert [row for row in unused if not row.endswith(("/sent", "/brought"))] == []


@pytest.mark.parametrize("row", ["tag-session", "source-identity"])
@pytest.mark.parametrize("way", ["sent", "brought"])
def test_a_permission_of_its_own_has_a_row_for_each_way_it_comes(row: str, way: str) -> None:
    built = build_cause(f"{row}/{way}", who="jo", allow="Have it allowed.")
    assert built.kind == row
    assert "jo" in built.sentence


def test_the_error_table_names_only_what_is_known_of_every_refusal() -> None:
    texts = load_texts("errors")
    rows = [*texts["refusal"], *texts["policy"].values()]
    assert placeholders(texts["denied-by"]) <= {*OF_ERRORS, "whose"}
    assert set().union(*map(placeholders, rows)) <= OF_ERRORS
    assert not set().union(*map(placeholders, texts["network"].values()))


def test_every_row_says_what_happened() -> None:
    errors = load_texts("errors")
    tables = (ROWS.values(), errors["policy"].values(), errors["network"].values())
    known = {"kind", "codes", "words", "whose", "certain", *TEXTS}
    for row in (*errors["refusal"], errors["denied-by"], *(row for each in tables for row in each)):
        assert row["sentence"]
        assert set(row) <= known

"""The documents say what the program does: each generated part is compared with its source.

`pytest tests/test_docs.py --rewrite` writes those parts again.
"""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from swtui import settings
from swtui.cli.main import COMMANDS, overview
from swtui.tui.actions import ACTIONS, shown_keys

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def keys_part() -> str:
    """Return the table of keys, from the list of actions."""
    rows = ["| While filtering | In the list | It does | Name |", "|---|---|---|---|"]
    rows += [
        f"| {_cell(shown_keys(a.filter_key or ''))} | {_cell(shown_keys(a.key))} "
        f"| {a.help} | `{a.id}` |"
        for a in ACTIONS
    ]
    return "\n".join(rows)


def _cell(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split()).replace("|", "\\|")


def help_part() -> str:
    """Return what `swtui --help` prints, fenced."""
    return f"```text\n{overview()}```"


def settings_part() -> str:
    """Return the table of settings, from the fields and the docstrings under them."""
    said = _field_docstrings(Path(settings.__file__), "Settings")
    default = settings.Settings()
    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    rows += [
        f"| `{field.name}` | {_shown(getattr(default, field.name))} | {said[field.name]} |"
        for field in fields(settings.Settings)
    ]
    return "\n".join(rows)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple) and value:
        return f"`{list(value)}`".replace("'", '"')
    return f"`{value}`" if value or value == 0 else ""


def _field_docstrings(path: Path, class_name: str) -> dict[str, str]:
    """Return each field's docstring: the string that is under it."""
    tree = ast.parse(path.read_text())
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == class_name)
    return {
        field.target.id: " ".join(ast.literal_eval(under.value).split())
        for field, under in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(under, ast.Expr)
    }


PARTS = {"keys": keys_part, "help": help_part, "settings": settings_part}


@pytest.mark.parametrize("name", PARTS)
def test_a_generated_part_of_the_readme_is_up_to_date(
    name: str, request: pytest.FixtureRequest
) -> None:
    text = README.read_text()
    part = re.compile(rf"(<!-- {name}:[^>]*-->\n).*?(<!-- /{name} -->)", re.S)
    wanted = part.sub(lambda found: f"{found[1]}{PARTS[name]()}\n{found[2]}", text)
    assert part.search(text)
    if request.config.getoption("rewrite"):
        README.write_text(wanted)
    assert README.read_text() == wanted, "write it again: pytest tests/test_docs.py --rewrite"


def test_the_check_runs_the_very_test_command_of_the_readme() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README.read_text(), re.M)
    assert len(commands) == 2
    assert commands[1].endswith("-m pytest")
    assert commands[1] in (ROOT / ".ci/run").read_text().splitlines()


def test_every_setting_says_what_it_is_for() -> None:
    said = _field_docstrings(Path(settings.__file__), "Settings")
    assert set(said) == {field.name for field in fields(settings.Settings)}


def test_every_command_has_a_module_of_its_own() -> None:
    modules = [module for module, _ in COMMANDS.values()]
    assert len(set(modules)) == len(modules)
    assert all((ROOT / "swtui/cli" / f"{module}.py").is_file() for module in modules)


def test_every_file_the_documents_link_to_is_there() -> None:
    for document in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (ROOT / target).exists(), f"{document.name} links to {target}"


def test_no_pinned_requirement_and_no_picture_names_a_strange_host() -> None:
    known = {"www.w3.org", "acme.awsapps.com"}  # SVG's own, and the example's start URL
    for path in [*ROOT.glob("*.txt"), *ROOT.glob(".ci/*.txt"), *ROOT.glob("screenshots/*")]:
        hosts = set(re.findall(r"://([^/\s\"<&]+)", path.read_text()))
        assert hosts <= known, path.name

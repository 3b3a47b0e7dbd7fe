"""What start-up files do to AWS's variables is read off them, and nothing of them is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.handoff.start_files import find_init, find_touches, start_files


def found(tmp_path: Path, kind: str, text: str) -> list[tuple[int, str, bool]]:
    path = tmp_path / "start"
    path.write_text(text)
    return [(touch.line, touch.name, touch.removes) for touch in find_touches(kind, path)]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("export AWS_PROFILE=prod", ["AWS_PROFILE"]),
        ("export AWS_REGION=a AWS_DEFAULT_REGION='b c'", ["AWS_REGION", "AWS_DEFAULT_REGION"]),
        ("declare -x AWS_PROFILE=prod", ["AWS_PROFILE"]),
        ("typeset -gx AWS_PROFILE=prod", ["AWS_PROFILE"]),
        ("AWS_PROFILE=prod", ["AWS_PROFILE"]),
        ("true; export AWS_PROFILE=prod # mine", ["AWS_PROFILE"]),
        ("export AWS_SECRET_ACCESS_KEY=$(pass show aws)", ["AWS_SECRET_ACCESS_KEY"]),
    ],
)
def test_what_is_set_in_any_case_is_found(tmp_path: Path, line: str, names: list[str]) -> None:
    assert found(tmp_path, "bash", f"\n{line}\n") == [(2, name, False) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "# export AWS_PROFILE=prod",
        "AWS_PROFILE=prod aws s3 ls",
        "alias p='AWS_PROFILE=prod aws'",
        "export AWS_PAGER=",
        "export AWS_PROFILE",
        'export AWS_PROFILE="${AWS_PROFILE:-prod}"',
        "export AWS_PROFILE=$AWS_PROFILE",
        '[ -n "$AWS_PROFILE" ] || export AWS_PROFILE=prod',
        '[ -z "$AWS_PROFILE" ] && export AWS_PROFILE=prod',
        "if true; then\n  export AWS_PROFILE=prod\nfi",
        "if true; then export AWS_PROFILE=prod; fi",
        "p() {\n  export AWS_PROFILE=prod\n}",
        "p() { export AWS_PROFILE=prod; }",
        "function p {\n  unset AWS_PROFILE\n}",
        "case $- in\n  *i*) export AWS_PROFILE=a ;;\n  *) export AWS_PROFILE=b ;;\nesac",
        "echo 'an open\nquote'",
    ],
)
def test_what_may_never_happen_is_left_alone(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "bash", text) == []


def test_a_block_that_is_closed_hides_nothing_after_it(tmp_path: Path) -> None:
    text = "plugins=(git\naws)\ncase $- in\n  *i*) ;;\nesac\nunset AWS_SESSION_TOKEN\n"
    assert found(tmp_path, "zsh", text) == [(6, "AWS_SESSION_TOKEN", True)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("set -gx AWS_PROFILE prod", [(1, "AWS_PROFILE", False)]),
        ("set --export AWS_PROFILE prod", [(1, "AWS_PROFILE", False)]),
        ("set -e AWS_SESSION_TOKEN", [(1, "AWS_SESSION_TOKEN", True)]),
        ("set -q AWS_PROFILE; or set -gx AWS_PROFILE prod", []),
        ("set -l AWS_PROFILE prod", []),
        ("if true\n  set -gx AWS_PROFILE prod\nend", []),
        ("function p; set -gx AWS_PROFILE prod; end", []),
    ],
)
def test_fish_is_read_by_its_own_rules(
    tmp_path: Path, line: str, what: list[tuple[int, str, bool]]
) -> None:
    assert found(tmp_path, "fish", line) == what


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"export 'AWS_PROFILE"])
def test_odd_files_are_no_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "start").write_bytes(content)
    assert find_touches("bash", tmp_path / "start") == []


def test_a_file_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    assert find_touches("bash", tmp_path / "gone") == []


def test_the_files_are_those_that_a_subshell_reads() -> None:
    home = {"HOME": "/h"}
    assert start_files("bash", home) == (Path("/h/.bashrc"),)
    assert start_files("zsh", home) == (Path("/h/.zshenv"), Path("/h/.zshrc"))
    assert start_files("zsh", {**home, "ZDOTDIR": "/z"}) == (Path("/z/.zshenv"), Path("/z/.zshrc"))
    assert start_files("fish", home) == (Path("/h/.config/fish/config.fish"),)
    assert start_files("sh", home) == ()


def test_the_line_that_defines_sw_is_found_but_not_in_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "rc"
    path.write_text('# eval "$(swtui init bash)"\n\neval "$(swtui init bash)"\n')
    assert find_init(path, "bash") == (str(path), 3)
    assert find_init(path, "zsh") is None

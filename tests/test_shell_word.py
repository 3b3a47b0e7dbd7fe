"""A word of a shown command: read back by every shell as the text that it was made of."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from swtui.shell_word import shell_word

SHELLS = {
    "bash": ["bash", "--norc"],
    "bash -i": ["bash", "--norc", "-i"],
    "zsh": ["zsh", "-f"],
    "zsh -i": ["zsh", "-fi"],
    "dash": ["dash"],
    "fish": ["fish", "--no-config"],
    "tcsh": ["tcsh", "-f"],
}
NAMES = (
    *("plain", "a b", "it's", "'", "''", "a\\b", "a\\", "a\\\\'b", '"', "", "a.b:c/d@e-f"),
    *(
        "=ls",
        "~",
        "$HOME",
        "`id`",
        "$(id)",
        "a;id",
        "a&b",
        "a|b",
        "a>b",
        "*",
        "?",
        "[a-z]",
        "{a,b}",
    ),
    *("{a,b}", "#a", "%1", "^a^b", "a=b", "(a)", "é ü", "日本", "-n"),
)
printable = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"], exclude_characters="\xa0")
)


def read_back(shell: str, texts: list[str]) -> list[str]:
    """Return what a shell makes of the words; each must come back as its text."""
    if shutil.which(SHELLS[shell][0]) is None:
        pytest.skip(f"needs {SHELLS[shell][0]}")
    lines = "".join(f"/usr/bin/printf '<%s>\\0' {shell_word(text)}\n" for text in texts)
    ran = subprocess.run(
        SHELLS[shell], input=lines.encode(), capture_output=True, start_new_session=True, timeout=60
    )
    found = ran.stdout.decode().split("\0")
    return [part[part.rindex("<") if "-i" in shell else 0 :] for part in found[:-1]]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_reads_the_same_text(shell: str) -> None:
    names = [name for name in NAMES if "<" not in name]
    assert read_back(shell, names) == [f"<{name}>" for name in names]


@pytest.mark.parametrize("shell", ["bash", "zsh -i", "bash -i"])
def test_history_is_not_meant(shell: str) -> None:
    names = ["!a", "a!b c", "it's!", "a\\!"]
    assert read_back(shell, names) == [f"<{name}>" for name in names]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_control_characters_are_spelt_out_for_bash_and_zsh(shell: str) -> None:
    name = "a\x03\x1b[201~;id\r'\\!\x7f"
    assert shell_word(name).isprintable()
    assert read_back(shell, [name]) == [f"<{name}>"]


@settings(max_examples=40, deadline=None)
@given(st.lists(printable, min_size=30, max_size=60))
@example(["\\'" * 9, "'\\" * 9])
def test_any_visible_text_comes_back_from_bash_and_fish(texts: list[str]) -> None:
    for shell in ("bash", "fish"):
        assert read_back(shell, texts) == [f"<{text}>" for text in texts]


def test_a_plain_name_stays_as_it_is() -> None:
    assert shell_word("payments-prod.eu_1/Admin@x:y") == "payments-prod.eu_1/Admin@x:y"

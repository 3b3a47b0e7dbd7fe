"""Lines of health as people read them: aligned, counted, and safe."""

from __future__ import annotations

from swtui.health import HealthLine, by_area, report, said, summary, where

ENV = {"HOME": "/home/jo"}
LINES = [
    HealthLine("files", "ok", "config is there"),
    HealthLine("files", "warning", "open to others", "chmod 600 it", ("/home/jo/.aws/config", 0)),
    HealthLine("profiles", "problem", "a: loop", "break it", ("/home/jo/.aws/config", 41)),
    HealthLine("files", "ok", "the other too"),
]


def test_an_area_is_named_once_and_its_lines_stand_together() -> None:
    assert report(LINES, ENV, 80) == [
        "files        ✓ config is there",
        "             ! open to others  (~/.aws/config)",
        "               → chmod 600 it",
        "             ✓ the other too",
        "profiles     ✗ a: loop  (~/.aws/config:41)",
        "               → break it",
        "",
        "1 problem, 1 warning",
    ]


def test_long_sentences_are_broken_in_their_own_column() -> None:
    long = HealthLine("files", "ok", "word " * 30, "cure " * 30)
    rows = report([long], ENV, 60)[:-2]
    assert max(map(len, rows)) <= 60
    assert all(row.startswith(" " * 15) for row in rows[1:])


def test_numbers_are_said_in_words() -> None:
    problem, warning = HealthLine("a", "problem", "x"), HealthLine("a", "warning", "x")
    assert summary([problem, problem, warning, warning]) == "2 problems, 2 warnings"
    assert summary([warning]) == "1 warning"
    assert summary([HealthLine("a", "ok", "x")]) == "all is well"


def test_a_place_that_the_sentence_begins_with_is_not_said_again() -> None:
    line = HealthLine("files", "problem", "~/.aws/config:3: odd", "", ("/home/jo/.aws/config", 3))
    assert where(line, ENV) == ""
    assert said(line, ENV) == "~/.aws/config:3: odd"


def test_areas_keep_the_order_of_their_first_line() -> None:
    assert list(by_area(LINES)) == ["files", "profiles"]


def test_control_characters_are_made_visible() -> None:
    evil = "a\x1b]52;c;QUJD\x1b\\\r\n\u202e\x9bz"
    shown = "\n".join(report([HealthLine(evil, "ok", evil, evil, (evil, 1))], ENV, 300))
    assert "\x1b" not in shown
    assert not set(shown) & set("\r\u202e\x9b")
    assert r"\u{1b}]52;c;QUJD" in shown

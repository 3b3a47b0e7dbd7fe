"""Lines of health as people read them: aligned, counted, and safe."""

from __future__ import annotations

from swtui.health import HealthLine, by_area, folded, report, said, summary, where

ENV = {"HOME": "/home/jo"}
LINES = [
    HealthLine(area="files", state="ok", text="config is there"),
    HealthLine(
        area="files",
        state="warning",
        text="open to others",
        hint="chmod 600 it",
        place=("/home/jo/.aws/config", 0),
    ),
    HealthLine(
        area="profiles",
        state="problem",
        text="a: loop",
        hint="break it",
        place=("/home/jo/.aws/config", 41),
    ),
    HealthLine(area="files", state="ok", text="the other too"),
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
    long = HealthLine(area="files", state="ok", text="word " * 30, hint="cure " * 30)
    rows = report([long], ENV, 60)[:-2]
    assert max(map(len, rows)) <= 60
    assert all(row.startswith(" " * 15) for row in rows[1:])


def test_numbers_are_said_in_words() -> None:
    problem, warning = (
        HealthLine(area="a", state="problem", text="x"),
        HealthLine(area="a", state="warning", text="x"),
    )
    assert summary([problem, problem, warning, warning]) == "2 problems, 2 warnings"
    assert summary([warning]) == "1 warning"
    assert summary([HealthLine(area="a", state="ok", text="x")]) == "all is well"


def test_a_place_that_the_sentence_begins_with_is_not_said_again() -> None:
    line = HealthLine(
        area="files",
        state="problem",
        text="~/.aws/config:3: odd",
        hint="",
        place=("/home/jo/.aws/config", 3),
    )
    assert where(line, ENV) == ""
    assert said(line, ENV) == "~/.aws/config:3: odd"


def test_areas_keep_the_order_of_their_first_line() -> None:
    assert list(by_area(LINES)) == ["files", "profiles"]


def test_control_characters_are_made_visible() -> None:
    evil = "a\x1b]52;c;QUJD\x1b\\\r\n\u202e\x9bz"
    shown = "\n".join(
        report([HealthLine(area=evil, state="ok", text=evil, hint=evil, place=(evil, 1))], ENV, 300)
    )
    assert "\x1b" not in shown
    assert not set(shown) & set("\r\u202e\x9b")
    assert r"\u{1b}]52;c;QUJD" in shown


def missing_program(number: int, program: str = "/opt/vendor") -> HealthLine:
    fact = f"credential_process names {program}, which does not exist"
    place = ("/home/jo/.aws/config", 10 * number)
    name = f"p{number}"
    return HealthLine(
        area="programs",
        state="problem",
        text=f"{name}: its {fact}",
        hint="install it",
        place=place,
        about=name,
        shared=fact,
    )


def test_what_is_the_same_of_many_profiles_is_said_once() -> None:
    lines = [missing_program(number) for number in range(1, 21)]
    assert report([*lines, missing_program(99, "/opt/other"), LINES[0]], ENV, 200) == [
        "programs     ✗ 20 profiles: credential_process names /opt/vendor, which does not exist "
        "(p1 ~/.aws/config:10, p2 ~/.aws/config:20, p3 ~/.aws/config:30 and 17 more)",
        "               → install it",
        "             ✗ p99: its credential_process names /opt/other, which does not exist  "
        "(~/.aws/config:990)",
        "               → install it",
        "files        ✓ config is there",
        "",
        "2 problems",
    ]


def test_what_is_not_about_a_profile_is_never_said_as_one() -> None:
    same = [
        HealthLine(area="a", state="warning", text="x"),
        HealthLine(area="a", state="warning", text="x"),
    ]
    assert folded(same, ENV) == same


def test_what_does_not_exist_has_no_tick() -> None:
    absent = HealthLine(area="settings", state="ok", text="config.toml does not exist", absent=True)
    assert report([absent], ENV, 80)[0] == "settings     · config.toml does not exist"
    assert summary([absent]) == "all is well"

"""Damage in the AWS files: it is reported with its line, and costs no more than its section."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.session import Session

from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.config_bytes import MOST_LINES
from swtui.roles.config_reader import MOST_SECTIONS
from swtui.roles.hints import describe_hint

FilesOf = Callable[..., AwsFiles]
GOOD = "[profile good]\nregion = eu-west-1\n"


def problem_of(profile: Profile) -> tuple[int, str]:
    problem = profile.problems[0]
    assert problem.place is not None
    return problem.place.line, problem.message


def test_a_byte_order_mark_is_read_over_and_stops_other_tools(files_of: FilesOf) -> None:
    files = files_of(b"\xef\xbb\xbf" + GOOD.encode())
    assert files.profiles["good"].get("region") == "eu-west-1"
    (stop,) = files.stops
    assert stop.message.endswith("starts with a byte order mark (BOM)")


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_endings_leave_no_trace_in_values(ending: str, files_of: FilesOf) -> None:
    files = files_of(GOOD.replace("\n", ending))
    assert files.profiles["good"].get("region") == "eu-west-1"


def test_a_byte_that_is_not_utf8_costs_only_its_own_section(files_of: FilesOf) -> None:
    files = files_of(b"[profile bad]\nregion = eu-west-1\nx = caf\xe9\n" + GOOD.encode())
    assert problem_of(files.profiles["bad"]) == (3, "holds bytes that are not UTF-8")
    assert not files.profiles["good"].problems


def test_a_utf16_file_is_reported_and_the_other_one_works(files_of: FilesOf) -> None:
    files = files_of(GOOD.encode("utf-16"), "[keys]\naws_access_key_id = A\n")
    assert [item.message for item in files.problems] == ["is UTF-16, not UTF-8: save it as UTF-8"]
    assert list(files.profiles) == ["keys"]


def test_a_nul_in_a_name_breaks_that_profile(files_of: FilesOf) -> None:
    files = files_of("[profile a\0b]\nregion = eu-west-1\n" + GOOD)
    assert files.profiles["a\0b"].problems
    assert not files.profiles["good"].problems


def test_a_section_that_stands_twice_is_ambiguous_and_names_both_lines(files_of: FilesOf) -> None:
    files = files_of("[profile p]\nregion = a\n[profile p]\nregion = b\n" + GOOD)
    line, message = problem_of(files.profiles["p"])
    assert line == 3
    assert "lines 1 and 3" in message
    assert not files.profiles["good"].problems


def test_a_key_that_stands_twice_breaks_its_profile(files_of: FilesOf) -> None:
    files = files_of("[profile p]\nregion = a\nREGION = b\n" + GOOD)
    assert problem_of(files.profiles["p"]) == (3, "`region` is repeated here, first at line 2")
    assert not files.profiles["good"].problems


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("[profile p\nregion = x\n", 1),
        ("[profile p]\nnonsense\n", 2),
        ("[profile p]\n= value\n", 2),
        ("[profile p]\ns3 =\n  no equals sign\n", 3),
    ],
)
def test_a_malformed_section_is_listed_as_broken_with_its_line(
    lines: str, line: int, files_of: FilesOf
) -> None:
    files = files_of(lines + GOOD)
    broken = [profile for profile in files.profiles.values() if profile.problems]
    assert [problem_of(profile)[0] for profile in broken] == [line]
    assert not files.profiles["good"].problems


def test_lines_before_any_section_are_reported(files_of: FilesOf) -> None:
    files = files_of("region = x\n" + GOOD)
    assert [(p.message, p.place and p.place.line) for p in files.problems] == [
        ("is before any [section]", 1)
    ]


@pytest.mark.parametrize("header", ["name", "profile a b", "profile 'a"])
def test_a_section_that_aws_tools_ignore_is_listed_as_ignored(
    header: str, files_of: FilesOf
) -> None:
    files = files_of(f"[{header}]\nregion = x\n" + GOOD)
    ignored = [p for p in files.profiles.values() if p.problems and p.problems[0].ignored]
    assert [problem_of(profile)[0] for profile in ignored] == [1]


def test_a_bad_byte_in_a_header_costs_that_section_and_not_the_one_before(
    files_of: FilesOf,
) -> None:
    files = files_of(GOOD.encode() + b"[profile caf\xe9]\nregion = eu-west-1\n")
    assert not files.profiles["good"].problems
    assert problem_of(files.profiles["caf<e9>"]) == (3, "holds bytes that are not UTF-8")


def test_a_nul_in_a_header_costs_that_section_and_not_the_one_before(files_of: FilesOf) -> None:
    files = files_of(GOOD + "[profile a\0b]\n")
    assert not files.profiles["good"].problems
    assert problem_of(files.profiles["a\0b"]) == (3, "holds a NUL character")


def test_a_bad_byte_in_a_comment_costs_nothing_here_and_stops_other_tools(
    files_of: FilesOf,
) -> None:
    files = files_of(b"# caf\xe9\n" + GOOD.encode())
    assert not files.profiles["good"].problems
    (stop,) = files.stops
    assert stop.message.endswith("holds bytes that are not UTF-8")


def test_utf16_without_a_mark_is_told_apart_too(files_of: FilesOf) -> None:
    files = files_of(GOOD.encode("utf-16-le"))
    assert [item.message for item in files.problems] == ["is UTF-16, not UTF-8: save it as UTF-8"]


def test_a_section_that_stands_three_times_names_all_its_lines(files_of: FilesOf) -> None:
    files = files_of("[profile p]\n[profile p]\n[profile 'p']\n")
    assert "lines 1, 2 and 3:" in problem_of(files.profiles["p"])[1]


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        ("profile", "write [profile NAME]"),
        ("profilex", "write [profile x]"),
        ("my team", 'write [profile "my team"]'),
    ],
)
def test_the_advice_on_an_ignored_header_is_one_that_can_be_followed(
    header: str, advice: str, files_of: FilesOf
) -> None:
    (profile,) = files_of(f"[{header}]\nregion = eu-west-1\n").profiles.values()
    assert problem_of(profile) == (1, f"ignored by AWS tools: {advice}")


def test_a_file_of_a_million_lines_is_read_no_further_and_says_so(files_of: FilesOf) -> None:
    """Each line costs many times its bytes: 16 MB of short ones took gigabytes and minutes."""
    lines = b"#\n" * (MOST_LINES - 2)
    files = files_of(GOOD.encode() + lines + b"[profile beyond]\n")
    assert list(files.profiles) == ["good"]
    (problem,) = files.problems
    assert problem.message == "has more than 1,000,000 lines: what follows is not read"
    assert problem.place is not None
    assert problem.place.line == MOST_LINES + 1


def test_a_file_of_just_so_many_lines_is_read_to_its_end(files_of: FilesOf) -> None:
    files = files_of(b"#\n" * (MOST_LINES - 2) + GOOD.encode())
    assert list(files.profiles) == ["good"]
    assert not files.problems


def test_more_sections_than_anybody_has_are_not_read_and_that_is_said_once(
    files_of: FilesOf,
) -> None:
    """A million empty headers delayed the listing for a minute."""
    files = files_of(GOOD + "[profile p]\nregion = x\n" * 4 + "[]\n" * MOST_SECTIONS)
    assert not files.profiles["good"].problems
    (problem,) = files.problems
    assert problem.message.startswith("has more than 100,000 sections")
    assert problem.place is not None
    assert problem.place.line == 2 + 8 + (MOST_SECTIONS - 5) + 1


A, B = "role_arn = arn:aws:iam::111122223333:role/A\n", "region = eu-west-1\n"


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [
        (f"[default]\n{A}[profile default]\n{B}", 3, "line 1"),
        (f'[profile "p"]\n{A}[profile p]\n{B}', 3, "line 1"),
        (f"[profile p]\n{A}{B}[profile  p]\n{B}{A}", 4, "line 1"),
        (f"[sso-session p]\n{B}[sso-session  p]\n{B}", 3, "line 1"),
        (f"[profile default]\n{B}[default]\n{B}", 3, "line 1"),
    ],
)
def test_a_name_that_comes_again_with_one_meaning_for_all_tools_is_used_with_a_warning(
    text: str, line: int, first: str, files_of: FilesOf
) -> None:
    files = files_of(text)
    (profile,) = [*files.profiles.values(), *files.sso_sessions.values()]
    assert not profile.problems
    assert profile.place is not None
    assert profile.place.line == line
    (warning,) = files.warnings
    assert warning.place is not None
    assert warning.place.line == line
    assert f"is repeated here, after {first}: this counts" in warning.message
    assert not files.stops
    session = Session()
    session.set_config_variable("config_file", str(files.config_path))
    read = {**session.full_config["profiles"], **session.full_config["sso_sessions"]}
    assert read[profile.name] == profile.values


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (
            f"[profile p]\n{A}[profile p]\n{B}",
            "command line and Python's SDK stop here, other SDKs put them together",
        ),
        (
            f"[profile p]\n{A}[profile  p]\n{B}",
            "Python's SDK take line 3 alone, other SDKs put them together",
        ),
        (
            f'[profile p]\n{A}[profile "p"]\n{B}',
            "Python's SDK take line 3 alone, other SDKs take line 1",
        ),
        (
            f"[profile default]\n{A}[default]\n{B}",
            "Python's SDK take line 3 alone, other SDKs take line 1",
        ),
    ],
)
def test_a_name_that_tools_disagree_over_is_refused_with_how_they_do(
    text: str, how: str, files_of: FilesOf
) -> None:
    files = files_of(text)
    (profile,) = files.profiles.values()
    assert problem_of(profile)[0] == 3
    assert how in problem_of(profile)[1]
    assert bool(files.stops) == ("stop here" in how)


def test_a_section_that_comes_again_in_the_credentials_file_names_all_its_lines(
    files_of: FilesOf,
) -> None:
    files = files_of("", "[p]\nregion = a\n" * 3)
    assert "is defined 3 times, at lines 1, 3 and 5" in problem_of(files.profiles["p"])[1]


@pytest.mark.parametrize("kind", ["sso-session", "services", "plugins", "other"])
def test_a_line_that_stops_other_tools_is_found_in_any_section(
    kind: str, files_of: FilesOf
) -> None:
    name = kind if kind == "plugins" else f"{kind} x"
    files = files_of(f"{GOOD}[{name}]\nregion = a\nnonsense\n")
    assert not files.profiles["good"].problems
    (stop,) = files.stops
    assert stop.place is not None
    assert stop.place.line == 5
    assert stop.message.endswith("is not of the form `key = value`")


def test_a_header_without_its_end_that_is_a_key_for_other_tools_breaks_both(
    files_of: FilesOf,
) -> None:
    """Its keys count for the section before, in AWS's command line."""
    files = files_of(f"{GOOD}[profile b # = x\n{A}")
    assert problem_of(files.profiles["good"])[0] == 3
    assert [p.problems[0].place for p in files.profiles.values()] == [
        files.profiles["good"].problems[0].place
    ] * 2


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ("[profile a]\n  region = eu-west-1\n  output = json\n", 2, "indented", "at the margin"),
        ("# mine\n [profile a]\nregion = eu-west-1\n", 2, "indented", "at the margin"),
        ("[profile a]\nregion: eu-west-1\noutput: json\n", 2, "`key: value`", "`key = value`"),
        ('[profile "a"]\nregion = eu-west-1\n', 1, "in quotes", "[profile a]"),
        ("[profile 'b c']\n[profile 'a']\nregion = eu-west-1\n", 2, "in quotes", "[profile a]"),
    ],
)
def test_a_form_that_not_every_sdk_reads_is_read_with_one_warning(
    text: str, line: int, words: str, hint: str, files_of: FilesOf
) -> None:
    files = files_of(text)
    assert files.profiles["a"].get("region") == "eu-west-1"
    assert not files.profiles["a"].problems
    (warning,) = files.warnings
    assert warning.place is not None
    assert warning.place.line == line
    assert words in warning.message
    assert hint in describe_hint(warning)


def test_a_continued_value_and_a_block_are_read_alike_by_all(files_of: FilesOf) -> None:
    text = "[profile a]\nregion = eu-west-1\ns3 =\n  max_queue_size = 9\n  # no key: a comment\n"
    assert files_of(text).warnings == ()

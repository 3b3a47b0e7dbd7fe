"""Small things the pane says."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rich.cells import cell_len
from rich.style import Style

from swtui.duration import describe_duration
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Place, Problem, Role
from swtui.settings import Settings
from swtui.tui.widgets.detail import RoleFacts, arn_lines, detail_lines
from swtui.tui.widgets.styles import Styles


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3600, "1 h"), (900, "15 min"), (5400, "1 h 30 min"), (43200, "12 h"), (59, "0 min")],
)
def test_durations_are_said_as_people_say_them(seconds: int, said: str) -> None:
    assert describe_duration(seconds) == said


def test_arn_is_broken_where_a_part_ends() -> None:
    arn = "arn:aws:iam::111122223333:role/team/Administrator"
    lines = arn_lines(arn, 40)
    assert lines == ["arn:aws:iam::111122223333:role/team/", "Administrator"]


def test_arn_without_a_place_to_break_is_cut_at_the_width() -> None:
    assert arn_lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_no_arn_is_no_line() -> None:
    assert arn_lines("", 10) == []


PENS = Styles(**{each.name: Style.null() for each in fields(Styles)})
KNOWN = RoleFacts(env={"HOME": "/home/jo"}, settings=Settings(), now=0.0)
FILE = "/home/jo/.aws/config"


def drawn(role: Role, chain: Chain | None, width: int) -> list[str]:
    lines = detail_lines(role, chain, KNOWN, width, PENS)
    return ["".join(text for text, _ in line) for line in lines]


NAMES = ("short", "a-name-that-is-wider-than-the-pane-has-room-for", "日本" * 12)


@pytest.mark.parametrize("width", range(24, 60))
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_apart_from_its_place_and_the_line_number_is_whole(name: str, width: int) -> None:
    asked = RoleArn("aws", "111122223333", "", name)
    hop = Hop(profile=name, role=asked, places={"role_arn": Place(FILE, 12345)})
    chain = Chain(
        profile=name, start=Start(kind="keys", profile=name, place=Place(FILE, 67890)), hops=(hop,)
    )
    account = Account(id="111122223333", name="an account with a long name")
    place = Place(FILE, 4321)
    role = Role(
        name=name,
        kind="role",
        origin="config",
        account=account,
        role_name="Admin",
        region="ap-southeast-2",
        place=place,
    )
    lines = drawn(role, chain, width)
    for number in (":4321", ":67890", ":12345"):
        (line,) = [line for line in lines if number in line]
        assert line.rstrip().endswith(number)
        assert cell_len(line) <= width
        assert number == ":4321" or "  config:" in line or "  …" in line


def test_a_path_that_has_no_room_gives_way_from_its_start() -> None:
    role = Role(
        name="x",
        kind="role",
        origin="config",
        problem=Problem(message="broken", place=Place(f"/srv/{'deep/' * 20}config", 77)),
    )
    line = drawn(role, None, 30)[-1]
    assert line.startswith("…")
    assert line.endswith("/config:77")
    assert cell_len(line) <= 30


def test_settings_alone_are_no_mistake() -> None:
    nothing = Problem(message="has no credentials, and names nowhere to get them from")
    role = Role(
        name="default", kind="none", origin="config", region="eu-west-1", place=Place(FILE, 1)
    )
    lines = drawn(role, Chain(profile="default", start=None, problem=nothing), 40)
    assert not [line for line in lines if "✗" in line]
    assert "· no credentials" in "\n".join(lines)

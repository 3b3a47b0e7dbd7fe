"""Typing a role: its ARN, ACCOUNT/ROLE or a link, and the profile that it starts from."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from swtui.roles.role import Role
from swtui.sessions.credentials import Session
from swtui.tui.screens.typed_role import TypedRoleScreen
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import session_for
from tests.tui.waiting import settled, shown, type_text, until

LINK = "https://signin.aws.amazon.com/switchrole?account=999900001111&roleName=Visitor"
ARN = "arn:aws:iam::999900001111:role/Visitor"
WIDE = (120, 36)


@pytest.fixture
def assumed(sample: Sample) -> list[Role]:
    """Return what the typed role is once it has been assumed."""
    roles: list[Role] = []

    def keep(role: Role, **_: Any) -> Session:
        roles.append(role)
        return session_for(role)

    sample.broker.scripts[ARN] = keep
    return roles


async def opened(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, TypedRoleScreen))


@pytest.mark.parametrize("size", [(80, 24), WIDE, (60, 16)])
@pytest.mark.parametrize("typed", [LINK, ARN, "999900001111/Visitor"])
async def test_n_takes_a_role_and_the_profile_it_starts_from(
    sample: Sample, assumed: list[Role], typed: str, size: tuple[int, int]
) -> None:
    async with sample.app().run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("escape", "n")
        await opened(pilot)
        await type_text(pilot, f"{typed}\tvend")
        await until(pilot, lambda: "● vendor" in shown(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: assumed)
    assert (assumed[0].source_profile, assumed[0].origin) == ("vendor", "typed")


async def test_a_role_that_was_typed_as_a_filter_is_started_elsewhere_from_its_menu(
    sample: Sample, assumed: list[Role]
) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await type_text(pilot, LINK)
        await until(pilot, lambda: "another source profile" in shown(pilot.app))
        await pilot.press("tab", "n")
        await opened(pilot)
        await until(pilot, lambda: "❯ base" in shown(pilot.app))  # where it starts by itself
        await pilot.press("down", "enter")
        await until(pilot, lambda: assumed)
        assert assumed[0].source_profile != "base"
        assert main_screen(pilot.app).roles.words == ARN


async def test_a_link_that_names_no_role_is_told_why_and_the_screen_stays(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("escape", "n")
        await opened(pilot)
        await type_text(pilot, LINK.replace("999900001111", "acme-dev"))
        await pilot.press("enter")
        await until(pilot, lambda: "by its alias 'acme-dev'" in shown(pilot.app))
        assert isinstance(pilot.app.screen, TypedRoleScreen)
        assert not sample.broker.asked


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("arn:aws:iam::11112222333:role/Admin", "an account ID of 11 digits"),
        ("1111222233/Admin", "an account ID of 10 digits"),
        (LINK.replace("999900001111", "acme-dev"), "by its alias 'acme-dev'"),
        ("https://us-east-1.console.aws.amazon.com/iam/home#/roles/Admin", "names no account"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_a_filter_that_is_nearly_a_role_says_what_is_wrong_and_offers_no_other(
    sample: Sample, typed: str, words: str, size: tuple[int, int]
) -> None:
    async with sample.app().run_test(size=size) as pilot:
        await settled(pilot)
        await type_text(pilot, typed)
        await until(pilot, lambda: "0 of" in shown(pilot.app))
        assert words in " ".join(shown(pilot.app).split())
        assert main_screen(pilot.app).role is None


async def test_letters_of_an_arn_offer_no_role_of_another_account(sample: Sample) -> None:
    """They stand in order in a longer name."""
    profile = (
        "[profile arn:aws:iam::9999-0000-1111:role/Visitor]\n"
        "role_arn = arn:aws:iam::191919290100:role/Other\nsource_profile = base\n"
    )
    sample.config.write_text(f"{sample.config.read_text()}\n{profile}")
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await type_text(pilot, ARN)
        await until(pilot, lambda: main_screen(pilot.app).role is not None)
        rows = main_screen(pilot.app).roles.state.shown_roles
        assert [role.name for role in rows] == [ARN]


async def test_a_picker_of_one_source_profile_starts_typed_roles_there(
    sample: Sample, assumed: list[Role]
) -> None:
    async with sample.app(source_profile="vendor").run_test(size=WIDE) as pilot:
        await settled(pilot)
        await type_text(pilot, ARN)
        await pilot.press("enter")
        await until(pilot, lambda: assumed)
    assert assumed[0].source_profile == "vendor"


async def test_a_typed_role_with_no_start_asks_for_one(sample: Sample, assumed: list[Role]) -> None:
    sample.env["AWS_PROFILE"] = "nowhere"
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await type_text(pilot, ARN)
        await pilot.press("enter")
        await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: assumed)
    assert assumed[0].problem is None

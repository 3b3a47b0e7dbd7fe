"""The policy form is reached from a role, from marked ones, from the palette and from a refusal."""

from __future__ import annotations

from swtui.errors import RefusedError, SwtuiError
from tests.tui.assume_flow import top
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import failing
from tests.tui.waiting import shown, type_text, until

DENIED = RefusedError(
    "AWS refused AssumeRole",
    code="AccessDenied",
    aws_message=(
        "User: arn:aws:iam::123456789012:user/jo is not authorized to perform: sts:AssumeRole "
        "on resource: arn:aws:iam::222233334444:role/Admin"
    ),
    operation="AssumeRole",
)
BIG = (120, 40)


async def test_a_role_fills_in_both_sides(sample: Sample) -> None:
    async with sample.app().run_test(size=BIG) as pilot:
        await until(pilot, lambda: main_screen(pilot.app).shell_identity is not None)
        await type_text(pilot, "search-dev\tp")
        await until(pilot, lambda: top(pilot.app) == "PolicyScreen")
        assert '"Resource": "arn:aws:iam::222233335555:role/Developer"' in shown(pilot.app)
        await pilot.press(*["down"] * 4)
        assert '"AWS": "arn:aws:iam::123456789012:user/jo"' in shown(pilot.app)
        await pilot.press("ctrl+q")
        assert top(pilot.app) == "MainScreen"


async def test_marked_roles_are_named_together_and_copied(sample: Sample) -> None:
    async with sample.app().run_test(size=BIG) as pilot:
        main_screen(pilot.app).marks = frozenset({"search-dev", "data-lake"})
        await pilot.press("escape", "p")
        await until(pilot, lambda: top(pilot.app) == "PolicyScreen")
        assert "for 2 roles" in shown(pilot.app)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: sample.copied)
        await until(pilot, lambda: "Copied with tmux" in shown(pilot.app))
    text = str(sample.copied[0])
    assert "222233335555:role/Developer" in text
    assert "444455556666:role/Analyst" in text


async def test_behind_another_role_that_one_is_let_in(sample: Sample) -> None:
    async with sample.app().run_test(size=BIG) as pilot:
        await type_text(pilot, "payments-prod-ro\tp")
        await until(pilot, lambda: top(pilot.app) == "PolicyScreen")
        await pilot.press(*["down"] * 4)
        assert '"AWS": "arn:aws:iam::123456789012:role/OrgJump"' in shown(pilot.app)


async def test_without_a_role_it_opens_empty_from_the_palette(sample: Sample) -> None:
    async with sample.app().run_test(size=BIG) as pilot:
        await until(pilot, lambda: main_screen(pilot.app).listing is not None)
        await type_text(pilot, "no such role at all")
        main_screen(pilot.app).action_do("policy")
        await until(pilot, lambda: top(pilot.app) == "PolicyScreen")
        assert "fill in roles to see the policy" in shown(pilot.app)


async def test_a_refusal_fills_it_in(sample: Sample) -> None:
    sample.broker.scripts["search-dev"] = failing(DENIED)
    async with sample.app().run_test(size=BIG) as pilot:
        await type_text(pilot, "search-dev\n")
        await until(pilot, lambda: top(pilot.app) == "RefusalScreen")
        await pilot.press("w")
        assert top(pilot.app) == "PolicyScreen"
        assert '"Resource": "arn:aws:iam::222233335555:role/Developer"' in shown(pilot.app)
        await pilot.press(*["down"] * 4)  # the trust policy, which no one has read
        assert "fill in users or roles to see the policy" in shown(pilot.app)
        assert '"AWS"' not in shown(pilot.app)
        await pilot.press("escape", "escape")
        assert top(pilot.app) == "MainScreen"


async def test_a_role_to_read_with_is_assumed_as_ever_production_asks_first(
    sample: Sample,
) -> None:
    sample.broker.scripts["search-prod"] = failing(DENIED)
    sample.broker.scripts["search-prod-billing"] = failing(SwtuiError("that one is refused, too"))
    async with sample.app().run_test(size=BIG) as pilot:
        await type_text(pilot, "222233334444/Admin\n")
        if top(pilot.app) == "ConfirmScreen":
            await pilot.press("y")
        await until(pilot, lambda: top(pilot.app) == "RefusalScreen")
        for answer in ("n", "y"):
            await pilot.press("p")
            await until(pilot, lambda: top(pilot.app) == "ReaderScreen")
            assert "search-prod-billing" in shown(pilot.app)
            await pilot.press("enter")
            await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
            assert "Read with search-prod-billing?" in shown(pilot.app)
            await pilot.press(answer)
            await until(pilot, lambda: top(pilot.app) == "RefusalScreen")
        await until(pilot, lambda: "not read: that one is refused, too" in shown(pilot.app))
    assert [name for name, _ in sample.broker.asked] == ["search-prod", "search-prod-billing"]

"""The policy form where the policy was read: its change is shown and copied first."""

from __future__ import annotations

from dataclasses import replace

from swtui.access.form.prefill import Difference
from swtui.access.policies.render import Written
from tests.tui.screens.clipboard import Clipboard
from tests.tui.screens.policy_form import BIG, JO, KNOWN, Stage, copied, form
from tests.tui.waiting import until

CHANGED = replace(
    KNOWN,
    side="trust",
    differences={
        "trust": Difference('-      "AWS": "AIDAX"\n+      "AWS": "jo"\n', ("it is gone",))
    },
)


async def test_where_the_policy_was_read_its_change_is_shown_and_copied_first(
    on_stage: Stage,
) -> None:
    clipboard = Clipboard()
    async with on_stage(form(CHANGED, clipboard), size=BIG) as actor:
        assert "change JSON AWS CLI" in actor.text()
        for line in ('- "AWS": "AIDAX"', '+ "AWS": "jo"'):
            assert line in actor.text()
        assert "→ it is gone" in actor.text()
        await until(actor.pilot, lambda: "tried: would let the call through" in actor.text())
        assert await copied(actor, clipboard) == CHANGED.differences["trust"].text
        await actor.press("ctrl+o")
        assert '"Version"' in actor.text()


async def test_a_change_is_deployed_whole_until_a_field_says_otherwise(
    on_stage: Stage,
) -> None:
    difference = CHANGED.differences["trust"]
    written = Written("aws iam update … both, jo and sam\n", ("look first",))
    both = replace(CHANGED, differences={"trust": replace(difference, forms={"cli": written})})
    clipboard = Clipboard()
    async with on_stage(form(both, clipboard), size=BIG) as actor:
        await actor.press("ctrl+o", "ctrl+o")
        assert "both, jo and sam" in actor.text()
        assert "→ look first" in actor.text()
        await until(actor.pilot, lambda: "tried: would let the call through" in actor.text())
        assert await copied(actor, clipboard) == written.text
        await actor.press("tab", "end", "2")
        assert "both, jo and sam" not in actor.text()
        assert f"{JO}2" in actor.text()
        await actor.press("backspace")
        assert "both, jo and sam" in actor.text()


async def test_to_fill_in_a_field_or_to_start_elsewhere_leaves_the_change(on_stage: Stage) -> None:
    async with on_stage(form(CHANGED), size=BIG) as actor:
        await actor.press("tab", "end", "2")
        assert f'"AWS": "{JO}2"' in actor.text()
        assert "AIDAX" not in actor.text()
    async with on_stage(form(CHANGED), size=BIG) as actor:
        await actor.press("down")
        assert "AIDAX" not in actor.text()
        await actor.press("home")
        assert "change JSON" not in actor.text()

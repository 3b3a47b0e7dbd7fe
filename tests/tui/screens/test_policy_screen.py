"""The policy form: the preview answers each key, and says what is wrong."""

from __future__ import annotations

import pytest

from swtui.access.form.prefill import Prefill
from swtui.tui.widgets import policy_preview
from tests.tui.screens.clipboard import Clipboard
from tests.tui.screens.policy_form import BIG, JO, KNOWN, READ, Stage, form
from tests.tui.waiting import until


async def test_an_empty_form_says_what_it_waits_for_and_copies_nothing(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(clipboard=clipboard), size=BIG) as actor:
        assert "fill in roles to see the policy" in actor.text()
        await actor.press("ctrl+y")
        assert "nothing to copy yet" in actor.text()
        assert clipboard.held == []


async def test_each_key_is_answered_and_what_is_wrong_is_told(on_stage: Stage) -> None:
    async with on_stage(form(), size=BIG) as actor:
        await actor.press("tab", *"arn:aws:iam::1111:role/A")
        assert "which roles, by ARN ✗" in actor.text()
        assert "AWS account IDs have 12 digits" in actor.text()
        await actor.press(*["left"] * len(":role/A"), *"22223333")
        assert "✗" not in actor.text()
        assert '"Resource": "arn:aws:iam::111122223333:role/A"' in actor.text()


async def test_while_a_value_is_wrong_nothing_moves_and_the_last_policy_stays(
    on_stage: Stage,
) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press("tab")
        left = [line[:50].rstrip(" █") for line in actor.lines()]
        await actor.press("end", "!")
        assert '"Resource": "arn:aws:iam::111122223333:role/team/Admin"' in actor.text()
        after = [line[:50].rstrip(" █") for line in actor.lines()]
        moved = [(a, b) for a, b in zip(left, after, strict=True) if a != b]
        assert len(moved) == 2  # the label has its mark, the value its sign


async def test_a_key_in_a_field_does_not_lay_the_screen_out_anew(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=(160, 40)) as actor:
        await actor.press("tab", "end")
        await until(actor.pilot, lambda: "✓ checked" in actor.text())
        screen = actor.app.screen
        laid_out: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, laid_out.append)
        await actor.press(*"istrators")
        await until(actor.pilot, lambda: "✓ checked" in actor.text())
        assert "role/team/Administrators" in actor.text()
        assert laid_out == []
        await actor.press(*["tab"] * 3, "space")  # a condition more: lines more
        await until(actor.pilot, lambda: laid_out)


async def test_moving_over_the_starting_points_shows_each(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press("down")
        assert "fill in network" in actor.text()
        await actor.press("down", "down")
        assert '"Resource": "*"' in actor.text()
        await actor.press("down")
        assert f'"AWS": "{JO}"' in actor.text()
        assert '"sts:ExternalId": "acme-1"' in actor.text()
        await actor.press("end")
        assert "fill in account ID" in actor.text()


async def test_what_was_typed_for_one_start_is_still_there_after_another(on_stage: Stage) -> None:
    async with on_stage(form(), size=BIG) as actor:
        await actor.press("tab", *READ, "shift+tab", *["down"] * 6, *["up"] * 6)
        assert f'"Resource": "{READ}"' in actor.text()


async def test_ticks_and_fields_below_add_their_conditions(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press(*["tab"] * 3, *"203.0.113.0/24", "tab", "space")
        assert "[x] MFA must have been used" in actor.text()
        assert '"aws:MultiFactorAuthPresent": "true"' in actor.text()
        assert '"NotIpAddress"' in actor.text()
        await actor.press("space")
        assert '"aws:MultiFactorAuthPresent"' not in actor.text()


async def test_the_evaluator_tries_it_once_the_keys_rest(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_preview, "TRIAL_AFTER", 1.5)  # so that a slow machine sees both
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await until(actor.pilot, lambda: "✓ checked: allows exactly this" in actor.text())
        await actor.press("tab", "end", "2")
        assert "✓ checked" not in actor.text()
        await until(actor.pilot, lambda: "✓ checked: allows exactly this" in actor.text())


async def test_warnings_are_in_the_forms_own_words(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press("down", "down", "down")
        assert "▲ “every role” lets the caller ask for every role" in actor.text()


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (200, 60)])
async def test_at_any_size_form_preview_and_keys_are_in_sight(
    on_stage: Stage, size: tuple[int, int]
) -> None:
    async with on_stage(
        form(Prefill(caller=KNOWN.caller, trust=KNOWN.trust, side="trust")), size=size
    ) as actor:
        await until(actor.pilot, lambda: "❯ named users or roles" in actor.text())
        for words in ("JSON", '"Version"', "ctrl+y", "back"):
            assert words in actor.text()
        await actor.press("tab")
        await until(actor.pilot, lambda: JO in actor.text())


async def test_what_does_not_fit_is_scrolled_to(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=(40, 12)) as actor:
        await actor.press("ctrl+o", "ctrl+o", "ctrl+o")
        assert "Users, Groups or Roles" not in actor.text()
        await actor.press(*["pagedown"] * 40)
        assert "Users, Groups or Roles" in actor.text()
        assert "AWSTemplateFormatVersion" not in actor.text()
        await actor.press(*["pageup"] * 40)
        assert "AWSTemplateFormatVersion" in actor.text()

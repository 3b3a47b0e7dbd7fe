"""The policy form: the preview answers each key, says what is wrong, and is copied by a key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from swtui.access.form.policy_prefill import Difference, Prefill
from swtui.access.policies.policies import PolicyDraft
from swtui.access.policies.policy_formats import Written
from swtui.access.policies.policy_names import Names
from swtui.errors import SwtuiError
from swtui.tui.screens.policy import PolicyScreen
from swtui.tui.widgets.policy_text import broken
from tests.tui.waiting import until

ADMIN = "arn:aws:iam::111122223333:role/team/Admin"
READ = "arn:aws:iam::444455556666:role/Read"
JO = "arn:aws:iam::123456789012:user/jo"
KNOWN = Prefill(
    PolicyDraft("caller", role_arns=(ADMIN,)),
    PolicyDraft("trust", user_arns=(JO,), external_id="acme-1", for_role=ADMIN),
    names=Names(existing_role=True, profile_name="pay", source_profile="base"),
    about="pay",
)
BIG = (120, 40)
TO_TRUST = ("down",) * 4
Stage = Callable[..., Any]


class Clipboard:
    """Keeps what was copied; refuses when told to."""

    def __init__(self, refuses: str = "") -> None:
        self.held: list[str] = []
        self._refuses = refuses

    def __call__(self, text: str) -> str:
        if self._refuses:
            raise SwtuiError(self._refuses)
        self.held.append(text)
        return "copied to the tmux buffer"


def form(prefill: Prefill | None = None, clipboard: Clipboard | None = None) -> PolicyScreen:
    return PolicyScreen(prefill or Prefill(), clipboard or Clipboard())


async def copied(actor: Any, clipboard: Clipboard) -> str:
    """Copy with the key, and return what then is on the clipboard."""
    before = len(clipboard.held)
    await actor.press("ctrl+y")
    await until(actor.pilot, lambda: len(clipboard.held) > before)
    return clipboard.held[-1]


async def test_a_role_is_ready_to_copy_at_once(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(KNOWN, clipboard), size=BIG) as actor:
        assert "IAM policy for pay" in actor.text()
        assert json.loads(await copied(actor, clipboard)) == {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ADMIN}],
        }
        await until(actor.pilot, lambda: "copied to the tmux buffer" in actor.text())


async def test_an_empty_form_says_what_it_waits_for_and_copies_nothing(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(clipboard=clipboard), size=BIG) as actor:
        assert "fill in roles, and the policy stands here" in actor.text()
        await actor.press("ctrl+y")
        assert "nothing to copy yet" in actor.text()
        assert clipboard.held == []


async def test_each_key_is_answered_and_what_is_wrong_is_told(on_stage: Stage) -> None:
    async with on_stage(form(), size=BIG) as actor:
        await actor.press("tab", *"arn:aws:iam::1111:role/A")
        assert "which roles, by ARN ✗" in actor.text()
        assert "AWS account ids have 12 digits" in actor.text()
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
        await until(actor.pilot, lambda: "✓ tried" in actor.text())
        screen = actor.app.screen
        laid_out: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, laid_out.append)
        await actor.press(*"istrators")
        await until(actor.pilot, lambda: "✓ tried" in actor.text())
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
        assert "fill in account id" in actor.text()


async def test_what_was_typed_for_one_start_is_still_there_after_another(on_stage: Stage) -> None:
    async with on_stage(form(), size=BIG) as actor:
        await actor.press("tab", *READ, "shift+tab", *["down"] * 6, *["up"] * 6)
        assert f'"Resource": "{READ}"' in actor.text()


async def test_several_lines_are_pasted_at_once(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(clipboard=clipboard), size=BIG) as actor:
        await actor.press("tab")
        actor.app.focused.post_message(events.Paste(f"{ADMIN}\n{READ}\r\n\x1b[2J"))
        await actor.pilot.pause()
        assert actor.app.focused.value == f"{ADMIN} {READ} [2J"
        await actor.press(*["backspace"] * 4)
        written = json.loads(await copied(actor, clipboard))
        assert written["Statement"][0]["Resource"] == [ADMIN, READ]


async def test_ticks_and_fields_below_add_their_conditions(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press(*["tab"] * 3, *"203.0.113.0/24", "tab", "space")
        assert "[x] MFA must have been used" in actor.text()
        assert '"aws:MultiFactorAuthPresent": "true"' in actor.text()
        assert '"NotIpAddress"' in actor.text()
        await actor.press("space")
        assert '"aws:MultiFactorAuthPresent"' not in actor.text()


async def test_a_key_makes_up_an_external_id_for_the_trust_side_alone(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(KNOWN, clipboard), size=BIG) as actor:
        await actor.press("ctrl+g")
        assert "external id" not in actor.text()
        await actor.press(*TO_TRUST, "ctrl+g")
        first = await copied(actor, clipboard)
        await actor.press("ctrl+g")
        second = await copied(actor, clipboard)
    found = [re.findall(r'"sts:ExternalId": "([0-9a-f-]{36})"', text) for text in (first, second)]
    assert all(found)
    assert found[0] != found[1]


async def test_a_key_goes_through_the_formats_and_the_mouse_chooses_one(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        seen = []
        for _ in range(5):
            await actor.press("ctrl+o")
            seen.append(actor.text())
        assert "aws iam create-policy" in seen[0]
        assert 'resource "aws_iam_policy"' in seen[1]
        assert "AWS::IAM::ManagedPolicy" in seen[2]
        assert "[profile pay]" in seen[3]
        assert "source_profile = base" in seen[3]
        assert '"Resource":' in seen[4]
        await actor.pilot.click("#formats", offset=(7, 0))
        assert "aws iam create-policy" in actor.text()


async def test_the_evaluator_tries_it_once_the_keys_rest(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await until(actor.pilot, lambda: "✓ tried: allows this, and no more" in actor.text())
        await actor.press("tab", "end", "2")
        assert "✓ tried" not in actor.text()
        await until(actor.pilot, lambda: "✓ tried: allows this, and no more" in actor.text())


async def test_a_clipboard_that_fails_is_told(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN, Clipboard("no clipboard here")), size=BIG) as actor:
        await actor.press("ctrl+y")
        await until(actor.pilot, lambda: "no clipboard here" in actor.text())


async def test_warnings_are_in_the_forms_own_words(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press("down", "down", "down")
        assert "▲ “every role” lets the caller ask for every role" in actor.text()


async def test_the_mouse_chooses_ticks_and_leaves(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.pilot.click("Choices", offset=(4, 4))
        assert '"Resource": "*"' in actor.text()
        await actor.pilot.click("Tick")
        assert "[x] MFA must have been used" in actor.text()
        at = next(line for line in actor.lines() if "esc" in line).index("esc")
        await actor.pilot.click("#hints", offset=(at - 2, 0))
        assert actor.answered


async def test_escape_leaves_from_a_field_and_from_the_list(on_stage: Stage) -> None:
    for before in ([], ["tab", "x"]):
        async with on_stage(form(KNOWN)) as actor:
            await actor.press(*before, "escape")
            assert actor.answer is None


async def test_ctrl_c_ends_the_app_from_a_field(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN)) as actor:
        await actor.press("tab", "x", "ctrl+c")
        assert actor.app.return_code == 130


async def test_enter_and_the_arrows_go_from_field_to_field(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.press("enter")
        first = actor.app.focused
        assert isinstance(first, Input)
        await actor.press("enter")
        assert actor.app.focused is not first
        await actor.press("up")
        assert actor.app.focused is first


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


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (200, 60)])
async def test_at_any_size_form_preview_and_keys_are_in_sight(
    on_stage: Stage, size: tuple[int, int]
) -> None:
    async with on_stage(form(Prefill(KNOWN.caller, KNOWN.trust, "trust")), size=size) as actor:
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


@pytest.mark.parametrize("width", [12, 20, 37, 200])
def test_a_long_line_is_broken_and_loses_nothing(width: int) -> None:
    line = '      "Resource": "arn:aws:iam::111122223333:role/team/' + "x" * 64 + '",'
    pieces = broken(line, width)
    assert all(len(piece) <= width for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(line.split())


def test_without_room_a_line_stays_whole() -> None:
    assert broken("x" * 50, 0) == ["x" * 50]

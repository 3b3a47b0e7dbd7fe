"""The policy form by its keys and the mouse: copying, formats, moving about, and leaving."""

from __future__ import annotations

import json
import re

from textual import events
from textual.widgets import Input

from tests.tui.screens.clipboard import Clipboard
from tests.tui.screens.policy_form import ADMIN, BIG, KNOWN, READ, Stage, copied, form
from tests.tui.waiting import until

TO_TRUST = ("down",) * 4


async def test_a_role_is_ready_to_copy_at_once(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(KNOWN, clipboard), size=BIG) as actor:
        assert "IAM policy for pay" in actor.text()
        assert json.loads(await copied(actor, clipboard)) == {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ADMIN}],
        }
        await until(actor.pilot, lambda: "Copied it to the tmux buffer" in actor.text())


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


async def test_a_key_makes_up_an_external_id_for_the_trust_side_alone(on_stage: Stage) -> None:
    clipboard = Clipboard()
    async with on_stage(form(KNOWN, clipboard), size=BIG) as actor:
        await actor.press("ctrl+g")
        assert "external ID" not in actor.text()
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


async def test_a_clipboard_that_fails_is_told(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN, Clipboard("no clipboard here")), size=BIG) as actor:
        await actor.press("ctrl+y")
        await until(actor.pilot, lambda: "no clipboard here" in actor.text())


async def test_the_mouse_chooses_ticks_and_leaves(on_stage: Stage) -> None:
    async with on_stage(form(KNOWN), size=BIG) as actor:
        await actor.pilot.click("RadioList", offset=(4, 4))
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

"""MFA: asked before the call, again when wrong, no code twice, one question at a time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from swtui.errors import CancelledError, LockHeld, MfaError, RefusedError
from swtui.files import locked
from swtui.roles.recent import Lasting, load_recent
from swtui.sessions.fact_cache import FactCache, digest
from swtui.sessions.mfa import MfaAnswer, MfaQuestion, demo_code, normal_code
from swtui.settings import Settings
from tests.sessions.broker_harness import BASE, MFA, SECOND, SERIAL, Answers, BrokerHarness
from tests.sessions.fake_sts import refusal


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "\uff11\uff12\uff13456", "12 34 56\n"]
)
def test_a_code_is_taken_however_it_is_spaced(typed: str) -> None:
    assert normal_code(typed) == "123456"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345a", "abcdef", "1" * 1_000_000, "١٢٣٤٥٦", "123456;id"]
)
def test_anything_else_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(MfaError) as caught:
        normal_code(typed)
    assert not typed or typed not in caught.value.message


def test_the_code_is_asked_before_anything_is_sent(locked_desk: BrokerHarness) -> None:
    def refuse(question: MfaQuestion) -> MfaAnswer:
        assert locked_desk.sts.calls == []
        assert question.serial == SERIAL
        assert question.role_label == "admin"
        assert question.source_profile == "base"
        assert question.attempt == 1
        assert question.can_do_once
        raise MfaError("no MFA code was given")

    with pytest.raises(MfaError):
        locked_desk.session("admin", refuse)
    assert locked_desk.sts.calls == []


def test_the_code_goes_with_the_call(locked_desk: BrokerHarness) -> None:
    locked_desk.session("admin", Answers("123 456"))
    sent = locked_desk.sts.calls[-1].params
    assert (sent["SerialNumber"], sent["TokenCode"]) == (SERIAL, "123456")


def test_cancelling_at_the_question_ends_it(locked_desk: BrokerHarness) -> None:
    def cancel(_question: MfaQuestion) -> MfaAnswer:
        raise CancelledError("cancelled")

    with pytest.raises(CancelledError):
        locked_desk.session("admin", cancel)


def test_a_wrong_code_is_asked_again_with_awss_reason(locked_desk: BrokerHarness) -> None:
    answers = Answers("000000", "123456")
    assert locked_desk.session("admin", answers).credentials.token
    assert [question.attempt for question in answers.questions] == [1, 2]
    assert "invalid MFA one time pass code" in answers.questions[1].reason


def test_three_wrong_codes_are_enough(locked_desk: BrokerHarness) -> None:
    answers = Answers("000000", "000001", "000002", "000003")
    with pytest.raises(MfaError) as caught:
        locked_desk.session("admin", answers)
    assert caught.value.exit_code == 6
    assert len(answers.questions) == 3


def test_what_is_no_code_costs_an_attempt_but_no_call(locked_desk: BrokerHarness) -> None:
    answers = Answers("letters", "123456")
    locked_desk.session("admin", answers)
    assert "six digits" in answers.questions[1].reason
    assert locked_desk.sts.count("AssumeRole") == 1


def test_the_same_wrong_code_is_not_sent_twice(locked_desk: BrokerHarness) -> None:
    answers = Answers("000000", "000000", "123456")
    locked_desk.session("admin", answers)
    assert locked_desk.sts.count("AssumeRole") == 2


def test_another_refusal_is_not_taken_for_a_wrong_code(locked_desk: BrokerHarness) -> None:
    locked_desk.sts.then("AssumeRole", refusal("AccessDenied", "User is not authorized"))
    with pytest.raises(RefusedError):
        locked_desk.session("admin", Answers("123456"))


def test_after_a_code_was_taken_the_next_question_waits_for_the_next_window(
    locked_desk: BrokerHarness,
) -> None:
    locked_desk.clock = lambda: moment
    moment = float(int(time.time()) // 30 * 30 + 10)
    locked_desk.session("admin", Answers("123456"))
    second = Answers("123456")
    locked_desk.session("second", second)
    assert second.questions[0].wait_until == moment + 20
    third = Answers("123456")
    moment += 30
    locked_desk.sts.calls.clear()
    locked_desk.session("admin", third, refresh=True)
    assert third.questions[0].wait_until is None


def test_a_code_used_a_moment_ago_is_refused_with_the_reason(locked_desk: BrokerHarness) -> None:
    moment = float(int(time.time()) // 30 * 30 + 10)
    locked_desk.clock = lambda: moment
    locked_desk.session("admin", Answers("123456"))
    locked_desk.sts.codes = {"654321"}
    answers = Answers("123456", "654321")
    locked_desk.session("second", answers)
    assert "the next comes in 21 s" in answers.questions[1].reason


def test_keys_alone_are_not_asked_a_code_for(desk: BrokerHarness) -> None:
    desk.write(BASE + f"mfa_serial = {SERIAL}\n")
    nobody = Answers()
    assert desk.session("base", nobody).long_term
    assert nobody.questions == []


def test_a_kept_session_asks_nothing(locked_desk: BrokerHarness) -> None:
    first = locked_desk.session("admin", Answers("123456"))
    nobody = Answers()
    assert locked_desk.session("admin", nobody).credentials == first.credentials
    assert nobody.questions == []


def test_one_code_opens_all_roles_of_a_source_profile(locked_desk: BrokerHarness) -> None:
    locked_desk.session("admin", Answers("123456", once=True))
    locked_desk.session("second", Answers())
    assert locked_desk.sts.count("GetSessionToken") == 1
    assumed = [call for call in locked_desk.sts.calls if call.action == "AssumeRole"]
    assert len(assumed) == 2
    assert all("TokenCode" not in call.params for call in assumed)
    assert all(call.key_id.startswith("ASIATOKEN") for call in assumed)


def test_the_setting_does_the_same_unasked(locked_desk: BrokerHarness) -> None:
    locked_desk.settings = Settings(mfa_once=True)
    locked_desk.session("admin", Answers("000000", "123456"))
    assert locked_desk.sts.count("GetSessionToken") == 2
    locked_desk.session("second", Answers())


def test_a_session_for_all_is_not_found_by_another_source(locked_desk: BrokerHarness) -> None:
    locked_desk.session("admin", Answers("123456", once=True))
    locked_desk.write(
        MFA + SECOND,
        "[base]\naws_access_key_id = AKIAOTHEROTHEROTHER1\n"
        "aws_secret_access_key = othersecretothersecretothersecret\n",
    )
    answers = Answers("123456")
    locked_desk.session("second", answers)
    assert len(answers.questions) == 1


def test_with_a_code_too_long_a_duration_goes_straight_to_an_hour(
    locked_desk: BrokerHarness,
) -> None:
    role = "arn:aws:iam::222222222222:role/team/Admin"
    locked_desk.sts.max_duration[role] = 3600
    locked_desk.session("admin", Answers("123456"), duration=43200)
    asked = [c.params["DurationSeconds"] for c in locked_desk.sts.calls if c.action == "AssumeRole"]
    assert asked == ["43200", "3600"]
    assert "granted 1 h, not 12 h: the role does not allow 12 h" in locked_desk.notes
    assert "allows 1 h" not in locked_desk.notes
    assert load_recent(locked_desk.env).lasting[role] == Lasting(3600, 43200)


def test_after_an_hour_with_a_code_less_than_was_refused_is_asked_as_it_is(
    locked_desk: BrokerHarness,
) -> None:
    role = "arn:aws:iam::222222222222:role/team/Admin"
    locked_desk.sts.max_duration[role] = 14400
    locked_desk.session("admin", Answers("123456"), duration=43200)
    locked_desk.session("admin", Answers("123456"), duration=7200)
    asked = [c.params["DurationSeconds"] for c in locked_desk.sts.calls if c.action == "AssumeRole"]
    assert asked == ["43200", "3600", "7200"]
    assert load_recent(locked_desk.env).lasting[role] == Lasting(7200, 43200)


def test_a_code_that_a_longer_request_has_used_is_not_called_wrong(
    locked_desk: BrokerHarness,
) -> None:
    wrong = refusal(
        "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403
    )
    too_long = refusal(
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        400,
    )
    reasons = []

    def ask(question: MfaQuestion) -> MfaAnswer:
        reasons.append(question.reason)
        return MfaAnswer(("000001", "000002", "123456")[len(reasons) - 1])

    locked_desk.sts.then("AssumeRole", too_long, wrong, wrong)
    locked_desk.session("admin", ask, duration=43200)
    assert reasons[1].startswith("it was used for 12 h, which the role does not allow")
    assert "invalid MFA one time pass code" in reasons[2]


def test_the_choice_for_all_roles_stands_after_a_wrong_code(locked_desk: BrokerHarness) -> None:
    asked = []

    def ask(question: MfaQuestion) -> MfaAnswer:
        asked.append(question.once)
        return MfaAnswer("000000", True) if len(asked) == 1 else MfaAnswer("123456")

    locked_desk.session("admin", ask)
    assert asked == [False, True]
    assert locked_desk.sts.count("GetSessionToken") == 2


def test_the_choice_can_change_with_the_next_code(locked_desk: BrokerHarness) -> None:
    answers = [MfaAnswer("123456", False), MfaAnswer("000000", True)]
    locked_desk.session("admin", lambda _: answers.pop())
    assert locked_desk.sts.count("GetSessionToken") == 1
    assert locked_desk.sts.calls[-1].params["TokenCode"] == "123456"

    answers = [MfaAnswer("123456", True), MfaAnswer("000000", False)]
    locked_desk.store.clear()
    locked_desk.sts.calls.clear()
    locked_desk.session("admin", lambda _: answers.pop())
    assert [call.action for call in locked_desk.sts.calls] == [
        "AssumeRole",
        "GetSessionToken",
        "AssumeRole",
    ]
    assert "TokenCode" not in locked_desk.sts.calls[-1].params


def test_the_setting_shows_the_choice_as_made(locked_desk: BrokerHarness) -> None:
    locked_desk.settings = Settings(mfa_once=True)
    answers = Answers("123456")
    answers.once = None
    locked_desk.session("admin", answers)
    assert answers.questions[0].once
    assert locked_desk.sts.count("GetSessionToken") == 1


def test_only_one_process_asks_for_a_device_at_a_time(locked_desk: BrokerHarness) -> None:
    def ask(question: MfaQuestion) -> MfaAnswer:
        folder = locked_desk.home / ".cache" / "swtui" / "locks"
        with (
            pytest.raises(LockHeld),
            locked(folder / f"mfa-{digest(question.serial)}.lock", wait=0),
        ):
            pass
        return MfaAnswer("123456")

    locked_desk.session("admin", ask)


def test_waiting_for_the_other_question_can_be_cancelled(locked_desk: BrokerHarness) -> None:
    from swtui.roles.catalogue import load_catalogue
    from swtui.sessions.options import AssumeOptions

    folder = locked_desk.home / ".cache" / "swtui" / "locks"
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o700)
    flag = threading.Event()
    threading.Timer(0.2, flag.set).start()
    role = load_catalogue(locked_desk.env, locked_desk.settings).find("admin")
    started = time.monotonic()
    with locked(folder / f"mfa-{digest(SERIAL)}.lock"), pytest.raises(CancelledError):
        locked_desk.broker().session(role, AssumeOptions(), ask=Answers(), cancelled=flag.is_set)
    assert time.monotonic() - started < 2


def test_the_demo_shows_its_code(tmp_path: Path) -> None:
    (tmp_path / "mfa-code").write_text("654321\n")
    assert demo_code({"SWTUI_DEMO": str(tmp_path)}) == "654321"
    assert demo_code({"SWTUI_DEMO": str(tmp_path / "gone")}) == ""
    assert demo_code({}) == ""
    (tmp_path / "mfa-code").write_text("\x1b]0;x")
    assert demo_code({"SWTUI_DEMO": str(tmp_path)}) == ""


def test_an_answer_does_not_show_its_code() -> None:
    assert "123456" not in repr(MfaAnswer("123456"))


def test_facts_survive_a_damaged_file(home: Path) -> None:
    env = {"HOME": str(home)}
    FactCache(env).put("mfa", "x", 7)
    assert FactCache(env).get("mfa", "x") == 7
    (home / ".cache" / "swtui" / "known.json").write_text("{broken")
    assert FactCache(env).get("mfa", "x") is None
    FactCache(env).put("mfa", "x", 8)
    assert FactCache(env).get("mfa", "x") == 8

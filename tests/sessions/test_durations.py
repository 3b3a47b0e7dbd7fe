"""How long a session lasts: what is asked, what is learnt, what is said."""

from __future__ import annotations

from swtui.duration import describe_duration
from swtui.roles.recent import Lasting, load_recent
from swtui.sessions.durations import first_asked, lower_steps
from swtui.settings import Settings
from tests.sessions.broker_harness import ADMIN, BASE, BrokerHarness
from tests.sessions.fake_sts import FakeSts, role_maximum

ROLE = "arn:aws:iam::222222222222:role/team/Admin"
DEEP = """
[profile deep]
role_arn = arn:aws:iam::333333333333:role/Deep
source_profile = admin
"""


def asked(sts: FakeSts) -> list[str | None]:
    return [c.params.get("DurationSeconds") for c in sts.calls if c.action == "AssumeRole"]


def test_nobody_says_and_aws_decides(desk: BrokerHarness) -> None:
    desk.session("admin")
    assert asked(desk.sts) == [None]


def test_the_option_goes_before_the_profile_and_the_setting(desk: BrokerHarness) -> None:
    desk.settings = Settings(duration=7200)
    desk.session("admin")
    desk.write(BASE + ADMIN + "duration_seconds = 1800\n")
    desk.session("admin")
    desk.session("admin", duration=900)
    assert asked(desk.sts) == ["7200", "1800", "900"]


def test_too_long_is_tried_lower_step_by_step_said_and_remembered(desk: BrokerHarness) -> None:
    desk.sts.max_duration[ROLE] = 14400
    desk.session("admin", duration=43200)
    assert asked(desk.sts) == ["43200", "28800", "14400"]
    words = "granted 4 h, not 12 h: the role does not allow 8 h; what lies between was not tried"
    assert words in desk.notes
    assert load_recent(desk.env).lasting[ROLE] == Lasting(14400, 28800)


def test_what_was_refused_before_is_not_asked_again(desk: BrokerHarness) -> None:
    desk.sts.max_duration[ROLE] = 14400
    desk.session("admin", duration=43200)
    desk.sts.calls.clear()
    desk.session("admin", duration=36000)
    assert asked(desk.sts) == ["14400"]
    assert "asking this role for 4 h, not 10 h: it did not allow 8 h before" in desk.notes


def test_a_guess_does_not_cap_what_was_never_refused(desk: BrokerHarness) -> None:
    desk.sts.max_duration[ROLE] = 21600
    desk.session("admin", duration=43200)
    desk.sts.calls.clear()
    desk.session("admin", duration=18000)
    desk.session("admin", duration=25200)
    assert asked(desk.sts) == ["18000", "25200", "18000"]
    assert load_recent(desk.env).lasting[ROLE] == Lasting(18000, 25200)


def test_a_role_whose_limit_was_lowered_is_learnt_anew() -> None:
    known = Lasting(43200, 0)
    assert known.joined(Lasting(3600, 28800)) == Lasting(3600, 28800)
    assert Lasting(3600, 43200).joined(Lasting(7200, 0)) == Lasting(7200, 43200)
    assert Lasting(3600, 7200).joined(Lasting(14400, 0)) == Lasting(14400, 0)
    assert Lasting(3600, 43200).joined(Lasting(3600, 28800)) == Lasting(3600, 28800)


def test_refresh_tries_the_long_duration_again(desk: BrokerHarness) -> None:
    desk.sts.max_duration[ROLE] = 14400
    desk.session("admin", duration=43200)
    desk.sts.calls.clear()
    desk.sts.max_duration[ROLE] = 43200
    desk.session("admin", duration=43200, refresh=True)
    assert asked(desk.sts) == ["43200"]


def test_iam_is_asked_when_the_role_is_in_the_callers_account(desk: BrokerHarness) -> None:
    own = "arn:aws:iam::111111111111:role/Own"
    desk.write(BASE + f"[profile own]\nrole_arn = {own}\nsource_profile = base\n")
    desk.sts.max_duration[own] = 5400
    desk.sts.then("GetRole", role_maximum(5400))
    desk.session("own", duration=43200)
    assert asked(desk.sts) == ["43200", "5400"]
    assert "granted 1 h 30 min, not 12 h: the role allows no more" in desk.notes
    assert load_recent(desk.env).lasting[own] == Lasting(5400, 5401)
    desk.session("own", duration=7200)
    assert "for 1 h 30 min, not 2 h: it allows no more; --refresh tries 2 h again" in desk.notes


def test_iam_is_not_asked_about_another_account(desk: BrokerHarness) -> None:
    desk.sts.max_duration[ROLE] = 3600
    desk.session("admin", duration=43200)
    assert desk.sts.count("GetRole") == 0


def test_a_later_hop_asks_for_an_hour_at_most_and_says_so(desk: BrokerHarness) -> None:
    desk.write(BASE + ADMIN + DEEP)
    desk.session("deep", duration=43200)
    assert asked(desk.sts) == [None, "3600"]
    assert "AWS caps chained roles at 1 h" in desk.notes


def test_the_settings_duration_shapes_the_last_hop_alone(desk: BrokerHarness) -> None:
    desk.settings = Settings(duration=1800)
    desk.write(BASE + ADMIN + DEEP)
    desk.session("deep")
    assert asked(desk.sts) == [None, "1800"]


def test_temporary_keys_count_as_chained() -> None:
    assert first_asked(7200, chained=True, remembered=None).seconds == 3600
    assert first_asked(1800, chained=True, remembered=None).note == ""


def test_only_lower_steps_are_tried() -> None:
    assert lower_steps(36000, with_mfa=False) == (28800, 14400, 7200, 3600)
    assert lower_steps(36000, with_mfa=True) == (3600,)
    assert lower_steps(900, with_mfa=False) == ()


def test_durations_are_said_as_people_do() -> None:
    assert [describe_duration(s) for s in (43200, 5400, 900)] == ["12 h", "1 h 30 min", "15 min"]

"""`swtui policy --from-refusal` where the profile has to change, or goes with the change."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.refused import DELETED, policy, said, words_of
from tests.demo_fixture import Demo

EXTERNAL = ("partner-globex-wholesale", "--read-with", "partner-globex-acme-support")


def test_what_the_profile_lacks_is_shown_in_the_profile(demo: Demo, run: Run) -> None:
    ran = policy(run, *EXTERNAL)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "+external_id = acme-demo-7f3a")
    assert " [profile partner-globex-wholesale]" in ran.out
    assert "for one call: --external-id acme-demo-7f3a" in said(ran)
    line = words_of(policy(run, *EXTERNAL, form="cli").out)
    assert line[:5] == ["aws", "configure", "set", "external_id", "acme-demo-7f3a"]
    config = demo.home / ".aws/config"
    section = "[profile partner-globex-wholesale]\n"
    config.write_text(
        config.read_text().replace(section, section + "external_id = acme-demo-7f3a\n")
    )
    assert run("explain", EXTERNAL[0]).code == 0


@pytest.mark.parametrize("form", ["json", "terraform", "cloudformation"])
def test_where_no_policy_has_to_change_none_is_printed(form: str, demo: Demo, run: Run) -> None:
    ran = policy(run, *EXTERNAL, form=form)
    assert (ran.code, ran.out) == (4, "")
    assert "no policy has to change" in said(ran)


@pytest.mark.parametrize("words", [("intern-readonly",), DELETED, EXTERNAL])
def test_the_profile_goes_with_every_change(words: tuple[str, ...], demo: Demo, run: Run) -> None:
    ran = policy(run, *words, form="profile")
    assert ran.code == 0
    assert ran.out.startswith(f"[profile {words[0]}]\nrole_arn = arn:aws:iam::")


def test_a_role_without_a_profile_gets_one(demo: Demo, run: Run) -> None:
    role = "arn:aws:iam::333344445555:role/Admin"
    words = (role, "--source-profile", "base", *DELETED[1:])
    ran = policy(run, *words, "--external-id", "abc", side="trust", form="profile")
    assert ran.out == (
        "[profile Admin-333344445555]\nrole_arn = arn:aws:iam::333344445555:role/Admin\n"
        "source_profile = base\nexternal_id = abc\n"
    )
    named = policy(run, *words, "--profile-name", "mine", side="trust", form="profile")
    assert named.out.startswith("[profile mine]\n")


def test_a_session_cut_short_is_answered_with_the_profile(demo: Demo, run: Run) -> None:
    ran = policy(run, "access-lab-short-lived")
    assert ran.code == 0
    assert "-duration_seconds = 14400\n+duration_seconds = 3600\n" in ran.out
    assert "--role-name ShortLived --max-session-duration 14400" in said(ran)


def test_more_time_than_the_profile_asks_for_is_what_is_answered(demo: Demo, run: Run) -> None:
    ran = policy(run, "access-lab-short-lived", "--duration", "8h")
    assert "-duration_seconds = 14400\n+duration_seconds = 3600\n" in ran.out
    assert "--role-name ShortLived --max-session-duration 28800" in said(ran)
    ran = run("explain", "access-lab-short-lived", "--duration", "8h")
    assert "8 h was asked for\n" in ran.out


def test_what_was_learnt_of_a_role_does_not_hide_that_it_allows_less(demo: Demo, run: Run) -> None:
    assert run("export", "access-lab-short-lived").code == 0
    assert "+duration_seconds = 3600" in policy(run, "access-lab-short-lived").out
    assert "More time was asked for" in run("explain", "access-lab-short-lived").out

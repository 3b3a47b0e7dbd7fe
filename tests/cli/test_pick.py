"""`swtui pick` without a terminal: one match that is meant and not production is taken."""

from __future__ import annotations

import pytest

from tests.cli.conftest import DEV_ACCOUNT, Run, piped
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


def test_pick_takes_no_role_that_only_has_the_letters(demo: Demo) -> None:
    guessed = piped(demo, "pick", "mchngpt")
    assert guessed.returncode == 2
    assert guessed.stdout == ""
    assert "needs a terminal" in guessed.stderr
    meant = piped(demo, "pick", "mac", "gpu")
    assert meant.returncode == 0
    assert "machine-learning-gpu-operator is the only match" in meant.stderr


@pytest.mark.usefixtures("demo")
def test_pick_takes_a_typed_role_from_the_profile_that_is_named(run: Run) -> None:
    ran = run("pick", f"{DEV_ACCOUNT}/Admin", "--source-profile", "base", "--format", "docker")
    assert ran.code == 0
    assert f"SWTUI_ROLE=arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n" in ran.out
    assert "SWTUI_SOURCE_PROFILE=base\n" in ran.out


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "words", [(), ("two", "words"), ("arn:aws:iam::111122223333:role/Admin",)], ids=str
)
def test_pick_from_a_source_profile_wants_one_name_that_is_not_production(
    run: Run, words: tuple[str, ...]
) -> None:
    ran = run("pick", *words, "--source-profile", "base")
    assert (ran.code, ran.out) == (2, "")
    assert ("is production" if len(words) == 1 else "one NAME") in ran.err

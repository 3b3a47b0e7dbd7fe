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


@pytest.mark.parametrize(
    "words", [(), ("dev", "admin"), ("arn:aws:iam::111122223333:role/Admin",)], ids=str
)
def test_pick_from_a_source_profile_opens_the_picker_where_it_must_ask(
    demo: Demo, words: tuple[str, ...]
) -> None:
    ran = piped(demo, "pick", *words, "--source-profile", "base")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "needs a terminal" in ran.stderr


@pytest.mark.usefixtures("demo")
def test_pick_from_a_source_profile_takes_the_only_match_of_words(run: Run) -> None:
    words = ("mac", "gpu", "--source-profile", "default", "--format", "docker")
    ran = run("pick", *words)
    assert "machine-learning-gpu-operator" in ran.err
    assert "SWTUI_SOURCE_PROFILE=default\n" in ran.out


@pytest.mark.usefixtures("demo")
def test_a_source_profile_that_does_not_exist_names_the_nearest(run: Run) -> None:
    ran = run("pick", "dev", "--source-profile", "bas")
    assert (ran.code, ran.out) == (3, "")
    assert "source profile 'bas' does not exist" in ran.err
    assert "did you mean base?" in ran.err


LINK = f"https://signin.aws.amazon.com/switchrole?account={DEV_ACCOUNT}&roleName=Admin"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "words",
    [
        ("pick", LINK, "--format", "docker"),
        ("export", LINK, "--format", "docker"),
        ("pick", LINK, "--source-profile", "base", "--format", "docker"),
    ],
    ids=str,
)
def test_a_link_of_the_console_is_the_role_that_it_names(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 0
    assert f"SWTUI_ACCOUNT={DEV_ACCOUNT}\n" in ran.out


@pytest.mark.parametrize("command", ["pick", "export", "explain", "shell", "whoami"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("arn:aws:iam::11711711711:role/Admin", "an account ID of 11 digits"),
        ("arn:aws:iam::1171171171:role/Admin", "an account ID of 10 digits"),
        ("11711711711/Admin", "an account ID of 11 digits"),
        (LINK.replace(DEV_ACCOUNT, "11711711711"), "names an account of 11 digits"),
        (LINK.replace(DEV_ACCOUNT, "acme-dev"), "by its alias 'acme-dev'"),
    ],
)
def test_an_account_that_is_none_is_said_and_no_other_role_is_offered(
    demo: Demo, run: Run, command: str, typed: str, words: str
) -> None:
    ran = run(command, typed)
    assert (ran.code, ran.out) == (3, "")
    assert words in ran.err
    assert "did you mean" not in ran.err
    assert DEV_ACCOUNT not in ran.err
    assert not demo.server.api.seen

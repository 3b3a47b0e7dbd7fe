"""`export --ask`, as `sw -` runs it: a production role asks once per cached session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from swtui.sessions.cache.store import clear_namespace
from tests.demo_fixture import Demo

PROD = "search-prod-readonly"
NARROW = ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess", "--session-name", "ro")
FULL_WAY = ("--format", "docker")


@pytest.fixture
def env(demo: Demo) -> Iterator[dict[str, str]]:
    """Return an environment whose sessions are cached between two commands."""
    found = {**os.environ, "SWTUI_SHELL": "bash"}
    clear_namespace(found)
    yield found
    clear_namespace(found)


def export(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run `export` with no terminal to ask on: the question ends in code 2."""
    return subprocess.run(
        [sys.executable, "-m", "swtui", "export", PROD, *words],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("options", [(), NARROW])
@pytest.mark.parametrize("form", [(), FULL_WAY])
def test_the_cached_session_of_that_very_request_is_not_asked_about(
    form: tuple[str, ...], options: tuple[str, ...], env: dict[str, str]
) -> None:
    before = export(env, "--ask", *options, *form)
    assert (before.returncode, before.stdout) == (2, "")
    assert f"{PROD} is production" in before.stderr
    first = export(env, *options, *form)
    assert first.returncode == 0, first.stderr
    back = export(env, "--ask", "--request=plain", *options, *form)
    assert (back.returncode, back.stdout) == (0, first.stdout), back.stderr
    subprocess.run([sys.executable, "-m", "swtui", "sessions", "clear"], env=env, check=True)
    assert export(env, "--ask", *options, *form).returncode == 2


@pytest.mark.parametrize("cached", [(), NARROW])
@pytest.mark.parametrize(
    "asked",
    [
        ("--session-name", "other"),
        NARROW[:2],
        ("--duration", "15m"),
        ("--tag", "a=1"),
        ("--region", "eu-north-1"),
        ("--refresh",),
    ],
)
def test_another_request_for_the_same_role_is_asked_about(
    asked: tuple[str, ...], cached: tuple[str, ...], env: dict[str, str]
) -> None:
    assert export(env, *cached).returncode == 0
    ran = export(env, "--ask", "--request=plain", *asked)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{PROD} is production" in ran.stderr


def test_a_narrow_cached_session_does_not_answer_for_the_whole_role(env: dict[str, str]) -> None:
    assert export(env, *NARROW).returncode == 0
    assert export(env, "--ask", "--request=plain").returncode == 2

"""`export --renew` and `--request`: the same session again, or an error before anything is sent."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace

import pexpect
import pytest

from swtui.demo.callers import DemoCaller
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import SessionRequest
from tests.cli.conftest import DEV, DEV_ACCOUNT, Ran, Run
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")
PROD = "search-prod-readonly"
TYPED = f"arn:aws:iam::{DEV_ACCOUNT}:role/Admin"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
NARROW = ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess", "--session-name", "ro")


def variables(ran: Ran) -> dict[str, str]:
    assert ran.code == 0, ran.err
    return dict(line.split("=", 1) for line in ran.out.splitlines())


def who(demo: Demo, env: dict[str, str]) -> DemoCaller:
    keys = demo.server.keys.find(env["AWS_ACCESS_KEY_ID"])
    assert keys is not None
    return replace(keys.caller)


def exported(run: Run, *words: str, **env: str) -> dict[str, str]:
    return variables(run("export", *words, "--format", "docker", **env))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (DEV, ()),
        (DEV, (*NARROW, "--duration", "15m")),
        (DEV, ("--policy", POLICY, "--region", "eu-west-3")),
        (TYPED, ("--source-profile", "base", *NARROW)),
        (DEV, ("--source-profile", "base")),
    ],
)
def test_a_renewal_is_the_same_session(
    run: Run, demo: Demo, name: str, options: tuple[str, ...]
) -> None:
    first = exported(run, name, *options)
    renewed = exported(run, "--renew", **first)
    assert renewed["AWS_ACCESS_KEY_ID"] != first["AWS_ACCESS_KEY_ID"]
    assert who(demo, renewed) == who(demo, first)
    same = ("SWTUI_ROLE", "SWTUI_REQUEST", "AWS_REGION", "SWTUI_SOURCE_PROFILE")
    assert [renewed.get(each) for each in same] == [first.get(each) for each in same]


@pytest.mark.parametrize(
    "text", ["", "plain duration=12h", SessionRequest(AssumeOptions(duration=900)).text()[:-1]]
)
def test_a_damaged_request_is_an_error_before_anything_is_sent(
    run: Run, demo: Demo, text: str
) -> None:
    before = len(demo.server.keys._issued)
    ran = run("export", "--renew", SWTUI_ROLE=DEV, SWTUI_REQUEST=text)
    assert (ran.code, ran.out) == (3, "")
    assert "SWTUI_REQUEST" in ran.err
    assert "nothing was renewed" in ran.err
    ran = run("export", DEV, f"--request={text}")
    assert (ran.code, ran.out) == (3, "")
    assert len(demo.server.keys._issued) == before


def test_without_a_role_there_is_nothing_to_renew(run: Run, demo: Demo) -> None:
    assert "no role is active in this shell" in run("export", "--renew").err
    ran = run("export", "--renew", DEV, SWTUI_ROLE=DEV, SWTUI_REQUEST="plain")
    assert (ran.code, ran.out) == (2, "")


def test_options_that_were_given_now_go_before_the_earlier(run: Run, demo: Demo) -> None:
    first = exported(run, DEV, *NARROW)
    renewed = exported(run, "--renew", "--session-name", "other", **first)
    assert who(demo, renewed).arn.endswith("/other")
    assert who(demo, renewed).session_policies == who(demo, first).session_policies


def test_before_production_it_is_asked_at_the_terminal_alone(run: Run, demo: Demo) -> None:
    ran = run("export", PROD, "--ask", *NARROW)
    assert (ran.code, ran.out) == (2, "")
    assert f"{PROD} is production" in ran.err
    assert "--policy-arn=arn:aws:iam::aws:policy/ReadOnlyAccess" in ran.err
    assert exported(run, DEV, "--ask")["SWTUI_ROLE"] == DEV
    assert exported(run, PROD)["SWTUI_PRODUCTION"] == "1"


@pytest.mark.parametrize(
    ("keys", "code"),
    [("y", 0), ("Y", 0), ("\ry", 0), ("n", 130), ("\x1b", 130), ("\x03", 130), ("\x04", 130)],
)
def test_only_y_takes_a_production_role(demo: Demo, keys: str, code: int) -> None:
    child = pexpect.spawn(
        "sh",
        ["-c", f'{sys.executable} -m swtui export {PROD} --ask >/dev/null; echo "code"=$?'],
        env={**demo.env, **os.environ, "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
    )
    child.send("y")  # typed before the question: it must not answer it
    child.expect(re.escape("y assume · Esc cancel"))
    assert "PRODUCTION" in str(child.before)
    child.send(keys)
    child.expect_exact(f"code={code}\r\n")
    child.close()

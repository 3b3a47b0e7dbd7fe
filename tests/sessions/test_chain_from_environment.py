"""Chains that start in environment variables: not renewable, and refused in a swtui subshell."""

from __future__ import annotations

import json

import pytest

from swtui.errors import ConfigError
from swtui.handoff.environment import changes_for
from swtui.sessions.request import read_request
from swtui.sessions.start import environment_keys
from tests.sessions.broker_harness import BrokerHarness

ENVIRONMENT = """
[profile fromenv]
role_arn = arn:aws:iam::222222222222:role/Admin
credential_source = Environment
"""
ENV_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVENVENVENVENV1", "AWS_SECRET_ACCESS_KEY": "s" * 40}


def test_a_chain_from_the_environment_says_that_it_cannot_be_renewed(desk: BrokerHarness) -> None:
    desk.write(ENVIRONMENT)
    desk.more = dict(ENV_KEYS)
    session = desk.session("fromenv")
    assert "its chain starts in environment variables" in session.not_renewable
    assert desk.sts.calls[-1].key_id == ENV_KEYS["AWS_ACCESS_KEY_ID"]


def test_a_chain_from_the_container_says_so_too_for_its_variables_are_taken_away(
    desk: BrokerHarness,
) -> None:
    desk.write(ENVIRONMENT.replace("Environment", "EcsContainer"))
    role = json.dumps({"AccessKeyId": "ASIA" + "C" * 16, "SecretAccessKey": "s" * 40, "Token": "t"})
    desk.sts.then("", lambda request, _call: request.reply(200, role))
    desk.more = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{desk.sts.url}/role"}
    session = desk.session("fromenv")
    assert "its chain starts in environment variables" in session.not_renewable
    handed_over = changes_for(session, desk.env)
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" in handed_over.to_remove
    desk.more = {"SWTUI_LEVEL": "1"}
    with pytest.raises(ConfigError, match="taken away when this shell got its session"):
        desk.session("fromenv", refresh=True)


def test_inside_a_swtui_shell_such_a_chain_is_refused_unless_asked_for(desk: BrokerHarness) -> None:
    desk.write(ENVIRONMENT)
    desk.more = {**ENV_KEYS, "SWTUI_LEVEL": "1", "SWTUI_ROLE": "prod"}
    with pytest.raises(ConfigError, match="session of prod"):
        desk.session("fromenv")
    assert desk.sts.calls == []
    session = desk.session("fromenv", chain=True)
    assert session.credentials.token
    with pytest.raises(ConfigError, match="cannot be requested again"):
        read_request(session.request).repeated()


def test_the_old_name_of_the_session_token_goes_first() -> None:
    env = {**ENV_KEYS, "AWS_SECURITY_TOKEN": "old", "AWS_SESSION_TOKEN": "new"}
    assert environment_keys(env).token.reveal() == "old"

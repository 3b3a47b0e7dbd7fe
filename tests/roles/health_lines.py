"""What the health of the AWS files is, as the tests read it."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.health import HealthLine
from swtui.roles.catalogue import load_catalogue
from swtui.roles.health import health
from swtui.settings import Settings

KEYS = "[base]\naws_access_key_id = AKIAJOSOWNKEY0000001\naws_secret_access_key = canary\n"


def lines_of(env: Mapping[str, str]) -> list[HealthLine]:
    return health(load_catalogue(env, Settings()), env)


def odd(env: Mapping[str, str]) -> list[HealthLine]:
    return [line for line in lines_of(env) if line.state != "ok"]

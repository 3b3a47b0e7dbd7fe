"""Sign-ins and cached sessions: what has ended, where sessions go, and who could look at them."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest

from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.sessions.cache.backends import Backend
from swtui.sessions.cache.memory import MemoryStore
from swtui.sessions.cache.store import LayeredStore, open_store
from swtui.sessions.health.report import health
from swtui.sessions.health.sign_ins import sign_in_lines
from swtui.settings import Settings
from swtui.when import local_time

NOW = 1_780_000_000.0
PAST, SOON, FUTURE = "2026-01-01T00:00:00Z", "2026-05-28T22:26:40Z", "2030-01-01T00:00:00Z"
SSO = """\
[profile audit]
sso_session = acme
sso_account_id = 555566667777
sso_role_name = SecurityAudit

[profile build]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = Build

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
"""
OLD_FORM = """\
[profile "old one"]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 555566667777
sso_role_name = SecurityAudit
"""


def signed_in(home: Path, config: str, key: str, token: object) -> HealthLine:
    cache = home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    (home / ".aws/config").write_text(config)
    if token is not None:
        name = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()
        (cache / f"{name}.json").write_text(json.dumps(token))
    env = {"HOME": str(home)}
    (line,) = sign_in_lines(env, read_aws_files(env), NOW)
    return line


def test_a_session_that_no_section_describes_is_no_sign_in_to_make(home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(SSO.partition("[sso-session")[0])
    env = {"HOME": str(home)}
    assert list(sign_in_lines(env, read_aws_files(env), NOW)) == []


def test_a_good_sign_in_says_how_long(home: Path) -> None:
    token = {"accessToken": "canary", "expiresAt": SOON}
    line = signed_in(home, SSO, "acme", token)
    assert (line.state, line.text, line.hint) == ("ok", "acme is good for another 2h00m", "")


def test_one_that_renews_itself_is_well(home: Path) -> None:
    token = {
        "accessToken": "canary",
        "expiresAt": PAST,
        "refreshToken": "canary",
        "registrationExpiresAt": FUTURE,
    }
    line = signed_in(home, SSO, "acme", token)
    assert (line.state, line.text) == (
        "ok",
        "acme is renewed when it is needed, without a browser",
    )


def test_one_that_has_ended_names_the_command(home: Path) -> None:
    line = signed_in(home, SSO, "acme", {"accessToken": "canary", "expiresAt": PAST})
    assert (line.area, line.state) == ("sign-ins", "problem")
    assert line.text == "acme expired at 2026-01-01 00:00; 2 profiles need it"
    assert line.hint == "aws sso login --sso-session acme"


@pytest.mark.parametrize("token", [None, [], {}, "x", {"accessToken": ""}])
def test_one_that_was_never_made_names_the_command(home: Path, token: object) -> None:
    keys = "[profile ci]\naws_access_key_id = AKIA\naws_secret_access_key = canary\n"
    line = signed_in(home, OLD_FORM + keys, "https://old.awsapps.com/start", token)
    assert line.state == "warning"
    assert "; 1 profile needs it" in line.text
    assert line.hint == "aws sso login --profile 'old one'"


def test_one_that_was_never_made_is_a_problem_where_nothing_works_without(home: Path) -> None:
    role = "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = audit\n"
    line = signed_in(home, SSO + role, "acme", None)
    assert (line.state, line.hint) == ("problem", "aws sso login --sso-session acme")


def test_a_hostile_session_name_is_quoted_in_the_command(home: Path) -> None:
    config = SSO.replace("acme\n", "a;touch\n").replace(
        "[sso-session acme]", "[sso-session a;touch]"
    )
    line = signed_in(home, config, "x", None)
    assert line.hint == "aws sso login --sso-session 'a;touch'"


def test_aws_login_without_a_sign_in_names_the_command(home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[profile web]\nlogin_session = arn:x\n")
    env = {"HOME": str(home)}
    found = list(sign_in_lines(env, read_aws_files(env), NOW))
    assert (found[-1].state, found[-1].hint) == ("warning", "aws login --profile web")
    kept = home / ".aws/login/cache" / f"{hashlib.sha256(b'arn:x').hexdigest()}.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}")
    again = list(sign_in_lines(env, read_aws_files(env), NOW))
    assert all("aws login --profile" not in line.hint for line in again)


def of_sessions(home: Path, store: LayeredStore | None = None, **settings: str) -> list[HealthLine]:
    env = {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"}
    chosen = Settings(**settings)  # type: ignore[arg-type]
    opened = store or open_store(env, chosen)
    found = health(env, read_aws_files(env), chosen, opened, now=time.time())
    return [line for line in found if line.area == "sessions"]


class Nowhere(Backend):
    """A place that no machine has."""

    def usable(self) -> bool:
        return False

    def why_not(self) -> str:
        return "there is no keyring"


def test_memory_that_was_chosen_is_well(home: Path) -> None:
    (line,) = of_sessions(home, sessions="memory")
    assert line.state == "ok"
    assert "in this process's memory only, as the settings say" in line.text


def test_memory_for_want_of_a_place_is_a_warning_that_names_the_choices(home: Path) -> None:
    places = (Nowhere(MemoryStore()), Backend(MemoryStore()))
    store = LayeredStore(places, places, chosen="auto", settings_file="~/config.toml")
    (line,) = of_sessions(home, store)
    assert line.state == "warning"
    assert line.text.endswith("so each command asks again: there is no keyring")
    assert line.hint.startswith("To keep them, unlock or install a keyring")


def test_plain_files_are_a_warning(home: Path) -> None:
    (line,) = of_sessions(home, sessions="plain")
    assert (line.state, "UNENCRYPTED" in line.text) == ("warning", True)


@pytest.mark.parametrize("folder", [".cache/swtui", ".local/state/swtui"])
def test_a_directory_that_is_open_to_others_is_a_problem(home: Path, folder: str) -> None:
    (home / folder).mkdir(parents=True)
    (home / folder).chmod(0o755)
    line = of_sessions(home, sessions="memory")[-1]
    assert (line.state, line.hint) == ("problem", f"chmod 700 {home / folder}")
    (home / folder).chmod(0o700)
    assert all(line.state == "ok" for line in of_sessions(home, sessions="memory"))


def test_a_link_in_the_place_of_a_directory_is_a_problem(home: Path) -> None:
    (home / ".cache").mkdir()
    (home / ".cache/swtui").symlink_to("/tmp")
    line = of_sessions(home, sessions="memory")[-1]
    assert (line.state, line.text) == ("problem", "~/.cache/swtui is not a directory of its own")


def test_times_are_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    assert local_time(1_767_225_600) == "2026-01-01 05:30"
    assert local_time(1_767_225_600, 1_767_225_700) == "05:30"

"""The region and the endpoint that commands get, also behind an earlier switch."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from swtui.sessions.cache.store import clear_namespace
from swtui.user_values import REGIONS, USER_VALUES
from tests.cli.conftest import DEV, DEV_ACCOUNT
from tests.demo_fixture import Demo

SWTUI = (sys.executable, "-m", "swtui")
SHOW = (sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))")
NOWHERE = "nowhere"
"""A role without a region of its own; DEV has one."""
LOCAL = "local"
"""Plain keys at an endpoint of their own, which is the demo's server."""


@pytest.fixture
def env(demo: Demo) -> Iterator[dict[str, str]]:
    """Return an environment with two more profiles in which the demo is known by the files."""
    keys = configparser.ConfigParser()
    keys.read(demo.home / ".aws" / "credentials")
    with (demo.home / ".aws" / "config").open("a") as stream:
        stream.write(f"[profile {NOWHERE}]\nsource_profile = base\n")
        stream.write(f"role_arn = arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n")
        stream.write(f"[profile {LOCAL}]\nendpoint_url = {demo.url}\nservices = own\n")
        stream.writelines(f"{key} = {value}\n" for key, value in keys["base"].items())
        stream.write("[services own]\ns3 =\n  endpoint_url = http://127.0.0.1:9000\n")
    found = {**os.environ, "NO_PROXY": "127.0.0.1"}
    yield found
    clear_namespace(found)


def out_of(env: Mapping[str, str], *words: str) -> str:
    ran = subprocess.run(
        [*SWTUI, *words], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def inside(env: Mapping[str, str], name: str, *options: str) -> dict[str, str]:
    """Return the environment of a command that runs with a role."""
    found = json.loads(out_of(env, "exec", name, *options, "--", *SHOW))
    return {key: value for key, value in found.items() if isinstance(value, str)}


def regions(env: Mapping[str, str]) -> list[str | None]:
    return [env.get(name) for name in REGIONS]


@pytest.mark.parametrize("users", [{}, {"AWS_REGION": "ap-south-1"}])
def test_the_next_role_gets_the_users_region_and_not_the_last_roles(
    users: dict[str, str], env: dict[str, str]
) -> None:
    first = inside({**env, **users}, DEV)
    assert first["AWS_REGION"] not in ("", "ap-south-1")
    wanted = [users.get("AWS_REGION")] * 2
    for _ in range(2):  # the second time the session is cached, and the same comes of it
        second = inside(first, NOWHERE)
        assert regions(second) == wanted
        assert regions(inside(second, NOWHERE)) == wanted
    assert regions(inside(second, DEV)) == regions(first)


def test_profile_only_hands_over_no_other_roles_region(env: dict[str, str]) -> None:
    first = inside(env, DEV)
    text = out_of(first, "export", NOWHERE, "--profile-only", "--format", "bash")
    assert "export AWS_REGION=" not in text
    mfa_lock = out_of(env, "export", DEV, "--profile-only", "--format", "docker")
    after = {**env, **dict(line.split("=", 1) for line in mfa_lock.splitlines())}
    assert after["AWS_REGION"]
    assert regions(inside(after, NOWHERE)) == [None, None]


@pytest.mark.parametrize(
    "users", [{}, dict(zip(REGIONS, ("ap-south-1", "sa-east-1"), strict=True))]
)
def test_unset_gives_back_what_the_user_had(users: dict[str, str], env: dict[str, str]) -> None:
    second = inside(inside({**env, **users}, LOCAL), DEV)
    script = out_of(second, "export", "--unset", "--format", "sh") + "exec env -0"
    ran = subprocess.run(["sh", "-c", script], env=second, capture_output=True, check=True)
    left = dict(pair.split("=", 1) for pair in ran.stdout.decode().split("\0") if pair)
    assert regions(left) == [users.get(name) for name in REGIONS]
    assert left["AWS_ENDPOINT_URL"] == env["AWS_ENDPOINT_URL"]
    assert USER_VALUES not in left


def test_a_file_of_variables_cannot_take_a_session_away(env: dict[str, str]) -> None:
    switched = inside({**env, "AWS_REGION": "ap-south-1"}, DEV)
    ran = subprocess.run(
        [*SWTUI, "export", "--unset", "--format", "dotenv"], env=switched, capture_output=True
    )
    assert (ran.returncode, ran.stdout) == (2, b"")


def test_a_profiles_endpoint_is_handed_over_and_taken_away_again(env: dict[str, str]) -> None:
    url = env.pop("AWS_ENDPOINT_URL")
    local = inside(env, LOCAL)
    assert local["AWS_ENDPOINT_URL"] == url
    assert local["AWS_ENDPOINT_URL_S3"] == "http://127.0.0.1:9000"
    # The next role is asked for where the user says, and not where the last profile did.
    asked = subprocess.run(
        [*SWTUI, "exec", DEV, "--", "true"],
        env={**local, "HTTPS_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert asked.returncode == 5
    assert "sts." in asked.stderr
    second = inside({**local, "AWS_ENDPOINT_URL_STS": url}, DEV)
    assert not [name for name in second if name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")]
    assert second["AWS_ENDPOINT_URL_STS"] == url


def test_the_users_own_endpoint_counts_more_and_stays(env: dict[str, str]) -> None:
    found = inside(env, LOCAL)
    assert found["AWS_ENDPOINT_URL"] == env["AWS_ENDPOINT_URL"]
    assert "AWS_ENDPOINT_URL_S3" not in found
    assert regions(inside(found, NOWHERE)) == [None, None]


DEAD_END = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
"""A proxy that leads nowhere: the host is named, and never reached."""


@pytest.mark.parametrize(
    ("lines", "more", "host"),
    [
        ("", {}, "sts.eu-west-1.amazonaws.com"),
        ("use_fips_endpoint = true", {}, "sts-fips.eu-west-1.amazonaws.com"),
        ("use_dualstack_endpoint = true", {}, "sts.eu-west-1.api.aws"),
        (
            "use_fips_endpoint = true\nuse_dualstack_endpoint = true",
            {},
            "sts-fips.eu-west-1.api.aws",
        ),
        ("", {"AWS_USE_FIPS_ENDPOINT": "true"}, "sts-fips.eu-west-1.amazonaws.com"),
        ("use_fips_endpoint = true", {"AWS_USE_FIPS_ENDPOINT": "false"}, "sts.eu-west-1.amazonaws"),
        ("", {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "sts.eu-west-1.api.aws"),
        ("sts_regional_endpoints = legacy", {}, "sts.amazonaws.com "),
    ],
)
def test_the_variant_that_the_profile_or_a_variable_names_is_asked(
    lines: str, more: dict[str, str], host: str, demo: Demo, env: dict[str, str]
) -> None:
    with (demo.home / ".aws" / "config").open("a") as stream:
        stream.write(f"[profile variant]\nregion = eu-west-1\nsource_profile = base\n{lines}\n")
        stream.write(f"role_arn = arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n")
    there = {**env, **DEAD_END, **more}
    there.pop("AWS_ENDPOINT_URL")
    for words in (("export", "variant"), ("explain", "variant")):
        ran = subprocess.run(
            [*SWTUI, *words], env=there, capture_output=True, text=True, timeout=60, check=False
        )
        assert host in ran.stderr + ran.stdout, words


def test_fips_and_dual_stack_are_handed_over(demo: Demo, env: dict[str, str]) -> None:
    with (demo.home / ".aws" / "config").open("a") as stream:
        stream.write("[profile variant]\nuse_fips_endpoint = true\nsource_profile = base\n")
        stream.write(f"role_arn = arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n")
    first = inside(env, "variant")
    assert first["AWS_USE_FIPS_ENDPOINT"] == "true"
    assert "AWS_USE_FIPS_ENDPOINT" not in inside(first, DEV)
    assert (
        inside({**env, "AWS_USE_FIPS_ENDPOINT": "false"}, "variant")["AWS_USE_FIPS_ENDPOINT"]
        == "false"
    )


def test_plain_keys_work_offline_but_whoami_needs_an_answer(env: dict[str, str]) -> None:
    there = {**env, **DEAD_END}
    there.pop("AWS_ENDPOINT_URL")
    found = inside(there, "base")
    assert found["AWS_ACCESS_KEY_ID"].startswith("AKIA")
    assert "SWTUI_ACCOUNT" not in found
    ran = subprocess.run([*SWTUI, "whoami", "base"], env=there, capture_output=True, check=False)
    assert ran.returncode == 5


@pytest.mark.parametrize(
    ("lines", "name", "words"),
    [
        (
            "[profile gov]\nsource_profile = base\nregion = us-east-1\n"
            "role_arn = arn:aws-us-gov:iam::222222222222:role/Admin\n",
            "gov",
            "the region us-east-1 is in the partition aws, and the role is in aws-us-gov",
        ),
        (
            "[default]\nendpoint_url = http://127.0.0.1:9\n",
            "only-s3",
            "[default] names an endpoint, and commands use it for every service",
        ),
        (
            "[default]\nservices = other\n[services other]\n"
            "s3 =\n  endpoint_url = http://127.0.0.1:9\nec2 =\n  endpoint_url = http://127.0.0.1:9\n",
            "only-s3",
            "[default] names an endpoint, and commands use it for ec2",
        ),
    ],
)
def test_what_commands_get_otherwise_than_written_is_said(
    lines: str, name: str, words: str, demo: Demo, env: dict[str, str]
) -> None:
    config = demo.home / ".aws" / "config"
    with config.open("a") as stream:
        stream.write("[profile only-s3]\nsource_profile = base\nservices = own\n")
        stream.write(f"role_arn = arn:aws:iam::{DEV_ACCOUNT}:role/Admin\n{lines}")
    there = {**env, "AWS_ENDPOINT_URL_STS": env["AWS_ENDPOINT_URL"], "NO_COLOR": "1"}
    there.pop("AWS_ENDPOINT_URL")
    ran = subprocess.run(
        [*SWTUI, "explain", name, "--offline"], env=there, capture_output=True, text=True
    )
    assert ran.returncode == 0
    assert words in ran.stderr
    assert ".aws/config:" in ran.stderr
    made = subprocess.run(
        [*SWTUI, "exec", name, "--", "true"], env=there, capture_output=True, text=True
    )
    assert words in made.stderr
    doctor = subprocess.run([*SWTUI, "doctor"], env=there, capture_output=True, text=True)
    assert words in " ".join(doctor.stdout.split())
    other = subprocess.run(
        [*SWTUI, "explain", DEV, "--offline"], env=env, capture_output=True, text=True
    )
    assert words not in other.stderr

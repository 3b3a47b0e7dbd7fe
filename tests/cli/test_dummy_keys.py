"""Placeholder keys on a machine with a role of its own: every command says so, and the hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.demo_fixture import Demo

DUMMY = """\
[profile trapped]
role_arn = arn:aws:iam::131131131131:role/Publisher
source_profile = dummy
region = eu-west-1
[profile dummy]
region = eu-west-1
"""
MEANT = "are a placeholder, and this machine is an EC2 instance with a role of its own"


@pytest.fixture
def trapped(demo: Demo) -> None:
    """Write a role that starts from keys which are none."""
    with open(demo.home / ".aws/config", "a") as config:
        config.write(DUMMY)
    with open(demo.home / ".aws/credentials", "a") as credentials:
        credentials.write("[dummy]\naws_access_key_id = dummy\naws_secret_access_key = dummy\n")


@pytest.mark.usefixtures("trapped", "own_sessions")
@pytest.mark.parametrize(
    "words",
    [("export",), ("shell",), ("whoami",), ("credential-process",), ("exec", "--", "true")],
)
@pytest.mark.parametrize("name", ["trapped", "dummy"])
def test_every_command_gives_the_cause(run: Run, words: tuple[str, ...], name: str) -> None:
    ran = run(words[0], name, *words[1:])
    assert ran.code == 4
    assert MEANT in ran.err
    assert "profile dummy (~/.aws/credentials:" in ran.err
    hint = "credential_source in the place of source_profile" if name == "trapped" else "Remove"
    assert hint in ran.err


@pytest.mark.usefixtures("trapped", "own_sessions")
@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ({"AWS_PROFILE": "dummy"}, "Remove those keys"),
        ({"AWS_PROFILE": "trapped"}, "credential_source in the place of source_profile"),
        ({"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}, "Unset AWS_ACCESS_KEY_ID"),
    ],
    ids=["profile", "role", "variables"],
)
def test_whoami_of_the_shell_gives_it_too(run: Run, more: dict[str, str], hint: str) -> None:
    ran = run("whoami", **more)
    assert ran.code == 4
    assert MEANT in ran.err
    assert hint in ran.err


@pytest.mark.usefixtures("trapped", "own_sessions")
def test_without_an_instance_the_keys_alone_are_said(run: Run) -> None:
    ran = run("export", "trapped", AWS_EC2_METADATA_DISABLED="true")
    assert "are a placeholder. Put real keys there" in ran.err
    assert "EC2" not in ran.err


@pytest.mark.usefixtures("trapped", "own_sessions")
def test_the_change_is_a_diff_of_the_profile(run: Run) -> None:
    ran = run("policy", "--from-refusal", "trapped")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[-4:] == [
        " role_arn = arn:aws:iam::131131131131:role/Publisher",
        "-source_profile = dummy",
        "+credential_source = Ec2InstanceMetadata",
        " region = eu-west-1",
    ]
    assert "for one call: --instance-role" in ran.err


@pytest.mark.usefixtures("trapped", "own_sessions")
def test_the_change_as_commands_says_what_they_cannot_do(run: Run) -> None:
    ran = run("policy", "--from-refusal", "trapped", "--format", "cli")
    expected = "aws configure set credential_source Ec2InstanceMetadata --profile trapped\n"
    assert (ran.code, ran.out.replace("'", "")) == (0, expected)
    assert "remove its line source_profile by hand" in ran.err


@pytest.mark.usefixtures("trapped", "own_sessions")
def test_the_profile_as_it_would_be_works(demo: Demo, run: Run) -> None:
    written = run("policy", "--from-refusal", "trapped", "--format", "profile")
    assert written.code == 0
    assert "source_profile" not in written.out
    path = demo.home / ".aws/config"
    text = path.read_text().replace(DUMMY, written.out)
    path.write_text(text)
    assert run("whoami", "trapped").out.startswith("arn:aws:sts::")


@pytest.mark.usefixtures("own_sessions")
def test_old_keys_that_hide_a_credential_process_are_the_cause(demo: Demo, run: Run) -> None:
    with open(demo.home / ".aws/config", "a") as config:
        config.write("[profile old]\nregion = eu-west-1\ncredential_process = cat keys\n")
    with open(demo.home / ".aws/credentials", "a") as credentials:
        credentials.write(
            "[old]\naws_access_key_id = AKIADELETED000000001\naws_secret_access_key = x\n"
        )
    for words in (("export", "old"), ("explain", "old")):
        ran = run(*words)
        said = flat(ran.err + ran.out)
        assert "go before its credential_process, which AWS's tools then never use" in said
        assert "Remove those keys, if the credential_process is meant" in said


def write_keys(home: Path, **keys: str) -> None:
    (home / ".aws").mkdir(exist_ok=True)
    sections = (
        f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = s\n"
        for name, key in keys.items()
    )
    (home / ".aws/credentials").write_text("".join(sections))
    (home / ".aws/credentials").chmod(0o600)


def flat(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


def test_doctor_counts_placeholders(home: Path, run: Run) -> None:
    write_keys(home, a="dummy", b="AKIAIOSFODNN7EXAMPLE", c="AKIAJOSOWNKEY0000001")
    ran = run("doctor", AWS_ENDPOINT_URL="")
    assert ran.code == 3
    assert "✗ 2 profiles hold placeholder keys, which AWS refuses: a, b" in flat(ran.out)
    assert "Ec2InstanceMetadata" in ran.out


def test_doctor_leaves_a_stand_in_its_keys(home: Path, run: Run) -> None:
    write_keys(home, local="test")
    config = "[profile local]\nendpoint_url = http://127.0.0.1:4566\n"
    (home / ".aws/config").write_text(config)
    assert "placeholder" not in run("doctor", AWS_ENDPOINT_URL="").out
    write_keys(home, other="test")
    assert "placeholder" not in run("doctor", AWS_ENDPOINT_URL="http://127.0.0.1:4566").out


@pytest.mark.parametrize("name", ["credential", "credentials.txt"])
def test_a_misspelt_file_is_noticed(home: Path, run: Run, name: str) -> None:
    write_keys(home, base="AKIAJOSOWNKEY0000001")
    (home / ".aws/credentials").rename(home / ".aws" / name)
    words = "is not read by AWS's tools: they read ~/.aws/credentials"
    assert words in run("list").err
    assert f"! ~/.aws/{name}: {words}" in flat(run("doctor").out)
    elsewhere = str(home / ".aws" / name)
    assert "is not read" not in run("list", AWS_SHARED_CREDENTIALS_FILE=elsewhere).err


@pytest.mark.usefixtures("trapped", "own_sessions")
@pytest.mark.parametrize(
    ("name", "hint"), [("dummy", "hand them over all the same"), ("trapped", "can assume no role")]
)
def test_keys_of_another_service_are_not_to_be_removed(
    demo: Demo, run: Run, name: str, hint: str
) -> None:
    with open(demo.home / ".aws/config", "a") as config:
        config.write("services = store\n[services store]\ns3 =\n  endpoint_url = http://x.test\n")
    ran = run("whoami", name)
    assert ran.code == 4
    assert "are those of another service" in ran.err
    assert hint in ran.err
    assert MEANT not in ran.err

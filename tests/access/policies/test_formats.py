"""The same document in each form: read back, it is the document again."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.formats import Names, write
from swtui.access.policies.write import document
from swtui.roles.aws_config import read_aws_files
from swtui.roles.chain_builder import build_chain

HOME, AWAY = "123456789012", "111122223333"
ADMIN, READ = f"arn:aws:iam::{HOME}:role/Admin", f"arn:aws:iam::{AWAY}:role/team/Read"
DRAFTS = {
    "caller": PolicyDraft(
        side="caller", role_arns=(ADMIN, READ), from_ip=("203.0.113.0/24",), via_aws_service=True
    ),
    "trust": PolicyDraft(
        side="trust",
        accounts=(HOME,),
        principal_like=("user/*_infra",),
        external_id="abc/1",
        services=("ec2",),
        for_role=READ,
    ),
}


def options(command: list[str]) -> dict[str, str]:
    """Return the options of `aws iam VERB --option value …`."""
    assert command[:2] == ["aws", "iam"]
    return dict(zip(command[3::2], command[4::2], strict=True))


def commands(text: str) -> list[list[str]]:
    """Return the commands of a script, words as a POSIX shell splits them."""
    joined = text.replace("\\\n", " ").replace(" &&\n", "\n")
    return [shlex.split(line) for line in joined.splitlines()]


def test_json_is_the_document() -> None:
    assert json.loads(write(DRAFTS["caller"]).text) == document(DRAFTS["caller"])


def test_the_commands_of_a_caller_make_a_managed_policy() -> None:
    (command,) = commands(write(DRAFTS["caller"], "cli", Names(policy_name="Become")).text)
    assert command[2] == "create-policy"
    said = options(command)
    assert said["--policy-name"] == "Become"
    assert json.loads(said["--policy-document"]) == document(DRAFTS["caller"])


def test_the_commands_of_a_trust_make_the_role_and_its_instance_profile() -> None:
    made, profile, joined = commands(write(DRAFTS["trust"], "cli").text)
    said = options(made)
    assert (made[2], said["--role-name"], said["--path"]) == ("create-role", "Read", "/team/")
    assert json.loads(said["--assume-role-policy-document"]) == document(DRAFTS["trust"])
    assert (profile[2], options(profile)) == (
        "create-instance-profile",
        {"--instance-profile-name": "Read"},
    )
    assert joined[2] == "add-role-to-instance-profile"


def test_the_trust_of_a_role_that_is_there_is_replaced() -> None:
    written = write(DRAFTS["trust"], "cli", Names(existing_role=True))
    (command,) = commands(written.text)
    assert command[2] == "update-assume-role-policy"
    assert json.loads(options(command)["--policy-document"]) == document(DRAFTS["trust"])
    assert "replaces" in written.notes[0]


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", "fish"])
def test_a_real_shell_hands_the_document_over_whole(shell: str, tmp_path: Path, home: Path) -> None:
    stand_in = tmp_path / "aws"
    stand_in.write_text('#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n')
    stand_in.chmod(0o755)
    text = write(DRAFTS["trust"], "cli", Names(existing_role=True)).text
    try:
        ran = subprocess.run(
            [shell, "-c", text],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except FileNotFoundError:
        pytest.skip(f"needs {shell}")
    words = ran.stdout.split("\0")[:-1]
    assert json.loads(options(["aws", *words])["--policy-document"]) == document(DRAFTS["trust"])


def jsonencoded(text: str) -> Any:
    """Return the value of the one jsonencode(…), as Terraform would read it."""
    (body,) = re.findall(r"= jsonencode\((.*?)\n  }\)\n}", text, re.S)
    return json.loads(body.replace("$${", "${").replace("%%{", "%{") + "}")


def assert_balanced(text: str) -> None:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    for opening, closing in ("{}", "()", "[]"):
        assert bare.count(opening) == bare.count(closing)


@pytest.mark.parametrize(
    ("side", "resource"),
    [("caller", '"aws_iam_policy" "AssumeRoles"'), ("trust", '"aws_iam_role" "Read"')],
)
def test_terraform_holds_the_document(side: str, resource: str) -> None:
    text = write(DRAFTS[side], "terraform").text
    assert text.startswith(f"resource {resource} {{\n")
    assert_balanced(text)
    assert jsonencoded(text) == document(DRAFTS[side])


def test_terraform_gives_a_machine_its_instance_profile() -> None:
    text = write(DRAFTS["trust"], "terraform").text
    assert 'resource "aws_iam_instance_profile" "Read" {' in text
    assert "role = aws_iam_role.Read.name" in text


@pytest.mark.parametrize(
    ("name", "label"), [("1st", "_1st"), ("a.b@c", "a_b_c"), ("=ls", "_ls"), ("-x", "_-x")]
)
def test_terraform_labels_are_identifiers(name: str, label: str) -> None:
    text = write(DRAFTS["caller"], "terraform", Names(policy_name=name)).text
    assert text.startswith(f'resource "aws_iam_policy" "{label}" {{\n  name = "{name}"\n')


def test_cloudformation_of_a_caller_is_a_managed_policy() -> None:
    written = write(DRAFTS["caller"], "cloudformation")
    (resource,) = json.loads(written.text)["Resources"].values()
    assert resource["Type"] == "AWS::IAM::ManagedPolicy"
    assert resource["Properties"]["ManagedPolicyName"] == "AssumeRoles"
    assert resource["Properties"]["PolicyDocument"] == document(DRAFTS["caller"])
    assert any("CAPABILITY_NAMED_IAM" in note for note in written.notes)


def test_cloudformation_of_a_trust_is_a_role_and_its_instance_profile() -> None:
    template = json.loads(write(DRAFTS["trust"], "cloudformation").text)
    assert template["AWSTemplateFormatVersion"] == "2010-09-09"
    role, profile = template["Resources"]["Role"], template["Resources"]["InstanceProfile"]
    assert role["Type"] == "AWS::IAM::Role"
    assert role["Properties"]["AssumeRolePolicyDocument"] == document(DRAFTS["trust"])
    assert (role["Properties"]["RoleName"], role["Properties"]["Path"]) == ("Read", "/team/")
    assert profile["Properties"]["Roles"] == [{"Ref": "Role"}]


def test_the_profiles_of_a_caller_are_one_for_each_role() -> None:
    read = configparser.ConfigParser()
    read.read_string(write(DRAFTS["caller"], "profile", Names(source_profile="base")).text)
    assert {name: dict(read[name]) for name in read.sections()} == {
        f"profile Admin-{HOME}": {"role_arn": ADMIN, "source_profile": "base"},
        f"profile Read-{AWAY}": {"role_arn": READ, "source_profile": "base"},
    }


def test_the_profile_of_a_trust_is_one_that_swtui_can_walk(home: Path) -> None:
    names = Names(
        profile_name="prod", source_profile="base", mfa_serial=f"arn:aws:iam::{HOME}:mfa/jo"
    )
    draft = PolicyDraft(
        side="trust", accounts=(HOME,), for_role=READ, external_id="abc/1", mfa_max_age="1h"
    )
    (home / ".aws").mkdir()
    keys = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalr\n"
    text = f"[profile base]\n{keys}\n{write(draft, 'profile', names).text}"
    (home / ".aws/config").write_text(text)
    chain = build_chain("prod", read_aws_files({"HOME": str(home)}), {})
    assert chain.problem is None
    (hop,) = chain.hops
    assert (str(hop.role), hop.external_id, hop.mfa_serial) == (READ, "abc/1", names.mfa_serial)


def test_an_unknown_mfa_device_is_left_to_fill_in() -> None:
    written = write(PolicyDraft(side="caller", role_arns=(ADMIN,), mfa=True), "profile")
    assert "\n# mfa_serial = " in written.text
    assert any("mfa_serial" in note for note in written.notes)


def test_a_machine_may_be_where_the_profile_starts() -> None:
    names = Names(credential_source="Ec2InstanceMetadata", profile_name="default")
    text = write(PolicyDraft(side="caller", role_arns=(ADMIN,)), "profile", names).text
    assert text == f"[default]\nrole_arn = {ADMIN}\ncredential_source = Ec2InstanceMetadata\n"

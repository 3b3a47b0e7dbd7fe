"""What the real `aws` sends when the commands we write are run: IAM gets just what was meant."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.formats import Names, write
from swtui.access.policies.write import document

HOME, AWAY = "123456789012", "111122223333"
ADMIN, READ = f"arn:aws:iam::{HOME}:role/Admin", f"arn:aws:iam::{AWAY}:role/team/Read"
CALLER = PolicyDraft(side="caller", role_arns=(ADMIN, READ), from_ip=("203.0.113.0/24",))
TRUST = PolicyDraft(
    side="trust",
    accounts=(HOME,),
    principal_like=("user/*_infra",),
    services=("ec2",),
    for_role=READ,
)
TAKEN = "EntityAlreadyExists"


class Iam(http.server.ThreadingHTTPServer):
    """Takes down what is sent, and answers that it is done, or that the name is taken."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.sent: list[dict[str, str]] = []
        self.taken: tuple[str, ...] = ()


class Answer(http.server.BaseHTTPRequestHandler):
    server: Iam

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
        self.server.sent.append(form)
        action = form["Action"]
        if action in self.server.taken:
            code, text = 409, f"<ErrorResponse><Error><Code>{TAKEN}</Code></Error></ErrorResponse>"
        else:
            code, text = 200, f"<{action}Response><{action}Result/></{action}Response>"
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def iam() -> Iterator[Iam]:
    with Iam() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(text: str, iam: Iam, home: Path) -> subprocess.CompletedProcess[str]:
    """Run commands as a shell does; `aws` reaches nothing but `iam`."""
    aws = shutil.which("aws")
    if aws is None:
        pytest.skip("aws is not installed")
    where = f"http://127.0.0.1:{iam.server_address[1]}"
    # The option, not AWS_ENDPOINT_URL: older ones know that alone.
    function = f'aws() {{ "{aws}" --endpoint-url "{where}" "$@"; }}\n'
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }
    return subprocess.run(
        ["sh"], input=function + text, env=env, capture_output=True, text=True, check=False
    )


def sent(form: dict[str, str]) -> dict[str, Any]:
    """Return a request's parameters, a policy as what it means."""
    said: dict[str, Any] = {key: value for key, value in form.items() if key != "Version"}
    for key in said.keys() & {"PolicyDocument", "AssumeRolePolicyDocument"}:
        said[key] = json.loads(said[key])
    return said


def test_a_callers_policy_arrives_as_the_document_it_is(iam: Iam, tmp_path: Path) -> None:
    ran = run(write(CALLER, "cli", Names(policy_name="Become")).text, iam, tmp_path)
    assert ran.returncode == 0, ran.stderr
    made = {"PolicyName": "Become", "PolicyDocument": document(CALLER)}
    assert [sent(form) for form in iam.sent] == [{"Action": "CreatePolicy", **made}]


def test_a_role_arrives_with_its_trust_its_path_and_its_instance_profile(
    iam: Iam, tmp_path: Path
) -> None:
    ran = run(write(TRUST, "cli").text, iam, tmp_path)
    assert ran.returncode == 0, ran.stderr
    role = {"RoleName": "Read", "Path": "/team/", "AssumeRolePolicyDocument": document(TRUST)}
    assert [sent(form) for form in iam.sent] == [
        {"Action": "CreateRole", **role},
        {"Action": "CreateInstanceProfile", "InstanceProfileName": "Read"},
        {
            "Action": "AddRoleToInstanceProfile",
            "InstanceProfileName": "Read",
            "RoleName": "Read",
        },
    ]


def test_a_trust_that_replaces_another_arrives_whole(iam: Iam, tmp_path: Path) -> None:
    ran = run(write(TRUST, "cli", Names(existing_role=True)).text, iam, tmp_path)
    assert ran.returncode == 0, ran.stderr
    changed = {"RoleName": "Read", "PolicyDocument": document(TRUST)}
    assert [sent(form) for form in iam.sent] == [{"Action": "UpdateAssumeRolePolicy", **changed}]


def test_a_machine_is_not_given_a_role_that_was_there_before(iam: Iam, tmp_path: Path) -> None:
    iam.taken = ("CreateRole",)
    ran = run(write(TRUST, "cli").text, iam, tmp_path)
    assert (ran.returncode != 0, TAKEN in ran.stderr) == (True, True), ran.stderr
    assert [form["Action"] for form in iam.sent] == ["CreateRole"]

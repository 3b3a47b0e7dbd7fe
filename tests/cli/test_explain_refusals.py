"""A refusal on the command line: `export` names the same cause as `explain`, and what to do."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from swtui.demo.policy_shorthand import ALL
from tests.cli.conftest import Run
from tests.demo_fixture import Demo

DENIED = {
    "allowed": False,
    "explicitDeny": True,
    "matchedStatements": {"items": [{"statementId": "DenyAll", "effect": "DENY"}]},
    "context": {"action": "sts:AssumeRole", "resource": "arn:aws:iam::117117117117:role/Admin"},
}
ENCODED = base64.urlsafe_b64encode(json.dumps(DENIED).encode()).decode()
ENCODED_WORDS = (
    "You are not authorized to perform this operation. Encoded authorization failure message: "
    + ENCODED
)


@pytest.fixture
def refusing() -> Iterator[str]:
    """Serve a metadata service that answers 403 to everything; yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PUT  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def add_profile(demo: Demo, name: str, **values: str) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    with (demo.home / ".aws" / "config").open("a") as config:
        config.write(f"\n[profile {name}]\n{lines}")


def said(text: str) -> str:
    return " ".join(text.split())


def test_export_names_the_value_and_its_line(demo: Demo, run: Run) -> None:
    words = (
        "1 validation error detected: Value 'jo' at 'roleArn' failed to satisfy constraint: "
        "Member must have length greater than or equal to 20"
    )
    demo.server.api.fail_next("ValidationError", words, action="AssumeRole")
    ran = run("export", "payments-dev-admin")
    assert ran.code == 4
    assert "Fix role_arn in profile payments-dev-admin (~/.aws/config:" in said(ran.err)


def test_export_still_names_all_readings_of_a_bare_refusal(demo: Demo, run: Run) -> None:
    ran = run("export", "legacy-missing")
    assert ran.code == 4
    for lookup in ("trust policy does not admit", "no policy that allows it", "no such role"):
        assert lookup in said(ran.err)


def test_a_metadata_service_that_refuses_is_quoted(demo: Demo, run: Run, refusing: str) -> None:
    add_profile(
        demo,
        "on-instance",
        role_arn="arn:aws:iam::117117117117:role/Admin",
        credential_source="Ec2InstanceMetadata",
        region="eu-west-1",
    )
    there = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": refusing}
    ran = run("export", "on-instance", **there)
    assert ran.code == 4
    assert "HTTP 403" in ran.err
    assert "The metadata service answered, and refused" in said(ran.err)
    assert "came in time" not in said(ran.err)
    ran = run("explain", "on-instance", **there)
    assert ran.code == 4
    assert "because     The metadata service answered, and refused" in ran.out
    assert f"{refusing.removeprefix('http://')} answered HTTP 403" in said(ran.out)
    assert "came in time" not in said(ran.out)
    assert "MetadataRefused" not in ran.out


def test_a_role_that_assumes_itself_leads_also_once_it_was_read(demo: Demo, run: Run) -> None:
    role = demo.server.organisation.role("legacy-prod/ReadOnly")
    add_profile(
        demo, "itself", role_arn=role.arn, source_profile="legacy-prod-readonly", region="eu-west-1"
    )
    found = run("explain", "itself", "--read-with", "legacy-prod-readonly", "--json").json
    hop = found["hops"][-1]
    assert hop["reading"]["trust_policy"]
    assert hop["causes"][0]["kind"] == "assumes-itself"
    assert len(hop["causes"]) > 1
    ran = run("export", "itself")
    assert "The role assumes itself" in said(ran.err)


def test_an_encoded_message_comes_with_its_command(demo: Demo, run: Run) -> None:
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    ran = run("explain", "payments-dev-admin")
    assert ran.code == 4
    command = f"aws sts decode-authorization-message --encoded-message {ENCODED} "
    assert command in ran.out
    assert "swtui explain payments-dev-admin --read-policies" in said(ran.out)


def test_with_leave_to_read_it_is_decoded_and_shown(demo: Demo, run: Run) -> None:
    organisation = demo.server.organisation
    organisation.add(replace(organisation.user("jo"), policies=(ALL,)))
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    ran = run("explain", "payments-dev-admin", "--read-policies")
    assert "because     A statement with Effect Deny (DenyAll: Deny) forbids" in ran.out
    assert "\ndecoded     A statement with Effect Deny" in ran.out
    assert "decode-authorization-message" not in ran.out
    assert "to fix it" not in ran.out
    assert demo.server.api.count("DecodeAuthorizationMessage") == 1
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    found = run("explain", "payments-dev-admin", "--read-policies", "--json").json
    assert found["hops"][0]["reading"]["decoded"] == DENIED


def test_without_leave_it_is_not_decoded(demo: Demo, run: Run) -> None:
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    run("explain", "payments-dev-admin")
    assert demo.server.api.count("DecodeAuthorizationMessage") == 0


def test_who_may_not_decode_it_is_said_and_nothing_is_hidden(demo: Demo, run: Run) -> None:
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    denied = ("AccessDenied", "not authorized to perform: sts:DecodeAuthorizationMessage")
    demo.server.api.fail_next(*denied, status=403, action="DecodeAuthorizationMessage")
    ran = run("explain", "payments-dev-admin", "--read-policies")
    assert "could not decode AWS's encoded message (AccessDenied)" in said(ran.out)
    assert "decode-authorization-message --encoded-message" in ran.out
    assert "AWS denied" in ran.out


def reserved(demo: Demo, name: str, path: str) -> None:
    role = f"arn:aws:iam::117117117117:role/{path}{name}"
    add_profile(demo, "of-aws", role_arn=role, source_profile="base", region="eu-west-1")


@pytest.mark.parametrize("form", ["", "json", "cli", "diff"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("AWSReservedSSO_Dev_0123456789abcdef", "aws-reserved/sso.amazonaws.com/"),
        ("AWSServiceRoleForECS", "aws-service-role/ecs.amazonaws.com/"),
    ],
)
def test_no_policy_is_written_for_a_role_that_only_aws_may_change(
    demo: Demo, run: Run, name: str, path: str, form: str
) -> None:
    reserved(demo, name, path)
    ran = run("policy", "--from-refusal", "of-aws", *(("--format", form) if form else ()))
    assert (ran.code, ran.out) == (4, "")
    assert "may change its trust policy" in said(ran.err) or "and change its trust" in said(ran.err)


def test_no_policy_is_written_against_a_deny_that_was_decoded(demo: Demo, run: Run) -> None:
    organisation = demo.server.organisation
    organisation.add(replace(organisation.user("jo"), policies=(ALL,)))
    demo.server.api.fail_next("AccessDenied", ENCODED_WORDS, status=403, action="AssumeRole")
    ran = run("policy", "--from-refusal", "payments-dev-admin")
    assert (ran.code, ran.out) == (4, "")
    assert "DenyAll" in said(ran.err)

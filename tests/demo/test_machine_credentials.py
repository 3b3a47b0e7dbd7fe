"""Instance metadata and container credentials, read by botocore's own providers."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import botocore.credentials
import botocore.utils
import pytest

from swtui.demo.machine_credentials import CONTAINER_PATH

if TYPE_CHECKING:
    from tests.demo.conftest import Aws
    from tests.demo_fixture import Demo

RUNNER = "arn:aws:sts::131131131131:assumed-role/BuildRunner/i-0demo0instance00"


def get(demo: Demo, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", demo.server.port, timeout=10)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def identity(aws: Aws, found: botocore.credentials.Credentials) -> str:
    keys = found.get_frozen_credentials()
    signed = {
        "AccessKeyId": keys.access_key,
        "SecretAccessKey": keys.secret_key,
        "SessionToken": keys.token,
    }
    return str(aws.sts(signed).get_caller_identity()["Arn"])


def test_botocore_gets_the_instances_role(aws: Aws, demo: Demo) -> None:
    fetcher = botocore.utils.InstanceMetadataFetcher(
        base_url=demo.url, env=demo.env, num_attempts=1
    )
    found = botocore.credentials.InstanceMetadataProvider(fetcher).load()
    assert found is not None
    assert identity(aws, found) == RUNNER


def test_metadata_without_a_token_is_refused(demo: Demo) -> None:
    assert get(demo, "/latest/meta-data/iam/security-credentials/") == 401


def test_the_instances_role_opens_the_role_that_trusts_it(aws: Aws, demo: Demo) -> None:
    machines = demo.server.machines
    assert machines.role is not None
    fetcher = botocore.utils.InstanceMetadataFetcher(
        base_url=demo.url, env=demo.env, num_attempts=1
    )
    found = fetcher.retrieve_iam_role_credentials()
    keys = {
        "AccessKeyId": found["access_key"],
        "SecretAccessKey": found["secret_key"],
        "SessionToken": found["token"],
    }
    assert aws.assume("shared-services/Publisher", keys)


def test_botocore_gets_the_containers_role(
    aws: Aws, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", demo.url + CONTAINER_PATH)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", demo.server.machines.container_token)
    found = botocore.credentials.ContainerProvider().load()
    assert found is not None
    assert identity(aws, found) == RUNNER


def test_a_container_without_its_token_gets_nothing(demo: Demo) -> None:
    assert get(demo, CONTAINER_PATH, Authorization="guessed") == 401

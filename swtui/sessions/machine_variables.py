"""What the variables say about regions and about the roles of the machine we run on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from swtui.aws.endpoint import is_loopback
from swtui.files import shown_path
from swtui.health import HealthLine
from swtui.roles.arn import is_region

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles

AREA = "environment"
_SHOWN = 120
"""Characters of a value that are shown; none of those shown is a secret."""


def machine_lines(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    """Yield the lines about regions, the instance, the container and the web identity."""
    yield from _regions(env)
    yield from _instance(env, files)
    yield from _web_identity(env)
    if env.get("AWS_CREDENTIAL_FILE"):
        text = "AWS_CREDENTIAL_FILE is read by old tools only, which then act as somebody else"
        yield HealthLine(AREA, "warning", text, "unset AWS_CREDENTIAL_FILE")


def _regions(env: Mapping[str, str]) -> Iterator[HealthLine]:
    region, default = env.get("AWS_REGION", ""), env.get("AWS_DEFAULT_REGION", "")
    for name, value in (("AWS_REGION", region), ("AWS_DEFAULT_REGION", default)):
        if value and not is_region(value):
            text = f"{name}={value[:_SHOWN]} is not a region"
            yield HealthLine(AREA, "problem", text, "set a region's code, such as eu-west-1")
    if region and default and region != default:
        text = (
            f"AWS_REGION={region[:_SHOWN]} and AWS_DEFAULT_REGION={default[:_SHOWN]} differ: "
            "Python's SDK reads the second, most other tools the first"
        )
        yield HealthLine(AREA, "warning", text, "set both to the same, or neither")
    elif region and not default:
        text = "AWS_REGION is set alone: Python's SDK reads AWS_DEFAULT_REGION only"
        yield HealthLine(AREA, "warning", text, "set both")


def _instance(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    disabled = env.get("AWS_EC2_METADATA_DISABLED", "")
    source = "Ec2InstanceMetadata"
    waiting = [p.name for p in files.profiles.values() if p.get("credential_source") == source]
    if disabled.lower() == "true" and waiting:
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        text = f"AWS_EC2_METADATA_DISABLED forbids the start of {waiting[0]}{more}: the instance"
        yield HealthLine(AREA, "warning", text, "unset AWS_EC2_METADATA_DISABLED on EC2")
    elif disabled.lower() == "true":
        yield HealthLine(AREA, "ok", "AWS_EC2_METADATA_DISABLED: the instance is never asked")
    elif disabled and disabled.lower() != "false":
        text = f"AWS_EC2_METADATA_DISABLED={disabled[:_SHOWN]} has no effect: only true has"
        yield HealthLine(AREA, "warning", text, "set it to true, or unset it")
    metadata = env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    if metadata and not (env.get("SWTUI_DEMO") and is_loopback(metadata)):
        text = "AWS_EC2_METADATA_SERVICE_ENDPOINT sends questions for the instance's role elsewhere"
        yield HealthLine(AREA, "warning", text, "unset it, unless that is meant")


def _web_identity(env: Mapping[str, str]) -> Iterator[HealthLine]:
    file = env.get("AWS_WEB_IDENTITY_TOKEN_FILE", "")
    if file and not os.access(file.split("\0")[0], os.R_OK):
        text = f"AWS_WEB_IDENTITY_TOKEN_FILE names {shown_path(file, env)}, which cannot be read"
        yield HealthLine(AREA, "problem", text, "unset AWS_WEB_IDENTITY_TOKEN_FILE")
    elif file and not env.get("AWS_ROLE_ARN"):
        text = "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN, the role it is for"
        yield HealthLine(AREA, "problem", text, "set both, or neither")

"""The values that go into AssumeRole and into profiles: their forms (STS API reference)."""

from __future__ import annotations

import re
from collections.abc import Mapping

SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
"""Session name and source identity."""
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
MFA_SERIAL = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""Serial number or ARN of an MFA device."""
ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
"""Role name, also of a permission set's role (IAM API reference, CreateRole)."""

CREDENTIAL_SOURCES: Mapping[str, str] = {
    "Environment": "environment",
    "Ec2InstanceMetadata": "ec2",
    "EcsContainer": "ecs",
}
"""`credential_source`, its case mattering, and the kind of start it means.

AWS SDKs and Tools Reference Guide, "Assume role credential provider".
"""

"""ARNs: those of roles are read strictly; of sessions and others, their parts."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from swtui.records import pair

PARTITIONS = (
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
)
"""Every partition that botocore knows: the STS of another one is unknown."""
ROLE_ARN = re.compile(
    rf"arn:({'|'.join(PARTITIONS)}):iam::(\d{{12}})"
    r":role/((?:[\x21-\x7e]+/)?)([\w+=,.@-]{1,64})",
    re.ASCII,
)
"""Its groups are the fields of `RoleArn`."""
_LONGEST_PATH = 511
"""IAM allows 512 characters, of which the first is the slash behind `role`."""
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d", re.ASCII)
_REGION_NAME = re.compile(r"(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)", re.ASCII)
"""What botocore takes for a region: a label of a host's name (`validate_region_name`)."""
ACCOUNT_ID = re.compile(r"\d{12}", re.ASCII)


@pair
class RoleArn:
    """An IAM role's ARN in parts (IAM User Guide, "IAM identifiers")."""

    partition: str
    """`aws`, `aws-cn`, `aws-us-gov`, …"""
    account_id: str
    """12 digits."""
    path: str
    """Empty, or the part between `role/` and the name, with its closing slash."""
    name: str
    """The role's name, 1 to 64 of `A-Za-z0-9_+=,.@-`; its case matters."""

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:role/{self.path}{self.name}"


class ArnParts(NamedTuple):
    """The parts of any ARN of IAM or STS, all empty for another text."""

    partition: str = ""
    service: str = ""
    """`iam`, `sts`, …"""
    account: str = ""
    kind: str = ""
    """`user`, `role`, `assumed-role`, `policy`, `mfa`, `root`, …"""
    rest: str = ""
    """The part after the kind and its slash: path and name, or role and session name."""

    @property
    def name(self) -> str:
        """The last part of `rest`."""
        return self.rest.rpartition("/")[2]


def split_arn(text: str) -> ArnParts:
    """Return the parts of an ARN, without checking them.

    Form: `arn:PARTITION:SERVICE:REGION:ACCOUNT:KIND/REST` (IAM User Guide, "IAM identifiers").
    """
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return ArnParts()
    kind, _, rest = parts[5].partition("/")
    return ArnParts(parts[1], parts[2], parts[4], kind, rest)


class SessionArn(NamedTuple):
    """The parts of the ARN of an assumed role's session (IAM User Guide, "IAM identifiers")."""

    partition: str
    account: str
    """12 digits."""
    role_name: str
    """Without the role's path, which a session's ARN does not have."""
    session_name: str

    @property
    def role_arn(self) -> str:
        """The role's ARN, complete only for a role without a path."""
        return f"arn:{self.partition}:iam::{self.account}:role/{self.role_name}"


def parse_session_arn(text: str) -> SessionArn | None:
    """Return the parts of `arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/SESSION`, else None."""
    if ":assumed-role/" not in text:
        return None
    match = re.fullmatch(
        r"arn:([\w-]+):sts::(\d{12}):assumed-role/([\w+=,.@-]+)/(.+)", text, re.ASCII
    )
    return SessionArn(*match.groups()) if match else None


def find_permission_set(role_name: str) -> str:
    """Return the permission set that IAM Identity Center created a role for; else nothing."""
    match = re.fullmatch(r"AWSReservedSSO_(.+)_[0-9a-f]{16}", role_name, re.ASCII)
    return match[1] if match else ""


def role_arn_fields(text: str) -> tuple[str, str, str, str] | None:
    """Return the partition, account ID, path and name of a role's ARN; None if it is not one.

    For the thousands of a listing, where a `RoleArn` each would take as long as all else.
    """
    match = ROLE_ARN.fullmatch(text)
    if match is None or len(match[3]) > _LONGEST_PATH:
        return None
    return match[1], match[2], match[3], match[4]


def parse_role_arn(text: str) -> RoleArn | str:
    """Return the parts of a role's ARN, or a clause on what is wrong with it."""
    fields = role_arn_fields(text)
    if fields is not None:
        return RoleArn(*fields)
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return "is not an ARN (arn:aws:iam::ACCOUNT:role/NAME)"
    if parts[1] not in PARTITIONS:
        return f"names the partition {parts[1]!r}; AWS has {', '.join(PARTITIONS)}"
    if parts[2] != "iam" or not parts[5].startswith("role/"):
        return "is not the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)"
    if parts[3]:
        return "names a region; IAM's ARNs have none (arn:aws:iam::ACCOUNT:role/NAME)"
    if not is_account_id(parts[4]):
        unit = "digits" if parts[4].isdigit() else "characters"
        odd = f"{len(parts[4])} {unit}" if len(parts[4]) != 12 else "more than digits"
        return f"has an account ID of {odd}; AWS account IDs have 12 digits"
    if len(parts[5].rpartition("/")[0]) >= len("role/") + _LONGEST_PATH:
        return "has a path of more than the 512 characters that IAM allows"
    return "has a role name that IAM does not allow (A-Z a-z 0-9 _ + = , . @ -, at most 64)"


def is_account_id(text: str) -> bool:
    """Return whether `text` is 12 ASCII digits."""
    return ACCOUNT_ID.fullmatch(text) is not None


@functools.lru_cache(maxsize=64)  # there are few, and each profile names one
def is_region(text: str) -> bool:
    """Return whether `text` is a region of STS: of the form `eu-west-1`, or `aws-global`."""
    return _REGION.fullmatch(text) is not None or text == "aws-global"


def is_region_name(text: str) -> bool:
    """Return whether `text` can be a region of a service: also `auto`, `garage`, `fr-par`."""
    return _REGION_NAME.fullmatch(text) is not None

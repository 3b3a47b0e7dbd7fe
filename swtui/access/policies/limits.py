"""Check a policy against IAM's limits of length and characters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from swtui.access.policies.draft import CALLER

MANAGED, INLINE_USER, INLINE_GROUP, INLINE_ROLE = 6144, 2048, 5120, 10_240
"""Characters of an identity's policies, white space not counted; inline ones share their limit."""
TRUST_USUAL, TRUST_MOST = 2048, 8192
"""Characters of a trust policy: as accounts come, and as far as AWS raises it when asked."""
MANAGED_VERSIONS = 5
"""Versions of a managed policy that IAM keeps."""
# All: IAM User Guide, "IAM and AWS STS quotas, name requirements, and character limits"
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).


def compact(document: Mapping[str, Any]) -> str:
    """Return the document as JSON without white space between its parts."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def size(document: Mapping[str, Any]) -> int:
    """Return the characters that IAM counts: all but white space."""
    return len("".join(compact(document).split()))


def size_problem(side: str, document: Mapping[str, Any]) -> str:
    """Return why the document is too long for IAM whatever one does; empty when it is not."""
    count = size(document)
    if side == CALLER and count > MANAGED:
        return (
            f"the policy has {count} characters; a managed policy holds {MANAGED}: "
            "split the roles over several policies"
        )
    if side != CALLER and count > TRUST_MOST:
        return f"the policy has {count} characters; a trust policy never holds over {TRUST_MOST}"
    return ""


def size_warnings(side: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the document is too long for some places."""
    count = size(document)
    if side == CALLER and count > INLINE_USER:
        yield (
            f"the policy has {count} characters: too many to stand inline on a user "
            f"({INLINE_USER}); a managed policy holds {MANAGED}"
        )
    if side != CALLER and count > TRUST_USUAL:
        yield (
            f"the trust policy has {count} characters; IAM takes {TRUST_USUAL} until the quota "
            f'"Role trust policy length" is raised (up to {TRUST_MOST})'
        )

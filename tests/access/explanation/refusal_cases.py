"""The refusals, as a table: what is wrong, and what must and must not be said of it."""

from __future__ import annotations

from tests.access.explanation.callers_cases import CALLERS_SIDE
from tests.access.explanation.condition_cases import CONDITIONS
from tests.access.explanation.key_cases import KEYS
from tests.access.explanation.network_cases import NETWORK
from tests.access.explanation.permission_cases import LIMITS, MFA, PERMISSIONS
from tests.access.explanation.trust_cases import TRUST

CASES = (
    *CALLERS_SIDE,
    *TRUST,
    *CONDITIONS,
    *PERMISSIONS,
    *LIMITS,
    *KEYS,
    *MFA,
    *NETWORK,
)

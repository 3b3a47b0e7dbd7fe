"""The refusals, as a table: what is wrong, and what must and must not be said of it."""

from __future__ import annotations

from tests.access.diagnosis.caller_policy_cases import CALLERS_SIDE
from tests.access.diagnosis.condition_cases import CONDITIONS
from tests.access.diagnosis.credential_cases import KEYS
from tests.access.diagnosis.network_cases import NETWORK
from tests.access.diagnosis.permission_cases import LIMITS, MFA, PERMISSIONS
from tests.access.diagnosis.trust_cases import TRUST

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

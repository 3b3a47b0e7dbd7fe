"""ServiceError: an error response with code, HTTP status and message as AWS's.

Codes and statuses: STS and IAM API references, "Common Errors" and each action's own.
"""

from __future__ import annotations


class ServiceError(Exception):
    """The demo's error response."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def access_denied(message: str) -> ServiceError:
    """Return an AccessDenied error, which has status 403."""
    return ServiceError("AccessDenied", message, 403)


def invalid(*faults: str) -> ServiceError:
    """Return a ValidationError, for values outside the constraints of the API."""
    if len(faults) == 1:
        return ServiceError("ValidationError", f"1 validation error detected: {faults[0]}")
    listed = "; ".join(faults)
    return ServiceError("ValidationError", f"{len(faults)} validation errors detected: {listed}")

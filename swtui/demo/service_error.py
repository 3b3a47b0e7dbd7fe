"""A refusal as AWS words it: code, HTTP status, message.

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
    """Return AccessDenied, which AWS answers with status 403."""
    return ServiceError("AccessDenied", message, 403)


def invalid(*faults: str) -> ServiceError:
    """Return ValidationError for values that break the API's own constraints."""
    if len(faults) == 1:
        return ServiceError("ValidationError", f"1 validation error detected: {faults[0]}")
    listed = "; ".join(faults)
    return ServiceError("ValidationError", f"{len(faults)} validation errors detected: {listed}")

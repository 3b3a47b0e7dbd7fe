"""Every error a user can meet, each with a message, a hint and an exit code.

SwtuiError             1    something in swtui failed
├── UsageError         2    the command line is wrong, or there is no terminal to draw on
├── ConfigError        3    a file says something that cannot be used
│   ├── ExpiredCredentials  3  the credentials that a chain starts from have expired
│   └── NoSuchRole     3    the name fits no role, or more than one
│       └── MistypedRole  3  an ARN, a link or ACCOUNT/ROLE with something wrong in it
├── RefusedError       4    AWS refused a call
├── BadAnswerError     4    what came back must not be used (wrong account, odd keys)
├── NetworkError       5    no usable answer came back in time
├── MfaError           6    a code is needed, was wrong, or was not given
├── CacheError         7    the store of sessions, or its lock, is unusable
│   └── LockHeld       7    another process has the lock for too long
├── CannotRunError   126/7  the command to start cannot be started
└── CancelledError   130    the user said no
"""

from __future__ import annotations


class SwtuiError(Exception):
    """Base of all: `message` says what and where, `hint` what to do next (may be empty)."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SwtuiError):
    """The command line is wrong, or what it asks for needs a terminal."""

    exit_code = 2


class ConfigError(SwtuiError):
    """A profile or a setting cannot be used; `file` and `line` (from 1) give its place."""

    exit_code = 3

    def __init__(
        self, message: str, *, hint: str = "", file: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.line = line


class ExpiredCredentials(ConfigError):  # noqa: N818 - reads as the sentence it is
    """The credentials that a chain starts from have expired."""


class NoSuchRole(ConfigError):  # noqa: N818 - reads as the sentence it is
    """The name fits no role, or fits two; `nearest` holds names worth trying."""

    def __init__(self, message: str, *, hint: str = "", nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest


class MistypedRole(NoSuchRole):
    """The typed text has the form of an ARN, ACCOUNT/ROLE or a link, but names no role."""


NOT_SIGNED_IN = "SignInExpired"
"""The code of a RefusedError of our own: there is no sign-in to ask AWS with."""
METADATA_REFUSED = "MetadataRefused"
"""The code of a RefusedError of our own: a metadata service answered that it gives nothing."""
OUR_CODES = (NOT_SIGNED_IN, METADATA_REFUSED)
"""The codes of a RefusedError that are ours, not AWS's."""


class RefusedError(SwtuiError):
    """AWS answered a call with an error of its own.

    `code` is AWS's error code (`AccessDenied`), `aws_message` its words as they came (not yet
    display-safe), `request_id` what AWS's support asks for, `status` the HTTP status, `server_date`
    the answer's Date header (RFC 9110 form, or empty), `operation` the API action (`AssumeRole`),
    `host` the host that was asked, `encoded` the whole encoded authorization message for
    sts:DecodeAuthorizationMessage, if AWS gave one. Where it was one hop of a chain, `hop` is its
    number (from 1), `caller` the ARN of who asked if that is known, and `sent` the call's
    parameters by the API's names, without the MFA code.
    """

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        aws_message: str = "",
        request_id: str = "",
        status: int = 0,
        server_date: str = "",
        operation: str = "",
        host: str = "",
        encoded: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.aws_message = aws_message
        self.request_id = request_id
        self.status = status
        self.server_date = server_date
        self.operation = operation
        self.host = host
        self.encoded = encoded
        self.hop = 0
        self.caller = ""
        self.sent: dict[str, object] = {}


class BadAnswerError(SwtuiError):
    """An answer arrived that must not be used: another account, keys of an odd form."""

    exit_code = 4


class NetworkError(SwtuiError):
    """No usable answer came in time; the message names the host."""

    exit_code = 5

    def __init__(self, message: str, *, kind: str = "timeout", hint: str = "") -> None:
        """Take the kind of failure, a row of `swtui/access/diagnosis/errors.toml`."""
        super().__init__(message, hint=hint)
        self.kind = kind


class MfaError(SwtuiError):
    """An MFA code is needed, was wrong too often, or was not given."""

    exit_code = 6


class CacheError(SwtuiError):
    """The session store, or its lock, cannot be used."""

    exit_code = 7


class LockHeld(CacheError):  # noqa: N818 - reads as the sentence it is
    """Another process has a lock for longer than we waited; the message names it."""


class CannotRunError(SwtuiError):
    """A command cannot be started: 127 when it does not exist, 126 when it will not run."""

    def __init__(self, message: str, *, exit_code: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.exit_code = exit_code


class CancelledError(SwtuiError):
    """The user ended it; nothing was changed."""

    exit_code = 130

"""MFA: asking for a code before the call, again when it was wrong, never the same one twice.

AWS takes a code once. Codes change every 30 seconds (RFC 6238), at the same moments for every
device, so the window of the last accepted code tells when the next one comes.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from swtui.aws.deadline import Deadline, never
from swtui.errors import CancelledError, ConfigError, MfaError, RefusedError
from swtui.files import read_regular
from swtui.sessions.command import run_command
from swtui.sessions.fact_cache import FactCache, digest

WINDOW = 30
"""Seconds that a code is shown for."""
ATTEMPTS = 3
_LATE = 0.5
"""Seconds that a device's clock may be behind ours: a command run sooner prints a spent code."""
_BY_HAND = "run it by hand to see why"
_CODE = re.compile(r"[0-9]{6}")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaQuestion:
    """The question for an MFA code, and what to show with it."""

    serial: str
    """The ARN or serial number of the device."""
    role_label: str
    """The role it is for, raw."""
    source_profile: str
    """The profile whose user has the device; empty when it is not a profile."""
    attempt: int = 1
    """From 1 to `ATTEMPTS`."""
    reason: str = ""
    """Why it is asked again: AWS's words, raw."""
    wait_until: float | None = None
    """Seconds since the epoch; the present code is spent, the next one comes then."""
    can_do_once: bool = False
    """Whether one code may open all roles of this source profile."""
    once: bool = False
    """Whether that is chosen already: by the settings, or with the code before."""
    demo_code: str = ""
    """In a demo, the code to type."""


@dataclass(frozen=True, slots=True)
class MfaAnswer:
    """The typed code; `once`: for all roles of this source profile, one hour each.

    None leaves that as it was in the question.
    """

    code: str = field(repr=False)
    once: bool | None = None


Ask = Callable[[MfaQuestion], MfaAnswer]


def normal_code(text: str) -> str:
    """Return a typed code as six ASCII digits: spaces and dashes go, wide digits become narrow.

    Raises MfaError for everything else, without repeating it.
    """
    narrow = unicodedata.normalize("NFKC", text[:64])
    code = _SEPARATORS.sub("", narrow)
    if not _CODE.fullmatch(code):
        raise MfaError("an MFA code has six digits")
    return code


def demo_code(env: Mapping[str, str]) -> str:
    """Return the demo's present MFA code, or an empty string outside a demo."""
    folder = env.get("SWTUI_DEMO", "")
    if not folder:
        return ""
    try:
        text = read_regular(Path(folder) / "mfa-code", 64).decode("ascii", "replace").strip()
    except (FileNotFoundError, ConfigError):
        return ""
    return text if _CODE.fullmatch(text) else ""


def is_wrong_code(error: RefusedError) -> bool:
    """Return whether AWS refused because of the MFA code itself."""
    return error.code == "AccessDenied" and "MultiFactorAuthentication failed" in error.aws_message


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaPrompter:
    """The dependencies of an MFA prompt."""

    ask: Ask
    env: Mapping[str, str]
    known: FactCache
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    cancelled: Callable[[], bool] = never
    lend_terminal: bool = False
    """Whether a program that is run may ask on our terminal."""


def _nobody(_text: str) -> None:
    """Tell no one."""


class MfaPrompt:
    """The questions about one device for one hop: three attempts in all."""

    def __init__(
        self,
        asking: MfaPrompter,
        deadline: Deadline,
        *,
        serial: str,
        role_label: str,
        source_profile: str,
        command: str = "",
        can_do_once: bool = False,
        always_once: bool = False,
        tell: Callable[[str], None] = _nobody,
    ) -> None:
        """`tell` takes a sentence for the user, about a wait."""
        self._asking = asking
        self._deadline = deadline
        self._serial = serial
        self._role_label = role_label
        self._source_profile = source_profile
        self._command = command
        self._can_do_once = can_do_once
        self._once = always_once and can_do_once
        self._tell = tell
        self._attempt = 0
        self._sent: set[str] = set()

    def code(self, reason: str = "") -> MfaAnswer:
        """Return a code that is worth sending; `reason` is AWS's word on the last one.

        Raises MfaError after three attempts or when none is given, CancelledError.
        """
        while True:
            self._attempt += 1
            if self._attempt > ATTEMPTS:
                raise MfaError(
                    f"AWS did not take {ATTEMPTS} MFA codes: {reason}",
                    hint=f"check that {self._serial} is the right device, and its clock right",
                )
            with self._deadline.paused():
                answer = self._run() if self._command else self._ask(reason)
            if answer.once is not None:
                self._once = answer.once and self._can_do_once
            try:
                code = normal_code(answer.code)
            except MfaError as problem:
                if self._command:  # it would print the same again
                    raise MfaError(
                        "the mfa_process printed no code: six digits", hint=_BY_HAND
                    ) from None
                reason = problem.message
                continue
            if code not in self._sent:
                self._sent.add(code)
                return MfaAnswer(code, self._once)
            reason = "that code was given before; a code is good once"

    def accepted(self) -> None:
        """Remember that this window's code is spent."""
        self._asking.known.put("mfa", digest(self._serial), self._window())

    def _ask(self, reason: str) -> MfaAnswer:
        until = self._spent_until()
        if reason and until is not None:
            left = max(1, int(until - self._asking.clock()) + 1)
            reason += f" The current code was already used; the next comes in {left} s."
        return self._asking.ask(
            MfaQuestion(
                serial=self._serial,
                role_label=self._role_label,
                source_profile=self._source_profile,
                attempt=self._attempt,
                reason=reason,
                wait_until=until,
                can_do_once=self._can_do_once,
                once=self._once,
                demo_code=demo_code(self._asking.env),
            )
        )

    def _run(self) -> MfaAnswer:
        """Run the command instead of asking, once the present code is not a spent one."""
        until = self._spent_until()
        if until is None and self._sent:
            until = float((self._window() + 1) * WINDOW)  # the same code would come again
        if until is not None and until + _LATE > self._asking.clock():
            seconds = int(until + _LATE - self._asking.clock()) + 1
            self._tell(f"the current MFA code was already used: mfa_process runs in {seconds} s")
        while until is not None and (left := until + _LATE - self._asking.clock()) > 0:
            if self._asking.cancelled():
                raise CancelledError("cancelled")
            self._asking.sleep(min(left, 0.25))
        ran = run_command(
            self._command,
            self._asking.env,
            cancelled=self._asking.cancelled,
            lend_terminal=self._asking.lend_terminal,
        )
        if ran.problem:
            said = f": {ran.complaint}" if ran.complaint else ""
            raise MfaError(f"the mfa_process {ran.problem}{said}", hint=ran.hint or _BY_HAND)
        return MfaAnswer(ran.output[:200].decode("utf-8", "replace").strip())

    def _window(self) -> int:
        return int(self._asking.clock()) // WINDOW

    def _spent_until(self) -> float | None:
        """Return when the next code comes, if AWS has taken the present one already."""
        if self._asking.known.get("mfa", digest(self._serial)) != self._window():
            return None
        return float((self._window() + 1) * WINDOW)

"""Find values of `mfa_serial` that can never work, by their form.

AWS's API takes six digits. Security keys and passkeys (`:u2f/`) give none (IAM User Guide,
"AWS MFA in IAM"); an ARN of anything but a device names no device.
"""

from __future__ import annotations

import re

from swtui.records import pair
from swtui.shell_word import shell_word

MOST_DEVICES = "eight"
"""The number of MFA devices that a user may have (IAM and AWS STS quotas)."""
_ARN = re.compile(r"(arn:[\w-]+:iam::\d{12}:)([\w-]+)/(?:.*/)?([^/]*)", re.ASCII | re.DOTALL)


@pair
class NoCodes:
    """The reason why a device gives no codes."""

    words: str
    """The rest of a sentence that begins with the value."""
    hint: str


def check_mfa_serial(serial: str) -> NoCodes | None:
    """Return the reason why a serial has no codes; None for a possible device with codes."""
    if not serial.lower().startswith("arn:"):
        return None  # the serial number of a hardware device
    parts = _ARN.fullmatch(serial)
    kind, name = (parts[2].lower(), parts[3]) if parts else ("", "")
    if kind == "mfa":
        return None
    if kind == "u2f":
        return NoCodes(
            "is a security key or passkey, which gives no codes: add an authenticator app",
            f"add an authenticator app to the user as well (a user may have {MOST_DEVICES} MFA "
            "devices), and put the ARN of the app there",
        )
    if kind == "user" and parts is not None:
        return NoCodes(
            f"is the ARN of a user, not of an MFA device, often {parts[1]}mfa/{name}",
            f"aws iam list-mfa-devices --user-name {shell_word(name)} shows the device's ARN",
        )
    return NoCodes(
        "is not the ARN of an MFA device",
        "it is like arn:aws:iam::ACCOUNT:mfa/NAME, or the serial number of a hardware device",
    )

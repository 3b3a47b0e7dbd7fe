"""What must hold after every session at a terminal, whatever was done in it."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?P<csi>[0-?]*[ -/]*[@-~])|\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|(?P<other>.))",
    re.S,
)
_KNOWN = re.compile(
    rb"[0-9;:]*m|[0-9;]*[HJKABCDGdPX@LM]|\?[0-9;]+[hl]|\?[0-9]+\$p|[<>][0-9]*u|[0-9;]*r|[0-9]*[tq]"
    rb"|[0-9]* q|[?>][0-9;]*[cn]"
)
"""Control sequences of Textual and of the shells' line editors."""
_KNOWN_OSC = (b"22;", b"0;", b"2;", b"7;", b"133;")
"""Pointer shape, titles and marks, as Textual and fish write them."""
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x80-\x9f]")
_MODES = (b"1049", b"1000", b"1003", b"1006", b"1015", b"2004", b"1004")


def check_talk(raw: bytes) -> None:
    """Assert that no traceback and no Python warning is in what was shown."""
    for sign in (b"Traceback (most recent call last)", b"Warning: ", b"most recent call"):
        assert sign not in raw, raw[max(0, raw.find(sign) - 200) :][:1500]


def check_secrets(raw: bytes, secrets: Iterable[str]) -> None:
    """Assert that no secret is in what was shown, unless a screen's cells cut it apart."""
    text = re.sub(rb"\x1b\[[0-9;]*[A-Za-z]|[\r\n]", b"", raw)
    for secret in secrets:
        assert secret.encode() not in text


def check_controls(raw: bytes, *, titles: bool = False) -> None:
    """Assert that every control byte belongs to a sequence that we, or a shell, would write."""
    for found in _SEQUENCE.finditer(raw):
        sequence, title, other = found["csi"], found["osc"], found["other"]
        around = raw[max(0, found.start() - 60) : found.end() + 60]
        if sequence is not None:
            assert _KNOWN.fullmatch(sequence), around
        elif title is not None:
            assert title.startswith(_KNOWN_OSC if titles else _KNOWN_OSC[:1]), around
        else:
            assert other in b"=>78(M", around
    rest = _SEQUENCE.sub(b"", raw).replace(b"\x07", b"" if titles else b"\x07")
    stray = re.search(rb"[\x00-\x06\x07\x0b\x0c\x0e-\x1f\x7f]", rest.replace(b"(B", b""))
    assert not stray, rest[max(0, stray.start() - 60) : stray.end() + 60]
    bidi = _BIDI.search(rest.decode("utf-8", "replace"))
    assert not bidi, repr(bidi)


def check_modes(raw: bytes) -> None:
    """Assert that each mode of the terminal that was switched on was switched off again."""
    last = dict(re.findall(rb"\x1b\[\?([0-9]+)([hl])", raw))
    left_on = [mode for mode in _MODES if last.get(mode) == b"h"]
    assert not left_on, left_on
    assert last.get(b"25", b"h") == b"h", "the cursor stays hidden"
    assert last.get(b"7", b"h") == b"h", "lines no longer wrap"
    keyboard = Counter(re.findall(rb"\x1b\[([<>])[0-9]*u", raw))
    assert keyboard[b"<"] >= keyboard[b">"], "the keyboard's protocol stays changed"


def check_sane(flags: str) -> None:
    """Assert that what `stty -a` printed is a terminal one can type into."""
    words = flags.replace(";", " ").split()
    for flag in ("icanon", "echo", "isig", "icrnl", "opost"):
        assert flag in words, f"{flag} is off: {flags}"


def processes_of(home: Path) -> dict[int, str]:
    """Return the processes whose HOME is `home` (process id to command), zombies left out.

    The environment of one that allows no core files is root's to read: its command has the mark.
    """
    mark = f"HOME={home}".encode()
    found = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ")
            if mark not in command:
                variables = Path(entry.path, "environ").read_bytes().split(b"\0")
                if mark not in variables:
                    continue
        except OSError:
            continue  # it ended meanwhile, or is another user's
        found[int(entry.name)] = command.decode(errors="replace")
    return found


def wait_for_none(home: Path, seconds: float) -> float:
    """Wait until no process of `home` runs, and return how long that took in seconds."""
    start = time.monotonic()
    while left := processes_of(home):
        assert time.monotonic() - start < seconds, f"still there after {seconds} s: {left}"
        time.sleep(0.02)
    return time.monotonic() - start

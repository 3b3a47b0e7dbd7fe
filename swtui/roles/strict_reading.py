"""What AWS's command line and Python's SDK make of an AWS file: one fault, and they read nothing.

They parse with configparser (botocore.configloader.raw_config_parse), where we read what is well.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from swtui.errors import ConfigError
from swtui.files import read_regular, shown_path
from swtui.health import HealthLine

_BOM = b"\xef\xbb\xbf"


def strict_lines(path: Path, area: str, env: Mapping[str, str]) -> Iterator[HealthLine]:
    """Yield that those tools read nothing of a file, or apply a section to every profile."""
    try:
        data = read_regular(path)
    except (FileNotFoundError, ConfigError):
        return  # told where the file is looked for
    if data.startswith(_BOM):
        return  # told as that
    shown = shown_path(path, env)
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(data.decode())
    except (configparser.Error, UnicodeDecodeError) as error:
        line = _line_of(error, data)
        at = f"{shown}:{line}" if line else shown
        text = f"{at}: AWS's command line and Python's SDK stop here, and read no profile at all"
        yield HealthLine(area, "problem", text, "mend that line", (str(path), line))
        return
    if parser.defaults():
        named = re.search(rb"(?m)^\[DEFAULT\]", data)
        line = data.count(b"\n", 0, named.start()) + 1 if named else 0
        text = f"{shown}:{line}: what stands under [DEFAULT] counts for every profile"
        cure = "write [default] if the profile of that name is meant"
        yield HealthLine(area, "warning", text, cure, (str(path), line))


def _line_of(error: configparser.Error | UnicodeDecodeError, data: bytes) -> int:
    """Return the line that stopped them, from 1; 0 where the error does not say."""
    if isinstance(error, UnicodeDecodeError):
        return data.count(b"\n", 0, error.start) + 1
    if isinstance(error, configparser.MissingSectionHeaderError):
        return int(error.lineno)
    if isinstance(error, configparser.ParsingError):
        return int(error.errors[0][0]) if error.errors else 0
    return int(getattr(error, "lineno", None) or 0)

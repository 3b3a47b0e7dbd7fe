"""A command line of the AWS files or the settings, checked before it runs.

The AWS CLI and boto3 split it into words and run no shell (botocore.credentials, ProcessProvider).
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping

from swtui.files import home
from swtui.records import pair
from swtui.shell_word import shell_word

_SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "fish")
_OPERATORS = frozenset(("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1", "2>/dev/null"))
_NAME = re.compile(r"\$(\w|\{|\()", re.ASCII)


@pair
class Fault:
    """The reason why a command line cannot run, or does not do what it seems to."""

    text: str
    """The end of a sentence that begins with the setting's name, raw."""
    hint: str


def split_command(command: str) -> list[str] | Fault:
    """Return the words of a command line, as a POSIX shell would split it."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        text = f"cannot be split into words: {str(problem).lower()}"
        return Fault(text, "close the quotation, or write the character as \\' or \\\"")
    return words or Fault("is empty", "name a program")


def start_fault(words: list[str], env: Mapping[str, str]) -> Fault | None:
    """Return why a command cannot be started; None when its program exists."""
    import shutil

    program = words[0]
    if shutil.which(program, path=env.get("PATH")):
        return None
    expanded = _unexpanded(program, env)
    if expanded is not None:
        return expanded
    if "/" not in program:
        text = f"names {program}, which is not a program on PATH"
        return Fault(text, "install it, or write its whole path")
    if os.path.isdir(program):
        return Fault(f"names {program}, which is a directory", "write the path of a program")
    if os.path.exists(program):
        text = f"names {program}, which is not executable"
        return Fault(text, f"chmod +x {shell_word(program)}")
    return Fault(f"names {program}, which does not exist", "install it, or correct the path")


def _unexpanded(program: str, env: Mapping[str, str]) -> Fault | None:
    """Return the fault of a program's name that only a shell would expand."""
    if program.startswith("~"):
        text = f"names {program}, and the AWS CLI and boto3 do not expand ~"
        whole = f"{home(env)}{program[1:]}" if program[:2] == "~/" else "its whole path"
        return Fault(text, f"write {whole}")
    if _NAME.search(program):
        text = f"names {program}, and the AWS CLI and boto3 do not expand $NAME"
        return Fault(text, "write the whole path")
    return None


def shell_fault(words: list[str]) -> Fault | None:
    """Return the words that only a shell would understand; None without any.

    Some SDKs run a shell, and expand them.
    """
    if os.path.basename(words[0]) in _SHELLS:
        return None
    operator = next((word for word in words if word in _OPERATORS), "")
    if operator:
        return _for_shell(f"has {operator}, which the AWS CLI and boto3 pass on as a word")
    for word in words[1:]:
        if _NAME.search(word):
            return _for_shell(f"has {word}, and the AWS CLI and boto3 do not expand $NAME")
        if word.startswith("~/"):
            return _for_shell(f"has {word}, and the AWS CLI and boto3 do not expand ~")
    return None


def _for_shell(text: str) -> Fault:
    return Fault(f"{text} (some SDKs run a shell)", "write sh -c 'COMMAND', or name a script")

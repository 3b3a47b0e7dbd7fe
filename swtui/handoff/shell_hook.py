"""Build the text of the function `sw`, which switches roles in the current shell."""

from __future__ import annotations

from pathlib import Path

from swtui.errors import UsageError
from swtui.handoff.dialects import quote
from swtui.handoff.environment import TOUCHED

SHELLS = ("bash", "zsh", "fish")
"""The shells that `swtui init` knows."""

HELP = (
    "sw               pick a role, and switch this shell to it",
    "sw WORDS         the same, filtered; the only match is taken at once",
    "sw WORDS -- CMD  run one command with the role; this shell stays as it is",
    "sw -             back to the previous role; a production role asks first",
    "sw .             renew the current session, as it was requested",
    "sw --off         restore what was there before the first switch",
)

_WRAPPED = """\
# zsh reads all of a text before it runs any of it: in quotes, no alias of the user's is looked for.
\\builtin emulate zsh -o no_aliases -c {}
"""
_TEXTS = Path(__file__).with_name("shells")


def init_script(shell: str, *, program: str) -> str:
    """Return the output of `swtui init SHELL`: the definition of `sw`, to be evaluated once.

    `program` is the command that the function calls. It calls
    `swtui pick WORDS`, `swtui export NAME` and `swtui exec NAME -- CMD`, evaluates what comes on
    stdout when the exit code is 0, and passes every other code through. Raises UsageError for a
    shell that has no such text.
    """
    if shell not in SHELLS:
        raise UsageError(f"there is no `sw` for {shell}", hint="there is for bash, zsh and fish")
    text = (_TEXTS / f"sw.{shell}").read_text(encoding="utf-8")
    values = {
        "@PROGRAM@": quote(program, shell),
        "@NAMES@": " ".join(TOUCHED),
        "@HELP@": " ".join(quote(line, shell) for line in HELP),
    }
    for mark, value in values.items():
        text = text.replace(mark, value)
    return _WRAPPED.format(quote(text, "sh")) if shell == "zsh" else text

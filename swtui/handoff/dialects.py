"""Write the changes of variables in the syntax of a shell or file, quoted for it.

Builtins alone: a warm `export` passes here.
"""

from __future__ import annotations

from swtui.errors import ConfigError, UsageError
from swtui.handoff.calling_shell import calling_dialect as calling_dialect  # asked for with these
from swtui.handoff.environment import Changes, reveal_value

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable

DIALECTS = ("bash", "zsh", "sh", "fish", "tcsh", "dotenv", "docker", "json")
"""The formats of `render` and `quote`: shells, files of variables, credential_process's JSON."""

_FILES = ("dotenv", "docker", "json")
"""Dialects that can set variables but not remove any."""

_JSON_FIELDS = (
    ("AccessKeyId", "AWS_ACCESS_KEY_ID"),
    ("SecretAccessKey", "AWS_SECRET_ACCESS_KEY"),
    ("SessionToken", "AWS_SESSION_TOKEN"),
    ("Expiration", "AWS_CREDENTIAL_EXPIRATION"),
)
"""AWS SDKs and Tools Reference Guide, "Process credential provider"."""


def render(changes: Changes, dialect: str, *, unset: bool = False) -> str:
    """Return the text that makes `changes` when a reader of `dialect` evaluates it.

    With `unset` it removes everything they name instead. Files of variables only set. Raises
    UsageError where the dialect has no syntax for it, ConfigError for a value it cannot hold.
    """
    to_set = {} if unset else {n: reveal_value(n, v) for n, v in changes.to_set.items()}
    to_remove = (*changes.to_remove, *changes.to_set) if unset else changes.to_remove
    if dialect in _FILES and not (to_set and changes.gives):
        raise UsageError(
            f"{dialect} can set variables but not remove them",
            hint="name a shell: --format bash, zsh, sh, fish or tcsh",
        )
    if dialect == "json":
        return _render_json(to_set)
    removal = _REMOVALS[dialect](to_remove) if to_remove and dialect in _REMOVALS else ""
    line = _LINES[dialect]
    return removal + "".join(
        line.format(name=name, value=quote(text, dialect)) for name, text in to_set.items()
    )


def quote(text: str, dialect: str) -> str:
    """Return `text` as one word of `dialect`, always quoted; evaluating it gives `text` back.

    Raises ConfigError for what the dialect has no spelling for.
    """
    return _QUOTES[dialect](reveal_value("a variable", text))


def _quote_posix(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _quote_bash_and_zsh(text: str) -> str:
    """Write control characters as escapes: pasted raw, a tab would complete and ^C interrupt."""
    if text.isprintable() or not any(_is_control(c) for c in text):
        return _quote_posix(text)
    # History expansion reads `$'` as an opening quote only in some versions: `!` is escaped too.
    escaped = (f"\\{ord(c):03o}" if _is_control(c) or c in "\\'!" else c for c in text)
    return "$'" + "".join(escaped) + "'"


def _is_control(character: str) -> bool:
    return character < " " or character == "\x7f"


def _quote_fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quote_tcsh(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ConfigError("tcsh has no spelling for a value of more than one line")
    return "'" + text.replace("'", "'\\''").replace("!", "\\!") + "'"


def _quote_dotenv(text: str) -> str:
    """Quote as python-dotenv, docker compose and a sourcing shell all read it.

    They differ over a quote and over two backslashes: there it is python-dotenv's spelling.
    """
    if "\r" in text or text.endswith("\\"):
        raise ConfigError(
            "a dotenv file cannot carry a carriage return, nor a backslash at the end of a value"
        )
    if "'" in text or "\\\\" in text:
        text = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _quote_docker(text: str) -> str:
    """Return a value as it is: docker --env-file would make quotes part of it."""
    if "\n" in text or "\r" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ConfigError("docker's file of variables takes only values of one line, in UTF-8")
    return text


def _quote_json(text: str) -> str:
    """Quote as RFC 8259 has it, ASCII only, so that every locale carries it."""
    escaped = []
    for c in text:
        if c in '"\\':
            escaped.append("\\" + c)
        elif " " <= c <= "~":
            escaped.append(c)
        else:
            units = c.encode("utf-16-be", "surrogatepass").hex()
            escaped += ["\\u" + units[at : at + 4] for at in range(0, len(units), 4)]
    return '"' + "".join(escaped) + '"'


def _render_json(to_set: dict[str, str]) -> str:
    if "AWS_ACCESS_KEY_ID" not in to_set:
        raise UsageError("json is credential_process's form, and that is for keys alone")
    members = [
        f'"{field}": {_quote_json(to_set[name])}' for field, name in _JSON_FIELDS if name in to_set
    ]
    return '{"Version": 1, ' + ", ".join(members) + "}\n"


def _remove_fish(names: tuple[str, ...]) -> str:
    # An exported universal variable cannot be hidden from children, and is not ours to erase.
    return (
        f"for _swtui_name in {' '.join(names)}\n"
        "  set -eg $_swtui_name\n"
        "  set -qUx $_swtui_name\n"
        "  and echo swtui: $_swtui_name is universal and stays set: set -eU $_swtui_name >&2\n"
        "end\n"
        "set -e _swtui_name\n"
    )


def _remove_tcsh(names: tuple[str, ...]) -> str:
    return "".join(f"unsetenv {name} ;\n" for name in names)


def _remove_posix(names: tuple[str, ...]) -> str:
    return f"unset {' '.join(names)}\n"


_QUOTES: dict[str, Callable[[str], str]] = {
    "bash": _quote_bash_and_zsh,
    "zsh": _quote_bash_and_zsh,
    "sh": _quote_posix,
    "fish": _quote_fish,
    "tcsh": _quote_tcsh,
    "dotenv": _quote_dotenv,
    "docker": _quote_docker,
    "json": _quote_json,
}
_LINES = {
    "bash": "export {name}={value}\n",
    "zsh": "export {name}={value}\n",
    "sh": "export {name}={value}\n",
    "fish": "set -gx {name} {value}\n",
    # Backticks make one line of many: each needs its end. eval "`swtui export NAME`"
    "tcsh": "setenv {name} {value} ;\n",
    "dotenv": "{name}={value}\n",
    "docker": "{name}={value}\n",
}
_REMOVALS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "bash": _remove_posix,
    "zsh": _remove_posix,
    "sh": _remove_posix,
    "fish": _remove_fish,
    "tcsh": _remove_tcsh,
}

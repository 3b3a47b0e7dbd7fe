"""The way in: a warm export, exec, whoami or credential-process is answered here at once.

Everything else, and everything in the least unusual, goes to `cli.main`, which costs more to load
than the whole answer here.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Mapping, Sequence

    from swtui.errors import SwtuiError

_WARM = ("export", "exec", "credential-process", "whoami")
_BACK = ["--ask", "--request=plain"]
"""How `sw -` goes back to a role that was requested by its name alone."""


def main() -> int:
    """Run what was typed, and return its exit code (see `swtui.errors`)."""
    _hold_standard_places()
    argv = sys.argv[1:]
    if argv[:1] == ["--version"] or argv[:1] == ["-V"]:
        from swtui import __version__

        return _write(f"swtui {__version__}\n".encode())
    from swtui.system import forbid_core_files

    forbid_core_files()
    try:
        code = _warm(argv, os.environ)
        if code is not None:
            return code
        from swtui.cli.main import main as full_way

        return full_way(argv, os.environ)
    except KeyboardInterrupt:
        from swtui.cli import output

        output.end_line()
        return 130


def _hold_standard_places() -> None:
    """Fill what of 0, 1 and 2 is closed, so that no file or socket of swtui takes its number.

    Secrets are written to 1. The replacement is opened the wrong way round: using it fails, as
    using what is closed does, and a command that we become finds it closed.
    """
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number is this one


def _warm(argv: Sequence[str], env: Mapping[str, str]) -> int | None:
    """Answer from a cached session, and return the exit code; None where `cli.main` is needed."""
    if len(argv) < 2 or argv[0] not in _WARM or argv[1][:1] in ("", "-"):
        return None
    verb, name, rest = argv[0], argv[1], argv[2:]
    if verb == "exec":
        return _exec(name, rest[1:], env) if len(rest) > 1 and rest[0] == "--" else None
    if verb == "credential-process":
        return None if rest else _print(name, "json", env, switches=False)
    if verb == "whoami":
        return _whoami(name, env, as_object=bool(rest)) if rest in ([], ["--json"]) else None
    if os.isatty(1):
        return None  # there more is to be said
    if not rest:
        from swtui.handoff.calling_shell import calling_dialect

        return _print(name, calling_dialect(env), env)
    if rest == _BACK:
        from swtui.handoff.calling_shell import calling_dialect

        return _print(name, calling_dialect(env), env, asks=True)
    return _print(name, rest[1], env) if len(rest) == 2 and rest[0] == "--format" else None


def _print(
    name: str,
    dialect: str,
    env: Mapping[str, str],
    *,
    switches: bool = True,
    asks: bool = False,
) -> int | None:
    """Write a cached session; `switches` is false for a program's use, which is not a switch.

    With `asks` a production role's session that was requested otherwise is left to the full way.
    """
    from swtui.errors import SwtuiError
    from swtui.sessions.cache.fast_path import look_up
    from swtui.sessions.credentials import PLAIN

    warm = look_up(name, env)
    if warm is None or warm.session.not_renewable:
        return None
    if asks and warm.session.production and warm.session.request != PLAIN:
        return None
    from swtui.handoff.dialects import DIALECTS, render
    from swtui.handoff.environment import changes_for

    if dialect not in DIALECTS:
        return None
    changes = changes_for(warm.session, env, awsume_profile=warm.awsume_profile)
    try:
        text = render(changes, dialect)
    except SwtuiError:
        return None  # the full way meets it again, and has the words for it
    if switches:
        _note_use(warm.session.name, env)
    _tell(warm.endpoint_notice)
    code = _write(text.encode("utf-8", "surrogateescape"))
    if code == 0 and switches and warm.switch_notice:
        from swtui.handoff.notice import tell_switch

        tell_switch(warm.session, changes, env)
    return code


def _exec(name: str, command: Sequence[str], env: Mapping[str, str]) -> int | None:
    from swtui.errors import SwtuiError
    from swtui.sessions.cache.fast_path import look_up

    warm = look_up(name, env)
    if warm is None or warm.session.not_renewable:
        return None
    from swtui.handoff.environment import apply_changes, changes_for
    from swtui.handoff.replace_process import become_command

    changes = changes_for(warm.session, env, awsume_profile=warm.awsume_profile)
    _note_use(warm.session.name, env)
    _tell(warm.endpoint_notice)
    try:
        become_command(command, apply_changes(changes, env))
    except SwtuiError as error:
        return _complain(error)


def _whoami(name: str, env: Mapping[str, str], *, as_object: bool) -> int | None:
    """Print whose a cached session is."""
    from swtui.errors import SwtuiError
    from swtui.sessions.cache.fast_path import look_up

    warm = look_up(name, env)
    if warm is None or warm.session.not_renewable or not warm.session.identity.arn:
        return None
    from swtui.cli.whoami import print_identity

    session = warm.session
    _note_use(session.name, env)
    _tell(warm.endpoint_notice)
    expires = session.credentials.expires_at
    try:
        print_identity(session.identity, f"role {session.name}", expires, as_object=as_object)
    except BrokenPipeError:
        return 141
    except SwtuiError as error:
        return _complain(error)
    return 0


def _tell(notice: str) -> None:
    """Say on stderr what is to be said of a cached session, if there is anything."""
    if notice and sys.stderr is not None:
        try:
            sys.stderr.write(f"swtui: {notice}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return  # no one reads it any more


def _note_use(name: str, env: Mapping[str, str]) -> None:
    from time import time

    from swtui.roles.warm_uses import note_warm_use

    note_warm_use(env, name, time())


def _write(raw: bytes) -> int:
    """Write everything to stdout, past Python's buffers, and return the exit code."""
    try:
        while raw:
            raw = raw[os.write(1, raw) :]
    except BrokenPipeError:
        return 141
    except OSError as problem:
        from swtui.errors import SwtuiError

        return _complain(SwtuiError(f"cannot write to stdout: {problem.strerror}"))
    return 0


def _complain(error: SwtuiError) -> int:
    from swtui.cli import output

    output.print_error(error)
    return error.exit_code


if __name__ == "__main__":
    sys.exit(main())

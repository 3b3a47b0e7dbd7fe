"""`swtui demo`: serve the demo's AWS, run one child against it, and leave nothing behind."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from swtui.demo.accounts import build_organisation
from swtui.demo.child import Child, child_environment
from swtui.demo.directory import DemoDirectory, left_behind, remove
from swtui.demo.home import CodeFile, write_home
from swtui.demo.server import DemoServer
from swtui.errors import CacheError, SwtuiError

OnEnd = Callable[[Mapping[str, str]], None]
"""Called with the child's environment when it has ended: deletes the sessions it cached."""

PROGRAM = """\
#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

sys.path[0] = {package_root!r}
from swtui.__main__ import main

sys.exit(main())
"""
"""The `swtui` of the demo's PATH: the very program that started it, wherever it is installed."""


def run_demo(argv: Sequence[str], env: Mapping[str, str], *, on_end: OnEnd | None = None) -> int:
    """Run `argv`, or the picker when it is empty, in a demo of its own; return its exit code.

    Must run in the main thread, as it handles signals. Returns 128+n when signal n ended the
    child or us. Raises CannotRunError when the command cannot be started, CacheError when there
    is no room for the demo's directory.
    """
    base = Path(env.get("TMPDIR") or tempfile.gettempdir())
    _sweep(base, env, on_end)
    with Child() as child, ExitStack() as afterwards:
        room = _room(base)
        afterwards.callback(_close, room)
        server = DemoServer(build_organisation())
        server.start()
        afterwards.callback(server.stop)
        code_file = CodeFile(room.path, server.mfa)
        code_file.start()
        afterwards.callback(code_file.stop)
        write_home(room.path / "home", server.organisation)
        surroundings = child_environment(
            room.path, server.url, env, programs=_own_program(room.path)
        )
        afterwards.callback(_forget, surroundings, on_end)
        return child.run(list(argv) or [sys.executable, "-m", "swtui"], surroundings)


def _room(base: Path) -> DemoDirectory:
    try:
        return DemoDirectory(base)
    except OSError as problem:
        reason = (problem.strerror or "unknown").lower()
        raise CacheError(
            f"cannot make a directory for the demo in {base}: {reason}",
            hint="name another place: TMPDIR=… swtui demo",
        ) from None


def _own_program(root: Path) -> Path:
    """Write a `swtui` that runs this program, and return its directory."""
    directory = root / "bin"
    directory.mkdir(mode=0o700)
    program = directory / "swtui"
    package_root = str(Path(__file__).parents[2])
    program.write_text(
        PROGRAM.format(python=shlex.quote(sys.executable), package_root=package_root),
        encoding="utf-8",
    )
    program.chmod(0o700)
    return directory


def _forget(surroundings: Mapping[str, str], on_end: OnEnd | None) -> None:
    if on_end is None:
        return
    try:
        on_end(surroundings)
    except SwtuiError as error:
        _say(f"cannot delete the demo's sessions: {error.message}")


def _close(room: DemoDirectory) -> None:
    if not room.close():
        _say(f"cannot remove {room.path}; it holds nothing real")


def _sweep(base: Path, env: Mapping[str, str], on_end: OnEnd | None) -> None:
    """Remove what demos left behind that were killed."""
    for path in left_behind(base):
        _forget(child_environment(path, "", env), on_end)
        remove(path)


def _say(text: str) -> None:
    """Tell the user on stderr, if anybody still listens there."""
    try:
        os.write(2, f"swtui demo: {text}\n".encode())
    except OSError:
        return

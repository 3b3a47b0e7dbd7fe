"""Run `swtui demo`: serve the demo's AWS, run one child against it, and remove all files."""

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
from swtui.demo.directory import DemoDirectory, find_abandoned, remove
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
    _remove_abandoned(base, env, on_end)
    with Child() as child, ExitStack() as afterwards:
        directory = _make_directory(base)
        afterwards.callback(_close, directory)
        server = DemoServer(build_organisation())
        server.start()
        afterwards.callback(server.stop)
        code_file = CodeFile(directory.path, server.mfa)
        code_file.start()
        afterwards.callback(code_file.stop)
        write_home(directory.path / "home", server.organisation)
        child_env = child_environment(
            directory.path, server.url, env, programs=_own_program(directory.path)
        )
        afterwards.callback(_delete_sessions, child_env, on_end)
        return child.run(list(argv) or [sys.executable, "-m", "swtui"], child_env)


def _make_directory(base: Path) -> DemoDirectory:
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


def _delete_sessions(child_env: Mapping[str, str], on_end: OnEnd | None) -> None:
    if on_end is None:
        return
    try:
        on_end(child_env)
    except SwtuiError as error:
        _say(f"cannot delete the demo's sessions: {error.message}")


def _close(directory: DemoDirectory) -> None:
    if not directory.close():
        _say(f"cannot remove {directory.path}; it holds nothing real")


def _remove_abandoned(base: Path, env: Mapping[str, str], on_end: OnEnd | None) -> None:
    """Remove the directories and cached sessions of demos that were killed."""
    for path in find_abandoned(base):
        _delete_sessions(child_environment(path, "", env), on_end)
        remove(path)


def _say(text: str) -> None:
    """Write a message to stderr, if that is still open."""
    try:
        os.write(2, f"swtui demo: {text}\n".encode())
    except OSError:
        return

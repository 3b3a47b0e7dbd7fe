"""Find, read, write and lock swtui's files safely.

Directories follow the XDG Base Directory Specification 0.8: a relative or empty variable is
ignored. What we write is private (0700 directories, 0600 files) and replaced in one step.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from swtui.errors import CacheError, ConfigError, LockHeld
from swtui.shell_word import shell_word
from swtui.system import HAS_OWNERS, TO_READ, flags, is_closed, is_own, take_lock

_DIRECTORY = flags("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC")
READ_LIMIT = 16 * 1024 * 1024
"""Bytes: no configuration file is read beyond this size."""


def home(env: Mapping[str, str]) -> Path:
    """Return the home directory: HOME, else that of the user's account, else `/`."""
    if env.get("HOME"):
        return Path(env["HOME"])
    try:
        import pwd
    except ModuleNotFoundError:  # Windows
        return Path(env.get("USERPROFILE") or "/")
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return Path("/")


def config_dir(env: Mapping[str, str]) -> Path:
    """Return the directory of the user's settings."""
    return _xdg(env, "XDG_CONFIG_HOME", ".config")


def state_dir(env: Mapping[str, str]) -> Path:
    """Return the directory of what we remember: favourites, recent roles, the theme."""
    return _xdg(env, "XDG_STATE_HOME", ".local/state")


def cache_dir(env: Mapping[str, str]) -> Path:
    """Return the directory of what can be recreated: encrypted sessions, their locks."""
    return _xdg(env, "XDG_CACHE_HOME", ".cache")


def _xdg(env: Mapping[str, str], variable: str, default: str) -> Path:
    named = env.get(variable, "")
    base = Path(named) if named.startswith("/") else home(env) / default
    return base / "swtui"


def shown_path(path: str | Path, env: Mapping[str, str]) -> str:
    """Return `path` with the home directory written as `~`, as people say it."""
    text, root = str(path), str(home(env))
    inside = root != "/" and (text == root or text.startswith(root + "/"))
    return "~" + text[len(root) :] if inside else text


def with_tilde(text: str, env: Mapping[str, str]) -> str:
    """Return a sentence with each path under the home directory written as `~/…`.

    Not in quotes, nor behind `=`: a shell that is given such words does not expand it there.
    """
    root = str(home(env))
    if root == "/" or root not in text:
        return text
    import re

    return re.sub(rf"(?<![^\s(]){re.escape(root)}(?![\w.-])", "~", text)


def read_regular(path: Path, limit: int = READ_LIMIT) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; symlinks are followed.

    Never blocks (a FIFO is opened without waiting and then refused). Raises FileNotFoundError
    when nothing is there (also for a dangling link), ConfigError for everything else.
    """
    try:
        descriptor = os.open(path, TO_READ)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem) from None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise ConfigError(
            "is not a regular file", file=str(path), hint="put an ordinary file there"
        )
    with os.fdopen(descriptor, "rb") as stream:
        if about.st_size > limit:
            sizes = _size(about.st_size), _size(limit)
            raise ConfigError(
                f"is {sizes[0]} large; more than {sizes[1]} is not read", file=str(path)
            )
        try:
            return stream.read(limit + 1)[:limit]
        except OSError as problem:
            raise _unreadable(path, problem) from None


def _unreadable(path: Path, problem: OSError | ValueError) -> ConfigError:
    from swtui.shell_word import shell_word

    hint = f"make it readable: chmod u+r {shell_word(str(path))}"
    return ConfigError(f"cannot read: {_reason(problem)}", file=str(path), hint=hint)


def _size(count: int) -> str:
    """Return a number of bytes as people say it."""
    mebibyte = 1024 * 1024
    return f"{count // mebibyte} MiB" if count >= mebibyte else f"{count // 1024} KiB"


def _reason(problem: OSError | ValueError) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror.lower()
    return "the path is not a valid file name"


def private_dir(path: Path) -> Path:
    """Make sure `path` is our own directory that no other user can enter, and return it.

    Missing parents are made 0700 too. Raises CacheError when it is a symlink, belongs to
    someone else, or is open to others and cannot be closed; always where files have no owners.
    """
    if not HAS_OWNERS:
        raise CacheError(f"nothing is stored in {path}: on this system it may not be private")
    try:
        missing = [path]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for directory in reversed(missing):
            with contextlib.suppress(FileExistsError):
                os.mkdir(directory, 0o700)
        descriptor = os.open(path, _DIRECTORY | os.O_NOFOLLOW)
    except OSError as problem:
        raise CacheError(f"cannot use the directory {path}: {_reason(problem)}") from None
    try:
        about = os.fstat(descriptor)
        if not is_own(about):
            raise CacheError(f"the directory {path} belongs to another user")
        if not is_closed(about):
            raise CacheError(
                f"the directory {path} is open to other users",
                hint=f"close it: chmod 700 {shell_word(str(path))}",
            )
    finally:
        os.close(descriptor)
    return path


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step, readable by its owner only.

    A reader sees the old bytes or the new, never a part; whatever goes wrong, no temporary file
    stays. The directory must exist (see `private_dir`). Raises CacheError.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(temporary, new, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                os.fchmod(stream.fileno(), 0o600)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.rename(temporary, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
        _sync_directory(path.parent)
    except OSError as problem:
        raise CacheError(f"cannot write {path}: {_reason(problem)}") from None


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, _DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(
    path: Path, *, wait: float = 30.0, now: float | None = None, leave: bool = True
) -> Iterator[None]:
    """Hold the advisory lock file `path` (made if missing); the kernel frees it if we die.

    Raises LockHeld after `wait` seconds, naming the holder's process id, and CacheError at once
    where the file system has no locks. `now` is a monotonic start time in seconds. Without
    `leave` the file is removed afterwards.
    """
    descriptor = _open_locked(path, (time.monotonic() if now is None else now) + wait)
    try:
        with contextlib.suppress(OSError):  # a full disk: only the holder's name is missing then
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        if not leave:
            with contextlib.suppress(OSError):
                os.unlink(path)
        os.close(descriptor)


def sweep_locks(folder: Path) -> None:
    """Remove the lock files in `folder` that no process holds."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob("*.lock")):
            with contextlib.suppress(CacheError), locked(path, wait=0.0, leave=False):
                pass


def _open_locked(path: Path, until: float) -> int:
    """Return the descriptor of a lock file that is ours, and that is still at its path."""
    kind = flags("O_RDWR", "O_CREAT", "O_NOFOLLOW", "O_CLOEXEC")
    while True:
        try:
            descriptor = os.open(path, kind, 0o600)
        except OSError as problem:
            raise CacheError(f"cannot open the lock {path}: {_reason(problem)}") from None
        try:
            _wait_for_lock(descriptor, path, until)
            if _is_at(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its last owner has removed it: the lock at the path is another


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _wait_for_lock(descriptor: int, path: Path, until: float) -> None:
    pause = 0.002
    while True:
        try:
            take_lock(descriptor)
            return
        except OSError as problem:
            if problem.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise CacheError(f"cannot lock {path}: {_reason(problem)}") from None
        if time.monotonic() >= until:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace")
            raise LockHeld(
                f"another swtui (process {holder or 'unknown'}) holds the lock {path.name}",
                # One that was stopped (ctrl+z) takes its end only when it goes on.
                hint=f"answer it there, or end it: kill {holder}; kill -CONT {holder}"
                if holder
                else "try again later",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)

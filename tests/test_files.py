"""Our files: private, replaced in one step, read without waiting, and nothing left behind."""

from __future__ import annotations

import os
import resource
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from swtui.errors import CacheError, ConfigError
from swtui.files import (
    cache_dir,
    config_dir,
    home,
    private_dir,
    read_regular,
    shown_path,
    state_dir,
    with_tilde,
    write_private,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@contextmanager
def umask(bits: int) -> Iterator[None]:
    before = os.umask(bits)
    try:
        yield
    finally:
        os.umask(before)


def test_directories_are_where_xdg_says_and_relative_ones_are_ignored() -> None:
    env = {"HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "relative"}

    assert config_dir(env) == Path("/h/.config/swtui")
    assert state_dir(env) == Path("/s/swtui")
    assert cache_dir(env) == Path("/h/.cache/swtui")


def test_without_home_the_accounts_own_directory_counts() -> None:
    assert home({}).is_absolute()
    assert home({"HOME": ""}) == home({})


@pytest.mark.parametrize(
    ("path", "root", "shown"),
    [
        ("/h/jo/.aws/config", "/h/jo", "~/.aws/config"),
        ("/h/jo", "/h/jo", "~"),
        ("/h/joan/x", "/h/jo", "/h/joan/x"),
        ("/etc/x", "/", "/etc/x"),
    ],
)
def test_a_path_is_shown_as_people_say_it(path: str, root: str, shown: str) -> None:
    assert shown_path(path, {"HOME": root}) == shown


def test_a_file_is_read_through_a_symlink(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"content")
    (tmp_path / "link").symlink_to("real")

    assert read_regular(tmp_path / "link") == b"content"


def test_what_is_not_there_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")

    for name in ("missing", "dangling", "missing/below"):
        with pytest.raises(FileNotFoundError):
            read_regular(tmp_path / name)


@pytest.mark.parametrize("kind", ["directory", "fifo", "socket", "loop", "below a file", "nul"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    listener = socket.socket(socket.AF_UNIX)
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        here = os.getcwd()
        os.chdir(tmp_path)  # a socket's address is short
        listener.bind("it")
        os.chdir(here)
    elif kind == "loop":
        path.symlink_to("it")
    elif kind == "below a file":
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "it"
    else:
        path = tmp_path / "a\0b"
    begun = time.monotonic()

    with listener, pytest.raises(ConfigError) as refused:
        read_regular(path)

    assert refused.value.file == str(path)
    assert time.monotonic() - begun < 1


def test_a_refused_file_leaves_no_descriptor_open(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))

    with pytest.raises(ConfigError):
        read_regular(tmp_path)

    assert len(os.listdir("/dev/fd")) == before


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as stream:
        stream.truncate(1 << 30)

    with pytest.raises(ConfigError, match="is 1024 MiB large; more than 16 MiB is not read"):
        read_regular(file)


@pytest.mark.parametrize("bits", [0o000, 0o077])
def test_what_we_write_is_private_whatever_the_umask(tmp_path: Path, bits: int) -> None:
    with umask(bits):
        directory = private_dir(tmp_path / "a" / "b" / "swtui")
        write_private(directory / "file", b"x")

    assert [mode(tmp_path / part) for part in ("a", "a/b", "a/b/swtui")] == [0o700] * 3
    assert mode(directory / "file") == 0o600


def test_a_directory_open_to_others_is_refused_with_the_cure(tmp_path: Path) -> None:
    directory = tmp_path / "swtui"
    directory.mkdir()
    directory.chmod(0o755)

    with pytest.raises(CacheError, match="open to other users") as refused:
        private_dir(directory)

    assert refused.value.hint == f"close it: chmod 700 {directory}"


@pytest.mark.skipif(os.getuid() != 0, reason="needs root")
def test_a_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "swtui"
    directory.mkdir(mode=0o700)
    os.chown(directory, 65534, 65534)

    with pytest.raises(CacheError, match="belongs to another user"):
        private_dir(directory)


@pytest.mark.parametrize("target", ["directory", "file", "nowhere"])
def test_a_link_in_the_directorys_place_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "directory").mkdir(mode=0o700)
    (tmp_path / "file").touch()
    (tmp_path / "swtui").symlink_to(target)

    with pytest.raises(CacheError, match="cannot use the directory"):
        private_dir(tmp_path / "swtui")


def test_a_file_is_replaced_and_its_link_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    (tmp_path / "file").symlink_to(victim)

    write_private(tmp_path / "file", b"new")

    assert victim.read_bytes() == b"untouched"
    assert not (tmp_path / "file").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_readers_see_the_old_bytes_or_the_new(tmp_path: Path) -> None:
    file = tmp_path / "file"
    versions = [bytes([65 + n]) * 20_000 for n in range(2)]
    write_private(file, versions[0])
    ended = threading.Event()

    def write() -> None:
        for turn in range(60):
            write_private(file, versions[turn % 2])
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    read = 0
    while not ended.is_set() or read == 0:
        assert file.read_bytes() in versions
        read += 1
    writer.join()


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_private(file, b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(CacheError, match="cannot write"):
            write_private(file, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert file.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["file", "home"]


def test_a_directory_in_the_files_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()

    with pytest.raises(CacheError):
        write_private(tmp_path / "file", b"x")

    assert sorted(os.listdir(tmp_path)) == ["file", "home"]


def test_a_missing_directory_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(CacheError, match="no such file or directory"):
        write_private(tmp_path / "missing" / "file", b"x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/jo/.aws/config:3: odd", "~/.aws/config:3: odd"),
        ("names /home/jo/bin/x, which", "names ~/bin/x, which"),
        ("wrong (/home/jo/.aws/config:7)", "wrong (~/.aws/config:7)"),
        ("/home/jo is empty", "~ is empty"),
        ("/home/joanna/x and /srv/home/jo/x", "/home/joanna/x and /srv/home/jo/x"),
        ("say it='/home/jo/x' or --file=/home/jo/y", "say it='/home/jo/x' or --file=/home/jo/y"),
    ],
)
def test_the_home_directory_is_said_as_a_tilde(text: str, shown: str) -> None:
    assert with_tilde(text, {"HOME": "/home/jo"}) == shown
    assert with_tilde(text, {"HOME": "/"}) == text

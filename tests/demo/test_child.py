"""The demo's own place: its environment, its directory, its file with the MFA code."""

from __future__ import annotations

import re
import time
from pathlib import Path

from swtui.demo.child import DEAD_END, child_environment
from swtui.demo.directory import DemoDirectory, remove
from swtui.demo.home import CodeFile
from swtui.demo.mfa import MfaDevices


def test_a_room_is_private_and_removed_with_what_links_point_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    room = DemoDirectory(tmp_path)
    (room.path / "home" / "link").symlink_to(outside)
    assert room.path.stat().st_mode & 0o777 == 0o700
    assert room.close()
    assert outside.stat().st_mode & 0o777 == 0o755
    assert remove(room.path)


class TestEnvironment:
    USER = {  # noqa: RUF012 - a value for reading
        "PATH": "/usr/bin",
        "HOME": "/home/real",
        "XDG_RUNTIME_DIR": "/run/user/1000",
        "WAYLAND_DISPLAY": "wayland-0",
        "AWS_PROFILE": "real",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_CA_BUNDLE": "/real",
        "SWTUI_ROLE": "real",
        "SWTUI_CONFIG": "/home/real/config.toml",
        "https_proxy": "http://real",
        "ALL_PROXY": "http://real",
        "BASH_ENV": "/home/real/.env",
        "ZDOTDIR": "/home/real/zsh",
        "EDITOR": "vi",
    }

    def test_nothing_of_the_users_aws_or_home_is_left(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        gone = {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_CA_BUNDLE", "SWTUI_ROLE", "SWTUI_CONFIG"}
        assert not (gone | {"ALL_PROXY", "BASH_ENV", "ZDOTDIR"}) & set(env)
        real = {name: value for name, value in env.items() if "/home/real" in value}
        assert real == {}
        assert env["EDITOR"] == "vi"

    def test_it_leads_to_the_server_and_nowhere_else(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert env["HTTPS_PROXY"] == env["https_proxy"] == DEAD_END
        assert env["NO_PROXY"] == env["no_proxy"] == "127.0.0.1,localhost"

    def test_the_desktop_is_still_found_for_the_clipboard(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        assert env["XDG_RUNTIME_DIR"] == "/demo/run"
        assert env["WAYLAND_DISPLAY"] == "/run/user/1000/wayland-0"

    def test_programs_of_the_demo_come_first(self) -> None:
        env = child_environment(Path("/demo"), "", self.USER, programs=Path("/demo/bin"))
        assert env["PATH"] == "/demo/bin:/usr/bin"


def test_the_code_file_follows_the_windows(tmp_path: Path) -> None:
    devices = MfaDevices([], window=1)
    file = CodeFile(tmp_path, devices)
    file.start()
    seen: set[str] = set()
    until = time.monotonic() + 10
    while len(seen) < 3 and time.monotonic() < until:
        seen.add((tmp_path / "mfa-code").read_text())
        time.sleep(0.01)
    file.stop()
    assert len(seen) >= 3
    assert all(re.fullmatch(r"\d{6}\n", text) for text in seen)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mfa-code"]

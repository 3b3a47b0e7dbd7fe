"""Reading the AWS files: whatever is in them, what is usable stays usable."""

from __future__ import annotations

import contextlib
import os
import pwd
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from swtui.roles.aws_config import AwsFiles, config_path, files_stamp, read_aws_files
from swtui.roles.role import Place

WriteFiles = Callable[..., Mapping[str, str]]
FilesOf = Callable[..., AwsFiles]
GOOD = "[profile good]\nregion = eu-west-1\n"


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n; comments\n"])
def test_a_file_that_says_nothing_has_no_profiles_and_no_problems(
    text: str, files_of: FilesOf
) -> None:
    files = files_of(text, text)
    assert not files.profiles
    assert not files.problems


def test_absent_files_are_no_problem_and_are_named(home: Path) -> None:
    files = read_aws_files({"HOME": str(home)})
    assert files.searched == (home / ".aws/config", home / ".aws/credentials")
    assert not files.problems


def test_a_bare_name_of_the_config_file_does_not_hide_the_same_in_credentials(
    files_of: FilesOf,
) -> None:
    files = files_of("[p]\nregion = x\n", "[p]\naws_access_key_id = A\n")
    assert not files.profiles["p"].problems
    assert files.profiles["p"].get("region") == ""


def test_sections_that_are_not_profiles_are_not_listed(files_of: FilesOf) -> None:
    files = files_of("[sso-session s]\nx = 1\n[services v]\nx = 1\n[plugins]\nx = y\n" + GOOD)
    assert list(files.profiles) == ["good"]
    assert list(files.sso_sessions) == ["s"]
    assert list(files.services) == ["v"]


def test_percent_signs_and_inline_comments_are_part_of_the_value(files_of: FilesOf) -> None:
    files = files_of("[profile p]\nx = %(y)s ; no # comment\n")
    assert files.profiles["p"].get("x") == "%(y)s ; no # comment"


def test_keys_of_the_credentials_file_win_and_know_where_they_stand(files_of: FilesOf) -> None:
    files = files_of("[profile p]\nregion = a\nx = 1\n", "\n[p]\nx = 2\n")
    profile = files.profiles["p"]
    assert profile.get("x") == "2"
    assert profile.places == {
        "region": Place(str(files.config_path), 2),
        "x": Place(str(files.credentials_path), 3),
    }


def test_the_environment_names_other_files(home: Path) -> None:
    (home / "mine").write_text(GOOD)
    env = {"HOME": str(home), "AWS_CONFIG_FILE": "~/mine"}
    assert list(read_aws_files(env).profiles) == ["good"]


def test_a_link_to_a_file_is_followed(home: Path, write: WriteFiles) -> None:
    env = write(GOOD)
    (home / ".aws/config").rename(home / "real")
    (home / ".aws/config").symlink_to(home / "real")
    assert list(read_aws_files(env).profiles) == ["good"]


@pytest.mark.parametrize("obstacle", ["directory", "fifo", "loop"])
def test_what_is_no_file_is_reported_at_once(obstacle: str, home: Path, write: WriteFiles) -> None:
    env = write("", "[keys]\naws_access_key_id = A\n")
    path = home / ".aws/config"
    path.unlink()
    if obstacle == "directory":
        path.mkdir()
    elif obstacle == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    files = read_aws_files(env)
    assert len(files.problems) == 1
    assert list(files.profiles) == ["keys"]


def test_a_link_to_nothing_is_a_warning(home: Path, write: WriteFiles) -> None:
    env = write()
    (home / ".aws/config").unlink()
    (home / ".aws/config").symlink_to(home / "nowhere")
    assert [item.message for item in read_aws_files(env).warnings] == ["is a link to nothing"]


def test_a_file_over_16_mib_is_not_read(home: Path, write: WriteFiles) -> None:
    env = write()
    with (home / ".aws/config").open("wb") as stream:
        stream.truncate(1024**3)
    files = read_aws_files(env)
    assert "1024 MiB" in files.problems[0].message


def test_credentials_that_others_can_read_are_used_with_a_warning(
    home: Path, write: WriteFiles
) -> None:
    env = write("", "[keys]\naws_access_key_id = A\n")
    (home / ".aws/credentials").chmod(0o644)
    files = read_aws_files(env)
    assert "chmod 600" in files.warnings[0].message
    assert list(files.profiles) == ["keys"]


def test_the_stamp_changes_with_the_file(home: Path, write: WriteFiles) -> None:
    env = write(GOOD)
    before = files_stamp(env)
    assert files_stamp(env) == before
    (home / ".aws/config").write_text(GOOD + "[profile b]\n")
    assert files_stamp(env) != before
    (home / ".aws/config").unlink()
    assert files_stamp(env) != before


@pytest.mark.parametrize(
    ("one", "other"), [("Prod", "prod"), ("caf\u00e9", "cafe\u0301"), ("prod", "pr\u043ed")]
)
def test_names_that_look_alike_stay_two_profiles(one: str, other: str, files_of: FilesOf) -> None:
    files = files_of(f"[profile {one}]\nregion = a\n[profile {other}]\nregion = a\n")
    assert list(files.profiles) == [one, other]
    assert not any(profile.problems for profile in files.profiles.values())


def test_an_ignored_section_beside_a_real_one_of_its_name_is_a_warning(files_of: FilesOf) -> None:
    files = files_of("[good]\nregion = x\n" + GOOD + "[good]\n")
    assert not files.profiles["good"].problems
    assert files.profiles["good"].get("region") == "eu-west-1"
    assert [item.place and item.place.line for item in files.warnings] == [5]


def test_a_session_token_of_the_other_file_does_not_go_with_the_keys(files_of: FilesOf) -> None:
    files = files_of(
        "[profile p]\naws_access_key_id = A\naws_secret_access_key = a\naws_session_token = t\n",
        "[p]\naws_access_key_id = B\naws_secret_access_key = b\n",
    )
    profile = files.profiles["p"]
    assert profile.values["aws_session_token"] == "t"
    assert [profile.get(key) for key in ("aws_access_key_id", "aws_session_token")] == ["B", ""]


@pytest.mark.parametrize("named", ["$PLACE/mine", "${PLACE}/mine", "~/mine"])
def test_variables_in_a_path_are_replaced(named: str, home: Path) -> None:
    (home / "mine").write_text(GOOD)
    env = {"HOME": str(home), "PLACE": str(home), "AWS_CONFIG_FILE": named}
    assert list(read_aws_files(env).profiles) == ["good"]


def test_a_single_line_of_many_megabytes_is_read_or_refused_but_never_hangs(
    files_of: FilesOf,
) -> None:
    files = files_of(b"[profile p]\nx = " + b"a" * 2_000_000 + b"\n" + GOOD.encode())
    assert len(files.profiles["p"].get("x")) == 2_000_000
    assert "good" in files.profiles


def test_a_file_of_another_user_is_used_with_a_warning(home: Path, write: WriteFiles) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, who alone can give a file away")
    env = write("", "[keys]\naws_access_key_id = A\n")
    os.chown(home / ".aws/credentials", 12345, -1)
    files = read_aws_files(env)
    assert "belongs to another user" in [item.message for item in files.warnings]
    assert list(files.profiles) == ["keys"]


def test_an_unreadable_file_is_reported_and_the_other_one_works() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config, credentials = Path(folder, "config"), Path(folder, "credentials")
        config.write_text(GOOD)
        credentials.write_text("[keys]\naws_access_key_id = A\n")
        config.chmod(0)
        env = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
        with as_nobody(Path(folder)):
            files = read_aws_files(env)
    assert files.problems[0].message == "cannot read: permission denied"
    assert list(files.profiles) == ["keys"]


@contextlib.contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Be a user that file modes bind, for a moment; root is bound by none."""
    if os.geteuid() != 0:
        yield
        return
    folder.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_the_home_of_another_user_is_found(home: Path) -> None:
    user = pwd.getpwuid(os.getuid())
    env = {"HOME": str(home), "AWS_CONFIG_FILE": f"~{user.pw_name}/x"}
    assert config_path(env) == Path(user.pw_dir, "x")


@pytest.mark.parametrize("named", ["a\0b", "~nobody-of-this-name/x", "$NOTHING/x", "~//x"])
def test_a_path_that_leads_nowhere_raises_nothing(named: str, home: Path) -> None:
    files = read_aws_files({"HOME": str(home), "AWS_CONFIG_FILE": named})
    assert not files.profiles
    assert files.stamp == (None, None)


def test_dev_null_for_a_file_means_that_there_is_none_and_is_no_matter(write: WriteFiles) -> None:
    """It was called no regular file, and the advice was to take it away from other users."""
    env = {
        **write("[profile good]\nregion = eu-west-1\n"),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
    files = read_aws_files(env)
    assert list(files.profiles) == ["good"]
    assert (files.problems, files.warnings) == ((), ())


def test_no_advice_on_the_mode_of_what_is_no_file(home: Path, write: WriteFiles) -> None:
    os.mkfifo(home / "pipe", 0o644)
    env = {**write(), "AWS_SHARED_CREDENTIALS_FILE": str(home / "pipe")}
    files = read_aws_files(env)
    assert [item.message for item in files.problems] == ["is not a regular file"]
    assert files.warnings == ()

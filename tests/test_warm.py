"""The warm commands as processes: their answer, their exit codes, and when they step aside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from swtui.handoff.dialects import DIALECTS, render
from swtui.handoff.environment import changes_for
from swtui.roles.recent import load_recent, save_theme
from swtui.roles.uses import uses_path
from swtui.secret import Secret
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.cache.names import entry_name, namespace
from swtui.sessions.cache.payload import encode
from swtui.sessions.cache.warm import remember
from swtui.sessions.credentials import Credentials, Identity, Session

SWTUI = (sys.executable, "-m", "swtui")
NAME = "payments 'prod' $(x)"


def make_session(*, not_renewable: str = "") -> Session:
    return Session(
        NAME,
        Credentials(
            "ASIAEXAMPLEEXAMPLE00",
            Secret("CanarySecret/+" + "x" * 26),
            Secret("CanaryToken" + "y" * 600),
            int(time.time()) + 3600,
        ),
        Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
        region="eu-west-1",
        role_arn="arn:aws:iam::111122223333:role/Admin",
        role_name="Admin",
        not_renewable=not_renewable,
    )


def keep(ring: KernelRing, session: Session, *, awsume_profile: bool = False) -> Session:
    """Leave a session and its pointer in the kernel's ring."""
    ends = session.credentials.expires_at
    assert ends is not None
    ring.put(entry_name("key"), encode(session), ends)
    assert remember(NAME, os.environ, "key", session=session, awsume_profile=awsume_profile)
    return session


@pytest.fixture
def ring() -> Iterator[KernelRing]:
    """Return the kernel's ring under the test's own namespace."""
    ring = KernelRing(namespace(os.environ))
    if not ring.ring_name():
        pytest.skip("needs a kernel keyring (containers often forbid keyctl)")
    yield ring
    ring.clear()


@pytest.fixture
def session(ring: KernelRing) -> Session:
    """Return a session that is kept, with its pointer."""
    return keep(ring, make_session())


def swtui(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*SWTUI, *words], capture_output=True, timeout=30, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_warm_export_is_what_the_dialects_render(session: Session, dialect: str) -> None:
    run = swtui("export", NAME, "--format", dialect)
    assert run.returncode == 0
    assert run.stdout.decode() == render(changes_for(session, os.environ), dialect)
    assert run.stderr == b""


def test_without_a_format_it_is_the_calling_shells(session: Session) -> None:
    run = swtui("export", NAME, env={**os.environ, "SWTUI_SHELL": "fish"})
    assert run.stdout.decode() == render(changes_for(session, os.environ), "fish")


def test_the_setting_awsume_profile_is_kept_in_the_pointer(ring: KernelRing) -> None:
    session = keep(ring, make_session(), awsume_profile=True)
    run = swtui("export", NAME, "--format", "sh")
    changes = changes_for(session, os.environ, awsume_profile=True)
    assert run.stdout.decode() == render(changes, "sh")


@pytest.mark.usefixtures("session")
def test_a_warm_credential_process_is_the_form_aws_reads() -> None:
    answer = json.loads(swtui("credential-process", NAME).stdout)
    assert answer["Version"] == 1
    assert answer["AccessKeyId"] == "ASIAEXAMPLEEXAMPLE00"
    assert set(answer) == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }


def test_a_warm_exec_gives_the_command_the_session(session: Session) -> None:
    run = swtui("exec", NAME, "--", "printenv", "AWS_SESSION_TOKEN", "SWTUI_ROLE")
    assert run.stdout.decode().splitlines() == [session.credentials.token.reveal(), NAME]


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("sh", "-c", "exit 7"), 7),
        (("sh", "-c", "kill -TERM $$"), -signal.SIGTERM),
        (("no-such-command-here",), 127),
        (("/etc/passwd",), 126),
        (("/",), 126),
    ],
)
def test_a_warm_exec_ends_as_its_command_does(command: tuple[str, ...], code: int) -> None:
    run = swtui("exec", NAME, "--", *command)
    assert run.returncode == code
    assert b"Traceback" not in run.stderr
    assert (b"swtui: " in run.stderr) == (code in (126, 127))


@pytest.mark.usefixtures("session")
def test_the_command_of_a_warm_exec_reads_stdin_and_dies_of_a_closed_pipe() -> None:
    run = swtui("exec", NAME, "--", "sh", "-c", "cat; yes | head -1", input=b"data\n")
    assert run.stdout == b"data\ny\n"
    assert run.stderr == b""


@pytest.mark.usefixtures("session")
def test_a_full_disk_is_said_and_gives_one() -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [*SWTUI, "export", NAME, "--format", "sh"], stdout=full, stderr=subprocess.PIPE
        )
    assert run.returncode == 1
    assert b"cannot write to stdout" in run.stderr
    assert b"Canary" not in run.stderr


@pytest.mark.usefixtures("session")
def test_a_reader_that_has_gone_is_met_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [*SWTUI, "export", NAME, "--format", "sh"], stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert run.returncode == 141
    assert run.stderr == b""


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    "words",
    [
        ("export", NAME, "--refresh"),
        ("export", NAME, "--format", "klingon"),
        ("export", NAME, "--format"),
        ("export", "--format", "sh", NAME),
        ("export", ""),
        ("export",),
        ("exec", NAME),
        ("exec", NAME, "--"),
        ("exec", NAME, "--region", "eu-west-1", "--", "true"),
        ("credential-process", NAME, "--region", "eu-west-1"),
        ("shell", NAME),
        ("exports", NAME),
        (),
    ],
)
def test_any_other_shape_takes_the_full_way(words: tuple[str, ...]) -> None:
    run = warm_only(*words)
    assert run.stdout == b"None\n"


def test_a_name_nobody_remembered_takes_the_full_way() -> None:
    assert warm_only("export", "stranger", "--format", "sh").stdout == b"None\n"


def test_a_session_that_cannot_be_renewed_takes_the_full_way_which_says_so(
    ring: KernelRing,
) -> None:
    keep(ring, make_session(not_renewable="its start was replaced"))
    assert warm_only("export", NAME, "--format", "sh").stdout == b"None\n"


@pytest.mark.usefixtures("session")
def test_on_a_terminal_the_full_way_says_more() -> None:
    import pty

    main, terminal = pty.openpty()
    code = (
        "import os, sys; from swtui.__main__ import _warm;"
        "os._exit(_warm(sys.argv[1:], os.environ) is None)"
    )
    arguments = [sys.executable, "-c", code, "export", NAME, "--format", "sh"]
    run = subprocess.run(arguments, stdout=terminal)
    os.close(terminal)
    os.close(main)
    assert run.returncode == 1


@pytest.mark.usefixtures("session")
def test_a_warm_export_or_exec_is_a_use_and_a_programs_own_call_is_none() -> None:
    save_theme(os.environ, "")  # the full way made the directory before there was a pointer
    begun = time.time()
    assert swtui("credential-process", NAME).returncode == 0
    assert load_recent(os.environ).used == {}
    assert swtui("export", NAME, "--format", "sh").returncode == 0
    used = load_recent(os.environ).used
    assert (list(used), used[NAME].count) == ([NAME], 1)
    assert int(begun) <= used[NAME].last_used <= time.time()
    assert swtui("exec", NAME, "--", "cat", uses_path(os.environ)).stdout.count(b"\n") == 2


@pytest.mark.usefixtures("session")
def test_a_use_that_cannot_be_noted_is_no_failure() -> None:
    save_theme(os.environ, "")
    os.symlink("/dev/full", uses_path(os.environ))
    assert swtui("export", NAME, "--format", "sh").stderr == b""
    assert swtui("exec", NAME, "--", "true").returncode == 0


def warm_only(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Return what the warm way alone makes of the words: `None` where it steps aside."""
    code = (
        "import os, sys; from swtui.__main__ import _warm; print(_warm(sys.argv[1:], os.environ))"
    )
    arguments = [sys.executable, "-c", code, *words]
    return subprocess.run(arguments, capture_output=True, check=True)


def test_an_interrupt_gives_130(tmp_path: Path) -> None:
    code = (
        "import swtui.__main__ as way\n"
        "def interrupted(argv, env): raise KeyboardInterrupt\n"
        "way._warm = interrupted\n"
        "raise SystemExit(way.main())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path)
    assert run.returncode == 130
    assert run.stderr == b""

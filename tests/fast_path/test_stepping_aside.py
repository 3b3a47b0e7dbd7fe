"""When the warm way steps aside for the full one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from swtui.sessions.cache.kernel import KernelRing
from tests.fast_path.conftest import NAME, keep, make_session


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


@pytest.mark.parametrize(
    "words", [("export", NAME, "--format", "sh"), ("exec", NAME, "--", "true")]
)
def test_a_session_that_cannot_be_renewed_takes_the_full_way_which_says_so(
    ring: KernelRing, words: tuple[str, ...]
) -> None:
    keep(ring, make_session(not_renewable="its start was replaced"))
    assert warm_only(*words).stdout == b"None\n"


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


def warm_only(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Return what the warm way alone makes of the words: `None` where it steps aside."""
    code = (
        "import os, sys; from swtui.__main__ import _warm; print(_warm(sys.argv[1:], os.environ))"
    )
    arguments = [sys.executable, "-c", code, *words]
    return subprocess.run(arguments, capture_output=True, check=True)

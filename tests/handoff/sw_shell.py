"""A shell with `sw` in it, and a stand-in for swtui that logs what it is asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

STAND_IN = r"""#!/bin/sh
printf '%s' "${SWTUI_SHELL-none}" >> "$FAKE/log"
for word; do printf ' <%s>' "$word" >> "$FAKE/log"; last=$word; done
echo >> "$FAKE/log"
if [ "$1" = exec ]; then
  while [ "$1" != -- ]; do shift; done
  shift
  exec "$@"
fi
case $last in
  cancel) exit 130 ;;
  refused) echo 'export SWTUI_ROLE=half'; exit 4 ;;
  talk) echo 'this is no command'; exit 0 ;;
  --name|--*|export|pick) last=dev ;;
esac
for word; do if [ -f "$FAKE/$word.$SWTUI_SHELL" ]; then last=$word; fi; done
cat "$FAKE/$last.$SWTUI_SHELL"
"""

STARTS = {
    "bash": (["bash", "--norc"], 'eval "$(cat "$FAKE/init.bash")"\n'),
    "bash set -eu": (["bash", "--norc"], 'set -eu; IFS=_A; eval "$(cat "$FAKE/init.bash")"\n'),
    "bash --posix": (["bash", "--posix", "--norc"], 'eval "$(cat "$FAKE/init.bash")"\n'),
    "bash set -a": (["bash", "--norc"], 'set -a; eval "$(cat "$FAKE/init.bash")"\n'),
    "zsh": (["zsh", "-f"], 'eval "$(cat "$FAKE/init.zsh")"\n'),
    "zsh odd": (
        ["zsh", "-f"],
        "setopt nounset noclobber errexit kshar"
        'rays shwordsplit globsubst rcquotes warncreateglobal; IFS=_A; eval "$(<$FAKE/init.zsh)"\n',
    ),
    "fish": (["fish", "--no-config"], "source $FAKE/init.fish\n"),
}


def only_in(*shells: str, without: str = "") -> pytest.MarkDecorator:
    """Mark a test that is about these shells alone, and not about one way of starting them."""
    found = [start for start, (argv, _) in STARTS.items() if argv[0] in shells]
    assert found, shells
    return pytest.mark.parametrize(
        "play", [each for each in found if each != without], indirect=True
    )


class SwShell:
    """One shell with `sw` in it; `run` gives it lines and returns what they printed."""

    def __init__(self, start: str, fake: Path, env: dict[str, str]) -> None:
        self.argv, self.opening = STARTS[start]
        self.shell = self.argv[0]
        self.fake = fake
        self.env = env

    def run(self, lines: str, fish: str = "") -> str:
        """Run `lines` (`fish` where fish spells them differently); stderr is in the output."""
        script = self.opening + (fish if fish and self.shell == "fish" else lines) + "\n"
        ran = subprocess.run(
            self.argv,
            input=script,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=30,
            text=True,
            check=False,
        )
        return ran.stdout

    @property
    def asked(self) -> list[str]:
        """What the stand-in was called with, a line each: SWTUI_SHELL, then the words."""
        return (self.fake / "log").read_text().splitlines()

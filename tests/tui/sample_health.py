"""Health lines to draw and test the doctor's screen with: every state, long and short."""

from __future__ import annotations

from dataclasses import replace

from swtui.health import HealthLine

HOME = "/home/jo"
CONFIG = f"{HOME}/.aws/config"


def health_in(home: str) -> tuple[HealthLine, ...]:
    """Return the lines of a set-up whose home directory is `home`."""

    def moved(line: HealthLine) -> HealthLine:
        place = line.place and (line.place[0].replace(HOME, home, 1), line.place[1])
        return replace(line, place=place)

    return tuple(moved(line) for line in HEALTH)


HEALTH = (
    HealthLine(area="AWS files", state="ok", text="~/.aws/config is mode 0600, yours"),
    HealthLine(
        area="AWS files",
        state="warning",
        text="~/.aws/credentials: can be read by other users",
        hint="chmod 600 /home/jo/.aws/credentials",
        place=("/home/jo/.aws/credentials", 0),
    ),
    HealthLine(
        area="profiles",
        state="ok",
        text="131 profiles: 120 to assume, 1 of Identity Center, 8 with keys, "
        "2 that cannot be used",
    ),
    HealthLine(
        area="profiles",
        state="problem",
        text="orphan: source_profile 'gone' does not exist",
        hint="name a profile that is there and has credentials",
        place=(CONFIG, 705),
    ),
    HealthLine(
        area="profiles",
        state="problem",
        text="loop-a: cycle loop-a → loop-b → loop-a",
        hint="let one of them start from a profile that has credentials",
        place=(CONFIG, 701),
    ),
    HealthLine(area="environment", state="ok", text="in force: AWS_PROFILE=base"),
    HealthLine(
        area="environment",
        state="warning",
        text="AWS_REGION=eu-west-1 and AWS_DEFAULT_REGION=us-east-1 differ: Python's SDK reads the "
        "second, most other tools the first",
        hint="set both to the same, or neither",
    ),
    HealthLine(
        area="network",
        state="ok",
        text="https calls go through the proxy proxy.acme.test:3128 (https_proxy)",
    ),
    HealthLine(
        area="sign-ins",
        state="problem",
        text="acme expired at 2026-01-01 09:00; 12 profiles need it",
        hint="aws sso login --sso-session acme",
    ),
    HealthLine(
        area="sessions",
        state="ok",
        text="sessions are cached in the Linux kernel's keyring (your persistent ring): never on "
        "disk, and forgotten by the kernel when they expire",
    ),
    HealthLine(
        area="clipboard",
        state="ok",
        text="copies go to tmux's buffer swtui (paste: prefix + =); read back, and cleared",
    ),
    HealthLine(area="shells", state="ok", text="a subshell is /usr/bin/zsh; exports are for zsh"),
    HealthLine(
        area="shells", state="ok", text="sw is set up for zsh", place=("/home/jo/.zshrc", 12)
    ),
    HealthLine(
        area="versions",
        state="ok",
        text="swtui 0.1.0, textual 8.2.8, boto3 1.44.5; Python 3.11.7 on Linux",
    ),
)

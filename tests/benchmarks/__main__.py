"""All measurements, in one table: `python -m tests.benchmarks [--small] [PART …]`.

Parts: start, load, list, warm, cold, parallel, picker, keys, enter, idle. Every time is compared
to a reference of the same run, with which it takes turns; on a busy machine only the ratios mean
much.
`--small` shows in a minute that everything works, and measures nothing well.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import swtui
from tests.benchmarks import homes, loading
from tests.benchmarks.measure import Row, command, compare, parallel, table
from tests.benchmarks.terminal import Program

PYTHON = sys.executable
LAUNCHER = f"""#!{PYTHON}
import sys
from swtui.__main__ import main
if __name__ == "__main__":
    sys.exit(main())
"""
"""The script that pip (from 25) and uv write; older ones load `re` before anything else."""
FIRST_ROLE = b"team0-app0"
"""What the first row shows, at any size."""
ONE_LINE_APP = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self): yield Static("hello-there")
Hello().run()
"""
BOTO3_SCRIPT = """
import boto3
sts = boto3.Session(profile_name="base").client("sts")
arn = boto3.Session(profile_name=ROLE)._session.full_config["profiles"][ROLE]["role_arn"]
made = sts.assume_role(RoleArn=arn, RoleSessionName="jo")["Credentials"]
print("export AWS_ACCESS_KEY_ID=" + made["AccessKeyId"])
""".replace("ROLE", repr(homes.ROLE))
TYPED = b"prod adm 12"


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    runs: int
    screens: int
    """Runs of what opens a screen."""
    counts: tuple[int, ...]
    """Profiles of the homes."""
    idle: float
    """Seconds."""
    copies: int
    """Commands at once."""


USUAL = Sizes(runs=25, screens=7, counts=(1_000, 10_000, 50_000), idle=60.0, copies=100)
SMALL = Sizes(runs=1, screens=1, counts=(100,), idle=1.0, copies=4)


@dataclass(frozen=True)
class Bench:
    """The sizes, the homes of each count, and where STS answers."""

    sizes: Sizes
    folder: Path
    url: str

    @property
    def swtui(self) -> str:
        """The path of the program, made at the first use."""
        launcher = self.folder / "swtui"
        if not launcher.exists():
            launcher.write_text(LAUNCHER)
            launcher.chmod(0o755)
        return str(launcher)

    def env(self, count: int) -> dict[str, str]:
        """Return the environment of a home with so many profiles, made at the first use."""
        home = self.folder / str(count)
        if not home.exists():
            home.mkdir()
            homes.make_home(home, count)
        return homes.env_of(home, self.url)

    @property
    def listed(self) -> tuple[int, ...]:
        """The counts for what prints every role: a list of 50,000 is no command's use."""
        return self.sizes.counts[:2]

    def load(self) -> Iterator[Row]:
        for count in self.sizes.counts:
            yield from loading.rows(count, self.env(count), self.sizes.screens)

    def start(self) -> Iterator[Row]:
        works = {f"swtui {word}": (command([self.swtui, word]), goal) for word, goal in STARTS}
        yield from compare(bare, works, runs=self.sizes.runs, name="python -c pass")

    def list(self) -> Iterator[Row]:
        for count, goal in zip(self.listed, ("≤ 5", "≤ 12"), strict=False):
            works = {
                f"swtui list, {count:,}": (command([self.swtui, "list"], self.env(count)), goal)
            }
            yield from compare(bare, works, runs=self.sizes.runs, name="python -c pass")

    def warm(self) -> Iterator[Row]:
        for count, goal in zip(self.listed, ("≤ 1.3", "≤ 1.5"), strict=False):
            env = self.env(count)
            command([self.swtui, "export", homes.ROLE], env)()
            argvs = {
                ("export", homes.ROLE): goal,
                ("exec", homes.ROLE, "--", "true"): goal,
                ("credential-process", homes.ROLE): goal,
                ("whoami", homes.ROLE): "≤ 5",
                ("sessions",): "≤ 3",
            }
            works = {
                f"swtui {argv[0]}, {count:,}": (command([self.swtui, *argv], env), wanted)
                for argv, wanted in argvs.items()
            }
            yield from compare(bare, works, runs=self.sizes.runs, name="python -c pass")

    def cold(self) -> Iterator[Row]:
        count = self.sizes.counts[0]
        env = self.env(count)
        command([self.swtui, "export", homes.ROLE], env)()  # the caller is known from now on
        script = command([PYTHON, "-c", BOTO3_SCRIPT], env)
        export = command([self.swtui, "export", "--refresh", homes.ROLE], env)
        works = {f"swtui export --refresh, {count:,}": (export, "≤ 0.7")}
        yield from compare(script, works, runs=self.sizes.runs, name="five lines of boto3")

    def parallel(self) -> Iterator[Row]:
        count, copies = self.sizes.counts[0], self.sizes.copies
        env = self.env(count)
        export = [self.swtui, "export", homes.ROLE]
        command(export, env)()
        works = {f"{copies} swtui export": (parallel(export, env, copies), "≤ 1.4")}
        reference = parallel([PYTHON, "-c", "pass"], env, copies)
        yield from compare(
            reference, works, runs=self.sizes.screens, name=f"{copies} python -c pass"
        )

    def picker(self) -> Iterator[Row]:
        app = [PYTHON, "-c", ONE_LINE_APP]
        shown: dict[str, list[tuple[float, float]]] = {}
        for _ in range(self.sizes.screens):
            env = self.env(self.sizes.counts[0])
            shown.setdefault("one-line Textual app", []).append(first_text(app, env, b"hello-th"))
            for count in self.sizes.counts:
                name = f"first role of {count:,}"
                shown.setdefault(name, []).append(
                    first_text([self.swtui], self.env(count), FIRST_ROLE)
                )
        times = {name: [each for each, _ in pairs] for name, pairs in shown.items()}
        memory = {name: [each for _, each in pairs] for name, pairs in shown.items()}
        (name, base), *rest = times.items()
        yield Row(name, base, statistics.median(base))
        for (each, took), goal in zip(rest, ("≤ 1.2", "≤ 1.3", "≤ 1.6"), strict=False):
            yield Row(each, took, statistics.median(base), goal)
        (name, base), *rest = memory.items()
        yield Row(f"{name}, MiB", base, statistics.median(base))
        for (each, used), goal in zip(rest, ("≤ 1.2", "≤ 1.4", "≤ 1.8"), strict=False):
            yield Row(f"{each}, MiB", used, statistics.median(base), goal)

    def keys(self) -> Iterator[Row]:
        goals = ("", "≤ 10, worst 20", "≤ 15, worst 40")
        for count, goal in zip(self.sizes.counts, goals, strict=False):
            program = Program([self.swtui], self.env(count))
            program.wait_for(FIRST_ROLE)
            program.quiet(1.0)
            took = [
                program.press(bytes([key]))
                for _ in range(self.sizes.screens)
                for key in TYPED + b"\x7f" * len(TYPED)
            ]
            program.end()
            yield Row(f"key to frame, {count:,}", took, 0, goal)

    def enter(self) -> Iterator[Row]:
        env = self.env(self.sizes.counts[0]) | {"SHELL": "/bin/sh"}
        command([self.swtui, "export", homes.ROLE], env)()
        took = []
        for _ in range(self.sizes.screens):
            program = Program([self.swtui], env)
            program.wait_for(FIRST_ROLE)
            program.quiet(1.0)
            for key in homes.ROLE.encode():
                program.press(bytes([key]))
            program.press(b"\r")  # the session, with what can be done with it
            program.quiet(1.0)
            took.append(program.replaced(b"s", Path("/bin/sh").resolve().name))
            program.end()
        yield Row("key to the shell's exec, cached", took, 0, "≤ 15")

    def idle(self) -> Iterator[Row]:
        program = Program([self.swtui], self.env(self.sizes.counts[0]))
        program.wait_for(FIRST_ROLE)
        program.quiet(2.0)
        used, woken = program.used
        program.read_for(self.sizes.idle)
        now, waked = program.used
        program.end()
        name = f"idle for {self.sizes.idle:.0f} s: CPU ms; {waked - woken} wake-ups"
        yield Row(name, [1000 * (now - used)], 1000 * self.sizes.idle, "< 0.005")


STARTS = (("--version", "≤ 1.5"), ("--help", "≤ 2.5"))
bare = command([PYTHON, "-c", "pass"])
PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    name: getattr(Bench, name)
    for name in [
        "start",
        "load",
        "list",
        "warm",
        "cold",
        "parallel",
        "picker",
        "keys",
        "enter",
        "idle",
    ]
}


def first_text(argv: Sequence[str], env: dict[str, str], text: bytes) -> tuple[float, float]:
    """Return the milliseconds until a program shows a text, and its memory in MiB by then."""
    program = Program(argv, env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    took = program.wait_for(text)
    memory = program.peak_memory
    program.end()
    return took, memory


def main(argv: Sequence[str]) -> None:
    """Measure the parts that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--small", action="store_true", help="few runs on small files")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    args = parser.parse_args(argv)
    compileall.compile_dir(str(Path(swtui.__file__).parent), quiet=1)
    with tempfile.TemporaryDirectory() as folder, homes.serving() as url:
        bench = Bench(SMALL if args.small else USUAL, Path(folder), url)
        for name in args.parts or PARTS:
            print(table(list(PARTS[name](bench))), end="\n\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

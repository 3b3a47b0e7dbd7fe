"""What is typed becomes a command; here errors become exit codes."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from typing import Protocol

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.context import CommandContext
from swtui.errors import SwtuiError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "pick": ("pick", "the picker, with a filter: one match that is not production is taken"),
    "list": ("list_roles", "every role, its account, chain and problems"),
    "whoami": ("whoami", "caller identity, and where it comes from"),
    "export": ("export", "the commands that set (or unset) the variables"),
    "exec": ("run", "run one command with the session"),
    "shell": ("shell", "a subshell with the session"),
    "explain": ("explain", "test each hop of a role's chain; explain a refusal"),
    "policy": ("policy", "the IAM policy for either side: caller's, or the role's trust"),
    "credential-process": ("credential_process", "for credential_process in ~/.aws/config"),
    "sessions": ("sessions", "list or clear cached sessions"),
    "doctor": ("doctor", "check the setup and suggest fixes"),
    "init": ("init", "the function `sw` that switches roles in the current shell"),
    "demo": ("demo", "everything above, on a pretend organisation"),
}
"""Command name → its module in `swtui.cli`, and what it is for."""


class Command(Protocol):
    """What a command's module offers."""

    def arguments(self, parser: Parser) -> None:
        """Declare what may stand behind the command's name."""

    def run(self, args: Arguments, rooms: CommandContext) -> int:
        """Do it, and return the exit code."""


def main(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the command that `argv` (without the program's name) spells, and return its exit code."""
    try:
        return _dispatch(list(argv), env)
    except SwtuiError as error:
        output.print_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.end_line()
        return 130
    except BrokenPipeError:
        # The reader had enough (`swtui list | head`). Nothing may be flushed into the pipe later.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as mistake:
        if env.get("SWTUI_DEBUG"):
            raise
        output.print_error(_our_mistake(mistake))
        return 1


def _our_mistake(mistake: Exception) -> SwtuiError:
    """Say where we failed, without the text of the mistake: it may hold what it failed on."""
    at = mistake.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at else "?"
    return SwtuiError(
        f"this is a mistake of swtui's own: {type(mistake).__name__} at {where}",
        hint="please report it; SWTUI_DEBUG=1 shows the whole traceback",
    )


def _dispatch(argv: list[str], env: Mapping[str, str]) -> int:
    if argv and argv[0] in ("-h", "--help", "help"):
        output.print_text(overview())
        return 0
    if argv and argv[0] in ("-V", "--version"):
        from swtui import __version__

        output.write(f"swtui {__version__}\n")
        return 0
    if argv and argv[0] in COMMANDS:
        return run_command(argv[0], argv[1:], env)
    return run_command("pick", argv, env)


def run_command(name: str, argv: list[str], env: Mapping[str, str]) -> int:
    """Parse the words behind a command's name, and run it."""
    module_name, summary = COMMANDS[name]
    command: Command = importlib.import_module(f"swtui.cli.{module_name}")
    parser = Parser(prog=f"swtui {name}", description=summary[0].upper() + summary[1:] + ".")
    command.arguments(parser)
    args = parser.read(argv)
    if args is None:
        return 0
    rooms = CommandContext(env)
    return command.run(args, rooms)


def overview() -> str:
    """Return the text of `swtui --help`."""
    width = max(map(len, COMMANDS))
    lines = [
        "Switch AWS roles: pick one, become it, use it in your shell.",
        "",
        "usage: swtui [WORDS…]            the picker, filtered",
        "       swtui COMMAND [OPTIONS]   a first word that is a command is the command",
        "",
    ]
    lines += [f"  {name:<{width}}  {summary}" for name, (_, summary) in COMMANDS.items()]
    lines += [
        "",
        "NAME is a profile, a role ARN, ACCOUNT/ROLE or a link of AWS's console.",
        "swtui COMMAND --help says more.",
        'In the current shell: eval "$(swtui init bash)" (or zsh); swtui init fish | source',
        "",
        "exit codes: 0 ok, 1 internal, 2 usage, 3 configuration or no such role, 4 refused by AWS,",
        "5 network, 6 MFA, 7 cache or lock, 126 and 127 as shells have them, 130 cancelled",
    ]
    return "\n".join(lines) + "\n"

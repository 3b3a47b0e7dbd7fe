"""Dispatch the command line to a command, and turn errors into exit codes."""

from __future__ import annotations

import gc
import os

from swtui.cli import output
from swtui.errors import SwtuiError

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it: --help is answered without any of these
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    from swtui.cli.arguments import Arguments, Parser
    from swtui.cli.context import CommandContext

    class Command(Protocol):
        """The interface of a command's module."""

        def arguments(self, parser: Parser) -> None:
            """Declare the command's arguments."""

        def run(self, args: Arguments, context: CommandContext) -> int:
            """Run the command, and return the exit code."""


COMMANDS: Mapping[str, tuple[str, str]] = {
    "pick": ("pick", "open the picker, filtered; a single non-production match is used at once"),
    "list": ("list_roles", "list every role, its account, chain and problems"),
    "whoami": ("whoami", "show the caller identity, and where it comes from"),
    "export": ("export", "print the commands that set (or unset) a role's environment variables"),
    "exec": ("run", "run a command with a role's session"),
    "shell": ("shell", "start a subshell with a role's session"),
    "explain": ("explain", "test each hop of a role's chain; explain a refusal"),
    "policy": (
        "policy",
        "write an IAM policy for the caller, or the role's trust policy",
    ),
    "credential-process": (
        "credential_process",
        "print credentials for credential_process in ~/.aws/config",
    ),
    "sessions": ("sessions", "list or clear cached sessions"),
    "doctor": ("doctor", "check the setup and suggest fixes"),
    "init": ("init", "print the function `sw`, which switches roles in the current shell"),
    "demo": ("demo", "try swtui on an example organisation"),
}
"""Command name → its module in `swtui.cli`, and its summary."""


_COLLECT_AFTER = 50_000
"""New objects after which Python looks for garbage: what imports make is none."""


def main(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the command in `argv`, which has no program name, and return its exit code."""
    try:
        return _dispatch(list(argv), env)
    except SwtuiError as error:
        output.print_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.end_line()
        return 130
    except BrokenPipeError:
        # The reader closed the pipe (`swtui list | head`). Nothing may be flushed into it later.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as error:
        if env.get("SWTUI_DEBUG"):
            raise
        output.print_error(_internal_error(error))
        return 1


def _internal_error(error: Exception) -> SwtuiError:
    """Describe where swtui failed. The exception's text is left out: it may hold a secret."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at else "?"
    return SwtuiError(
        f"internal error in swtui: {type(error).__name__} at {where}",
        hint="please report it; SWTUI_DEBUG=1 shows the whole traceback",
    )


def _dispatch(argv: list[str], env: Mapping[str, str]) -> int:
    if argv and argv[0] in ("-h", "--help", "help"):
        output.print_text(overview())
        return 0
    if argv and argv[0] in COMMANDS:
        return run_command(argv[0], argv[1:], env)
    return run_command("pick", argv, env)


def run_command(name: str, argv: list[str], env: Mapping[str, str]) -> int:
    """Parse a command's arguments, and run it."""
    import importlib

    from swtui.cli.arguments import Parser
    from swtui.cli.context import CommandContext

    gc.set_threshold(_COLLECT_AFTER)
    module_name, summary = COMMANDS[name]
    command: Command = importlib.import_module(f"swtui.cli.{module_name}")
    parser = Parser(prog=f"swtui {name}", description=summary[0].upper() + summary[1:] + ".")
    command.arguments(parser)
    args = parser.read(argv)
    if args is None:
        return 0
    context = CommandContext(env)
    return command.run(args, context)


def overview() -> str:
    """Return the text of `swtui --help`."""
    width = max(map(len, COMMANDS))
    lines = [
        "Switch AWS roles: pick one, assume it, use it in your shell.",
        "",
        "usage: swtui [WORDS…]            open the picker, filtered",
        "       swtui COMMAND [OPTIONS]   run a command",
        "",
    ]
    lines += [f"  {name:<{width}}  {summary}" for name, (_, summary) in COMMANDS.items()]
    lines += [
        "",
        "NAME is a profile, a role ARN, ACCOUNT/ROLE or a link to the AWS console.",
        "See swtui COMMAND --help for its options.",
        'In the current shell: eval "$(swtui init bash)" (or zsh); swtui init fish | source',
        "",
        "exit codes: 0 ok, 1 internal error, 2 usage, 3 configuration or unknown role, 4 refused,",
        "5 network, 6 MFA, 7 cache or lock, 126 and 127 as in a shell, 130 cancelled",
    ]
    return "\n".join(lines) + "\n"

"""The shell start-up files of the demo's home: a prompt that says DEMO, and the function `sw`."""

from __future__ import annotations

_SW = """\
# The function `sw` is made when it is first called, so that the shell starts at once.
sw() {
    unset -f sw
    eval "$(swtui init SHELL)" && sw "$@"
}
"""

_MARK = 'mark="DEMO "; [ -z "${SWTUI_ROLE-}" ] || mark=\n'
"""In a role's subshell the role's own prompt says DEMO."""

SHELL_FILES = {
    ".bashrc": _MARK + 'PS1="$mark\\\\w \\\\$ "\n' + _SW.replace("SHELL", "bash"),
    ".zshrc": _MARK + 'PROMPT="$mark%~ %# "\n' + _SW.replace("SHELL", "zsh"),
    ".config/fish/config.fish": """\
set -g fish_greeting
set -g demo_mark 'DEMO '
set -q SWTUI_ROLE; and set -g demo_mark ''
function fish_prompt
    echo -n $demo_mark(prompt_pwd)' > '
end
function sw
    functions --erase sw
    swtui init fish | source
    and sw $argv
end
""",
}
"""File name below the home → its text."""

"""What to do about each thing that can be wrong with the AWS files and their profiles."""

from __future__ import annotations

from swtui.roles.role import Problem
from swtui.shell_word import shell_word

_OTHER_NAME = "rename or remove all but one of them"
_CURES = {
    "can be read by other users": "chmod 600 {file}",
    "belongs to another user": 'take it over: sudo chown "$(id -un)" {file}',
    "is not read by AWS's tools": "rename it, or move its profiles there",
    "is a link to nothing": "remove the link, or put the file back that it names",
    "starts with a byte order mark": "save it as UTF-8 without a byte order mark",
    "is UTF-16": "save it as UTF-8",
    "holds bytes that are not UTF-8": "write the line again, and save the file as UTF-8",
    "holds a NUL character": "write the line again",
    "cannot read": "make it readable: chmod u+r {file}",
    "is not a regular file": "put an ordinary file there",
    "is defined twice": _OTHER_NAME,
    "is before any": "put a [profile NAME] line above it, or remove it",
    "is not of the form": "write `key = value`, or make it a comment with #",
    "the section's header": "write [profile NAME]",
    "keys under [DEFAULT]": "write [default] if the profile of that name is meant",
    "the header [": "begin a new line before it",
    "AWS's tools ignore": "put it on a line of its own, or make it a comment with #",
    "the indented [": "write it at the start of its line",
    "line ": "close the header with ]",
    "the block under": "write `key = value`, indented",
    "the line is indented": "start it at the margin",
    "`key: value`": "write `key = value`",
    "cycle ": "let one of them start from a profile that has credentials",
    "source_profile '": "name a profile that is there and has credentials",
    "has a role_arn, but neither": "add source_profile = NAME, a profile that has credentials",
    "source_profile and credential_source": "keep the one that is meant",
    "credential_source '": "write it exactly so, upper and lower case included",
    "role_arn '": "write arn:aws:iam::ACCOUNT:role/NAME, as IAM shows it",
    "region '": "write a region's code, such as eu-west-1",
    "duration_seconds '": "write seconds, such as 3600",
    "sso_session '": "add that section: aws configure sso-session",
    "sso_": "aws configure sso",
}
"""How a message begins → what to do; {file} is the file, quoted for a shell."""
_ELSE = "fix it there"
_SEE_ALL = "fix it there; `swtui list` shows every broken profile"


def find_hint(problem: Problem) -> str:
    """Return what to do about a problem, raw; a command where there is one."""
    message = problem.message
    if problem.cure:
        return problem.cure
    if message.startswith("source profile '"):  # another profile's problem, told of this one
        message = message.partition("': ")[2]
    found = next((cure for start, cure in _CURES.items() if message.startswith(start)), "")
    file = shell_word(problem.place.file) if problem.place else "it"
    return (found or (_ELSE if problem.place else "")).replace("{file}", file)


def hint_of(problem: Problem) -> str:
    """Return what a command says next about a profile that cannot be used."""
    cure = find_hint(problem)
    return cure if cure not in ("", _ELSE) else _SEE_ALL


def told(problem: Problem) -> str:
    """Return a problem's message without what `find_hint` says of it."""
    if problem.cure:
        return problem.message.removesuffix(f": {problem.cure}")
    if problem.message.startswith("can be read by other users"):
        return problem.message.partition(": ")[0]
    return problem.message

"""A section that AWS's tools skip: the header shown instead works when it is written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from swtui.roles.aws_config import AwsFiles
from swtui.roles.role import Problem
from swtui.roles.sections import KINDS, config_header, credentials_header

FilesOf = Callable[..., AwsFiles]
BODY = "region = eu-west-1\n"
SHOWN = re.compile(r"write (\[.*\])")
"""How a hint names the header to write."""


def botocore_sections(files: AwsFiles) -> dict[str, dict[str, object]]:
    """Return what botocore reads of both files, by kind."""
    session = Session()
    session.set_config_variable("config_file", str(files.config_path))
    session.set_config_variable("credentials_file", str(files.credentials_path))
    config = session.full_config
    return {
        "profile": config["profiles"],
        "sso-session": config.get("sso_sessions", {}),
        "services": config.get("services", {}),
    }


def skipped(files: AwsFiles) -> Problem:
    """Return the one problem of a section that is skipped."""
    everywhere = [*files.profiles.values(), *files.sso_sessions.values(), *files.services.values()]
    (problem,) = {p for profile in everywhere for p in profile.problems if p.ignored}
    return problem


ODD = [
    ("[name]", "profile", "name"),
    ("[my team]", "profile", "my team"),
    ("[it's]", "profile", "it's"),
    ("[ profile a ]", "profile", "a"),
    ("[\tprofile a]", "profile", "a"),
    ("[ default ]", "profile", "default"),
    ("[default ]", "profile", "default"),
    ("[Default]", "profile", "default"),
    ("[Profile a]", "profile", "a"),
    ("[PROFILE a]", "profile", "a"),
    ("[profilea]", "profile", "a"),
    ("[profile:a]", "profile", "a"),
    ("[porfile a]", "profile", "a"),
    ("[profile a b]", "profile", "a b"),
    ("[profile a's b]", "profile", "a's b"),
    ("[profile it's]", "profile", "it's"),
    ('[profile "a]', "profile", "a"),
    ('[profile a"]', "profile", "a"),
    ('[profile say "x" twice]', "profile", 'say "x" twice'),
    ("[profile \u201ca b\u201d]", "profile", "a b"),
    ('["profile a"]', "profile", "a"),
    ("[[profile a]]", "profile", "a"),
    (r"[profile back\slash it's]", "profile", r"back\slash it's"),
    ("[profile a] # see [b]", "profile", "a"),
    ("[profile a] ; [b] and [c]", "profile", "a"),
    ("[profile a]# [b]", "profile", "a"),
    ("[profile a]#[b]", "profile", "a"),
    ('[profile "a b"] # as [c]', "profile", "a b"),
    ("[a] # see [b]", "profile", "a"),
    ("[profile a # comment]", "profile", "a"),
    ("[default] # not [b]", "profile", "default"),
    ("[ sso-session corp ]", "sso-session", "corp"),
    ("[SSO-Session corp]", "sso-session", "corp"),
    ("[sso_session corp]", "sso-session", "corp"),
    ("[sso-sessioncorp]", "sso-session", "corp"),
    ("[sso-session the corp]", "sso-session", "the corp"),
    ("[sso-session corp's]", "sso-session", "corp's"),
    ("[sso-session corp] # as [b]", "sso-session", "corp"),
    ("[ services local]", "services", "local"),
    ("[Services local]", "services", "local"),
    ("[service local]", "services", "local"),
    ("[services my local]", "services", "my local"),
    ("[services local] ; [b]", "services", "local"),
]


@pytest.mark.parametrize(("header", "kind", "name"), ODD)
def test_the_header_shown_for_a_skipped_section_is_read_by_botocore(
    header: str, kind: str, name: str, files_of: FilesOf
) -> None:
    files = files_of(f"{header}\n{BODY}")
    assert name not in botocore_sections(files)[kind]
    problem = skipped(files)
    shown = SHOWN.search(problem.message)
    assert shown is not None
    assert problem.place is not None
    assert problem.place.line == 1
    followed = files_of(f"{shown[1]}\n{BODY}")
    assert botocore_sections(followed)[kind] == {name: {"region": "eu-west-1"}}
    ours = {
        "profile": followed.profiles,
        "sso-session": followed.sso_sessions,
        "services": followed.services,
    }
    assert not ours[kind][name].problems
    assert not followed.warnings


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("[profile a]", "a"),
        ("[Profile a]", "a"),
        ("[ a ]", "a"),
        ('["a b"]', "a b"),
        ("[a] # see [b]", "a"),
        ('[profile "a b"]', "a b"),
    ],
)
def test_the_header_shown_for_the_credentials_file_is_read_by_botocore(
    header: str, name: str, files_of: FilesOf
) -> None:
    files = files_of("", f"{header}\n{BODY}")
    assert name not in botocore_sections(files)["profile"]
    shown = SHOWN.search(skipped(files).message)
    assert shown is not None
    followed = files_of("", f"{shown[1]}\n{BODY}")
    assert name in botocore_sections(followed)["profile"]
    assert not followed.profiles[name].problems


@pytest.mark.parametrize("header", ["[sso-session corp]", "[services corp]"])
def test_a_sign_in_in_the_credentials_file_is_moved_to_the_config_file(
    header: str, files_of: FilesOf
) -> None:
    files = files_of("", f"{header}\n{BODY}")
    shown = SHOWN.search(skipped(files).message)
    assert shown is not None
    assert "move it to the config file" in skipped(files).hint
    followed = files_of(f"{shown[1]}\n{BODY}")
    assert botocore_sections(followed)[header[1:].split()[0]] == {"corp": {"region": "eu-west-1"}}


@pytest.mark.parametrize("file", [0, 1])
@pytest.mark.parametrize("header", ["[profile b]", '[profile "b"]  # moved'])
def test_an_indented_header_breaks_its_section_and_works_at_the_start_of_its_line(
    header: str, file: int, files_of: FilesOf
) -> None:
    header = header if file == 0 else header.replace("profile ", "").replace('"', "")
    first = "[profile a]" if file == 0 else "[a]"
    secret = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s3cr3t\n"
    text = f"{first}\n{secret}  {header}\n  region = eu-west-1\n"
    files = files_of(*[text, ""][:: 1 if file == 0 else -1])
    assert "b" not in botocore_sections(files)["profile"]
    (broken,) = files.profiles["a"].problems
    assert broken.place is not None
    assert broken.place.line == 4
    assert "aws_secret_access_key" in broken.message
    assert "s3cr3t" not in broken.message
    hint = files.profiles["b"].problems[0].hint
    assert hint.startswith("write [")
    assert hint.endswith("] at the start of its line")
    followed = files_of(*[text.replace(f"  {header}", header), ""][:: 1 if file == 0 else -1])
    assert botocore_sections(followed)["profile"]["b"] == {"region": "eu-west-1"}
    assert not followed.profiles["b"].problems
    assert not followed.profiles["a"].problems


_TEXT = st.text("aB1 \t-_.:/'\"\\#;[]\u201cprofilessoervic", min_size=1, max_size=24)


@given(st.one_of(_TEXT, st.builds("{}{}".format, st.sampled_from(KINDS), _TEXT)))
def test_whatever_the_header_the_one_shown_for_it_is_read(text: str) -> None:
    header = config_header(text)
    if header.ignored_by and header.name:
        assert config_header(header.instead[1:-1]) == (header.kind, header.name, "", "", False)
    header = credentials_header(text)
    if header.ignored_by and header.name and not header.is_elsewhere:
        assert header.instead == f"[{header.name}]"

"""Values that AWS can only refuse: a problem with its line, for every role that starts there."""

from __future__ import annotations

import pytest
from botocore.exceptions import InvalidConfigError
from botocore.session import Session

from swtui.roles.catalogue import Catalogue
from swtui.roles.hints import describe_hint
from swtui.roles.role import Problem
from tests.roles.conftest import CatalogueOf, WriteFiles
from tests.roles.health_lines import odd

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ROLE = "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = "
SSO = {
    "sso_account_id": "111122223333",
    "sso_role_name": "Admin",
    "sso_region": "eu-west-1",
    "sso_start_url": "https://acme.awsapps.com/start",
}


def keys(key_id: str = ID, secret: str = SECRET, more: str = "") -> str:
    return f"aws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n{more}"


def problem_of(catalogue: Catalogue, name: str) -> Problem:
    problem = catalogue.find(name).problem
    assert problem is not None
    assert problem.place is not None
    return problem


@pytest.mark.parametrize("in_credentials", [True, False])
@pytest.mark.parametrize(
    ("lines", "line", "words", "hint"),
    [
        (keys(f'"{ID}"'), 2, "aws_access_key_id is in quotes", "without the quotes"),
        (keys(secret=f"'{SECRET}'"), 3, "aws_secret_access_key is in quotes", "without"),
        (keys(f"{ID} # old"), 2, "aws_access_key_id has a comment behind it", "line of its own"),
        (keys(secret=f"{SECRET} ; x"), 3, "aws_secret_access_key has a comment", "of its own"),
        (keys(secret=f"{SECRET}\t# x"), 3, "aws_secret_access_key has a comment", "of its own"),
        (keys("AKIA IOSFODNN7EXAMPLE"), 2, "aws_access_key_id has a blank in it", "copy it"),
        (keys(secret="wJal rXUt"), 3, "aws_secret_access_key has a blank in it", "copy it"),
        (keys(secret=f"{SECRET}\u200b"), 3, "aws_secret_access_key has a char", "copy it"),
        (keys(secret=f"{SECRET}#old"), 3, "aws_secret_access_key has a character", "copy it"),
        (keys(f"{ID};old"), 2, "aws_access_key_id has a character", "copy it"),
        (keys(more='aws_session_token = "t"\n'), 4, "aws_session_token is in", "without"),
        (
            keys(more="  aws_session_token = t\n"),
            3,
            "aws_secret_access_key goes on in the indented line below",
            "start of its line",
        ),
    ],
)
def test_keys_that_aws_can_only_refuse_are_a_problem_of_every_role_that_starts_there(
    lines: str, line: int, words: str, hint: str, in_credentials: bool, catalogue_of: CatalogueOf
) -> None:
    text = f"[base]\n{lines}"
    files = [ROLE + "base\n", text] if in_credentials else [f"[profile {text[1:]}{ROLE}base\n"]
    catalogue = catalogue_of(*files)
    for name in ("base", "r"):
        problem = problem_of(catalogue, name)
        assert words in problem.message
        assert (problem.place and problem.place.line) == line
        assert hint in describe_hint(problem)
        assert SECRET[:8] not in problem.message
        assert ID[:8] not in problem.message
    assert problem_of(catalogue, "r").message.startswith("source profile 'base': ")


def test_a_secret_that_took_in_the_next_header_is_a_problem_and_the_next_one_is_listed(
    catalogue_of: CatalogueOf,
) -> None:
    catalogue = catalogue_of(
        f"{ROLE}base\n", f"[base]\n{keys()}  [next]\n  aws_access_key_id = {ID}\n"
    )
    for name in ("base", "r"):
        problem = problem_of(catalogue, name)
        assert "the indented [next] is read as part of `aws_secret_access_key`" in problem.message
        assert problem.place is not None
        assert problem.place.line == 4
        assert describe_hint(problem).endswith("at the start of its line")
        assert SECRET[:8] not in problem.message
    assert problem_of(catalogue, "next").ignored


@pytest.mark.parametrize(
    ("key_id", "secret"),
    [("GK31c2f218a2e44f485b94239e", "7d37d093435a41f2aab8f13c19ba0"), ("minio", "pass#w'ord!")],
)
def test_the_keys_of_other_stores_have_forms_of_their_own(
    key_id: str, secret: str, catalogue_of: CatalogueOf
) -> None:
    assert catalogue_of(f"[profile p]\n{keys(key_id, secret)}").find("p").problem is None


@pytest.mark.parametrize("in_section", [False, True])
@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("sso_region", "eu-west-1 # home", "it has a comment behind it"),
        ("sso_region", '"eu-west-1"', "it is in quotes"),
        ("sso_region", "Ireland", "is not a region"),
        ("sso_region", "eu-west-1a", "is not a region"),
        ("sso_start_url", "https://acme.awsapps.com/start ; ours", "it has a comment behind it"),
        ("sso_start_url", "acme.awsapps.com/start", "is not a URL"),
        ("sso_start_url", "'https://acme.awsapps.com/start'", "it is in quotes"),
        ("sso_role_name", "Admin # all", "it has a comment behind it"),
        ("sso_role_name", "Read Only", "is not 1 to 64"),
        ("sso_account_id", "111122223333 # dev", "it has a comment behind it"),
        ("sso_account_id", "11112222333", "is not 12 digits"),
    ],
)
def test_a_sign_in_that_aws_can_only_refuse_is_a_problem_at_its_line(
    key: str, value: str, words: str, in_section: bool, catalogue_of: CatalogueOf
) -> None:
    values = {**SSO, key: value}
    section = ["sso_start_url", "sso_region"] if in_section else []
    lines = [f"[sso-session s]\n{_lines(values, section)}[profile p]\nsso_session = s\n"]
    lines.append(_lines(values, [name for name in SSO if name not in section]))
    text = "".join(lines) if in_section else f"[profile p]\n{lines[1]}"
    text += f"{ROLE}p\n"
    catalogue = catalogue_of(text)
    for name in ("p", "r"):
        problem = problem_of(catalogue, name)
        assert words in problem.message
        assert problem.place is not None
        assert text.splitlines()[problem.place.line - 1] == f"{key} = {value}"


def _lines(values: dict[str, str], names: list[str]) -> str:
    return "".join(f"{name} = {values[name]}\n" for name in names)


def test_a_start_url_with_a_tail_is_one_that_aws_takes(catalogue_of: CatalogueOf) -> None:
    values = {**SSO, "sso_start_url": "https://d-1234567890.awsapps.com/start#/"}
    assert catalogue_of(f"[profile p]\n{_lines(values, list(values))}").find("p").problem is None


def test_a_section_that_no_profile_names_is_looked_at_too(write: WriteFiles) -> None:
    env = write("[sso-session s]\nsso_region = eu-west-1 # x\nsso_start_url = https://x/start\n")
    (found,) = (line for line in odd(env) if line.state == "problem")
    assert found.text.startswith("s: sso_region 'eu-west-1 # x' is not a region")
    assert found.place == (f"{env['HOME']}/.aws/config", 2)


@pytest.mark.parametrize(
    ("section", "words", "line"),
    [
        ("", "sso_session 's' has no section [sso-session s]", 4),
        ("[SSO-Session s]\nsso_region = eu-west-1\n", "write [sso-session s]", 8),
        ("[sso-session s]\nsso_region = eu-west-1\n", "s] is missing sso_start_url", 8),
    ],
)
def test_an_sso_session_that_names_no_section_stops_awss_tools_beside_keys_too(
    section: str, words: str, line: int, catalogue_of: CatalogueOf
) -> None:
    text = f"[profile p]\n{keys()}sso_session = s\n{ROLE}p\n{section}"
    catalogue = catalogue_of(text)
    for name in ("p", "r"):
        problem = problem_of(catalogue, name)
        assert words in problem.message
        assert (problem.place and problem.place.line) == line
        assert not problem.ignored
    session = Session(profile="p")
    session.set_config_variable("config_file", str(catalogue.files.config_path))
    with pytest.raises(InvalidConfigError):
        session.create_client("sts", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("external_id", "a1b2 # theirs"),
        ("role_arn", "arn:aws:iam::111122223333:role/A # admin"),
        ("source_profile", "base # keys"),
        ("duration_seconds", "3600 ; an hour"),
        ("region", "eu-west-1 # Ireland"),
        ("mfa_serial", '"arn:aws:iam::111122223333:mfa/jo"'),
    ],
)
def test_a_refused_value_says_how_awss_tools_differ_over_it(
    key: str, value: str, catalogue_of: CatalogueOf
) -> None:
    values = {
        "role_arn": "arn:aws:iam::111122223333:role/A",
        "source_profile": "base",
        key: value,
    }
    text = f"[profile base]\n{keys()}[profile p]\n{_lines(values, list(values))}"
    problem = problem_of(catalogue_of(text), "p")
    assert "take" in problem.message
    assert "SDK" in problem.message
    assert describe_hint(problem) in (
        "put the comment on a line of its own",
        "write it without the quotes",
    )

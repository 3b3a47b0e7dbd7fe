"""The errors: exit codes are an API, messages carry no more than they are given."""

from __future__ import annotations

import inspect
import re

import pytest

from swtui import errors
from swtui.errors import CannotRunError, ConfigError, NoSuchRole, RefusedError, SwtuiError

TREE = {
    "SwtuiError": 1,
    "UsageError": 2,
    "ConfigError": 3,
    "NoSuchRole": 3,
    "RefusedError": 4,
    "BadAnswerError": 4,
    "NetworkError": 5,
    "MfaError": 6,
    "CacheError": 7,
    "CancelledError": 130,
}


def classes() -> dict[str, type[SwtuiError]]:
    """Return every error of the tree by its name."""
    found = inspect.getmembers(errors, inspect.isclass)
    return {name: kind for name, kind in found if issubclass(kind, SwtuiError)}


@pytest.mark.parametrize(("name", "code"), TREE.items())
def test_each_error_has_the_exit_code_that_was_promised(name: str, code: int) -> None:
    assert classes()[name]("what happened").exit_code == code


def test_the_drawing_of_the_tree_shows_every_error_and_its_code() -> None:
    drawn = dict(re.findall(r"(\w+)\s{2,}([\d/]+)\s{2,}", errors.__doc__ or ""))

    assert set(drawn) == set(classes())
    for name, kind in classes().items():
        if kind is not CannotRunError:
            assert drawn[name] == str(kind("x").exit_code)


def test_a_command_that_cannot_run_ends_as_shells_have_it() -> None:
    assert CannotRunError("x: command not found", exit_code=127).exit_code == 127
    assert CannotRunError("x: permission denied", exit_code=126).exit_code == 126


def test_an_error_reads_as_its_message() -> None:
    error = ConfigError("is not a number", hint="mend it", file="/a/config", line=7)

    assert str(error) == error.message == "is not a number"
    assert (error.hint, error.file, error.line) == ("mend it", "/a/config", 7)


def test_a_role_that_is_not_there_names_what_is() -> None:
    error = NoSuchRole("no role is called prdo", nearest=("prod",))

    assert error.nearest == ("prod",)
    assert isinstance(error, ConfigError)


def test_a_refusal_keeps_what_aws_said() -> None:
    error = RefusedError("refused", code="AccessDenied", request_id="r-1", status=403)

    assert (error.code, error.request_id, error.status) == ("AccessDenied", "r-1", 403)
    assert (error.aws_message, error.server_date, error.operation, error.host) == ("", "", "", "")

"""A Secret shows itself nowhere, anyone who asks."""

from __future__ import annotations

import copy
import json
import pickle
import pprint
import sys
import traceback
from dataclasses import asdict, dataclass

import pytest

from swtui.secret import Secret

CANARY = "canary-51d7"


@dataclass(frozen=True)
class Holder:
    name: str
    secret: Secret


@pytest.fixture
def secret() -> Secret:
    return Secret(CANARY)


def test_only_reveal_gives_the_text(secret: Secret) -> None:
    assert secret.reveal() == CANARY


def test_every_way_of_writing_it_shows_stars(secret: Secret) -> None:
    holder = Holder("a", secret)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>20}",
        f"{secret:>20}",
        "%s %r" % (secret, secret),  # noqa: UP031 - this very form is tried
        "{0:s}".format(secret),  # noqa: UP030, UP032 - the same
        repr([secret]),
        repr(holder),
        str(asdict(holder)),
        pprint.pformat({"a": [secret]}),
        str(ValueError(secret)),
        repr(secret.reveal),
        repr(dir(secret)),
    ]

    assert not [text for text in shown if CANARY in text]
    assert shown[:3] == ["***"] * 3


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(secret: Secret, protocol: int) -> None:
    with pytest.raises(TypeError) as refused:
        pickle.dumps(Holder("a", secret), protocol)

    assert CANARY not in str(refused.value)


def test_it_is_not_made_json_or_bytes(secret: Secret) -> None:
    with pytest.raises(TypeError) as as_json:
        json.dumps({"a": secret})
    with pytest.raises(TypeError) as as_bytes:
        bytes(secret)  # type: ignore[call-overload]

    assert CANARY not in f"{as_json.value} {as_bytes.value}"
    assert CANARY not in json.dumps({"a": secret}, default=str)


def test_it_has_no_attributes_to_look_into(secret: Secret) -> None:
    with pytest.raises(TypeError):
        vars(secret)

    assert CANARY not in repr([getattr(secret, name) for name in dir(secret)])
    assert CANARY not in repr(secret.__getstate__())


def test_copies_are_the_secret_itself(secret: Secret) -> None:
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_a_traceback_with_its_variables_does_not_show_it(secret: Secret) -> None:
    try:
        raise KeyError(secret)
    except KeyError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        told = traceback.TracebackException(kind, error or KeyError(), trace, capture_locals=True)

    written = "".join(told.format())
    assert "secret = ***" in written
    assert CANARY not in written


def test_it_cannot_be_changed(secret: Secret) -> None:
    with pytest.raises(AttributeError):
        secret._reveal = lambda: ""
    with pytest.raises(AttributeError):
        secret.other = 1

    assert secret.reveal() == CANARY


def test_two_secrets_are_equal_when_their_texts_are(secret: Secret) -> None:
    assert secret == Secret(CANARY)
    assert secret != Secret("other")
    assert secret != CANARY
    assert len({secret, Secret(CANARY)}) == 1


def test_an_empty_secret_is_false(secret: Secret) -> None:
    assert secret
    assert not Secret("")

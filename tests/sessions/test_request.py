"""How a session was requested: as text and back, what is refused, and what a renewal repeats."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from swtui.errors import ConfigError
from swtui.sessions.credentials import PLAIN
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import SessionRequest, read_request, request_here

EVERYTHING = AssumeOptions(
    duration=900,
    session_name="ro",
    external_id="x-1/2:3",
    source_identity="jo",
    tags=(("team", "a=b; `id` $HOME 'é'\n"), ("empty", "")),
    transitive_tags=("team",),
    policy='{"Version": "2012-10-17",\n "Statement": []}',
    policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::1:policy/a b"),
    region="eu-west-3",
    mfa_serial="arn:aws:iam::111122223333:mfa/jo",
    instance_role=True,
)
FULL = SessionRequest(EVERYTHING, "it's my base")


def checked(words: str) -> str:
    """Return words as the text of a request whose check is right."""
    return f"{sha256(words.encode()).hexdigest()[:8]} {words}"


def test_every_option_comes_back() -> None:
    assert read_request(FULL.text()) == FULL
    assert read_request(SessionRequest().text()) == SessionRequest()
    assert SessionRequest().text() == PLAIN


def test_the_text_is_one_line_of_ascii_that_needs_no_quotes_inside() -> None:
    text = FULL.text()
    assert text.isascii()
    assert text.isprintable()
    assert not set(text) & set("'\\`$!;&|<>#~?")


def test_lone_surrogates_come_back() -> None:
    odd = SessionRequest(AssumeOptions(tags=(("a", "\udc80"),)))
    assert read_request(odd.text()) == odd


def test_how_it_is_to_be_asked_for_is_no_part_of_it() -> None:
    assert SessionRequest(AssumeOptions(refresh=True, ask_first=True)).text() == PLAIN


@pytest.mark.parametrize("cut", range(1, len(FULL.text()), 7))
def test_a_text_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(ConfigError, match="changed or cut"):
        read_request(FULL.text()[:cut])


@pytest.mark.parametrize(
    "text",
    ["", " ", "PLAIN", "plain ", "plain duration=1h", "--refresh", "$(touch x)", "x" * 100_000],
)
def test_what_swtui_never_wrote_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="SWTUI_REQUEST"):
        read_request(text)


@pytest.mark.parametrize(
    "words",
    [
        "refresh",
        "mfa-stdin",
        "duration=1s",
        "duration",
        "session-name=a%20b",
        "session-name=ab session-name=cd",
        "external-id=%0A%0A",
        "region=evil.example",
        "policy-arn",
        "tag=x",
        "tag=%FF=x",
        "chain=no",
        " duration=1h",
        "duration=1h ",
        "%2D%2Dduration=1h",
    ],
)
def test_an_option_that_swtui_never_writes_is_refused(words: str) -> None:
    with pytest.raises(ConfigError, match="SWTUI_REQUEST"):
        read_request(checked(words))


def test_a_renewal_repeats_every_option_and_takes_new_ones() -> None:
    given = AssumeOptions(refresh=True, ask_first=True)
    assert FULL.repeated(given) == replace(EVERYTHING, refresh=True, ask_first=True)
    longer = FULL.repeated(AssumeOptions(duration=3600))
    assert longer == replace(EVERYTHING, duration=3600)


def test_a_start_in_another_session_cannot_be_repeated_unasked() -> None:
    chained = SessionRequest(AssumeOptions(chain=True))
    with pytest.raises(ConfigError, match="--chain"):
        read_request(chained.text()).repeated()
    assert chained.repeated(AssumeOptions(chain=True)).chain


def test_without_the_variable_it_is_not_known() -> None:
    with pytest.raises(ConfigError, match="SWTUI_REQUEST is missing"):
        request_here({"SWTUI_ROLE": "dev"})
    assert request_here({"SWTUI_REQUEST": FULL.text()}) == FULL

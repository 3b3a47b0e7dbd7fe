"""A session survives being bytes; anything else does not become one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swtui.errors import CacheError
from swtui.secret import Secret
from swtui.sessions.cache.lifetime import fresh, stamped
from swtui.sessions.cache.payload import decode, encode
from swtui.sessions.credentials import Credentials, Identity, Session
from tests.sessions.cache.conftest import MakeSession

any_text = st.text(st.characters(), max_size=40)


@given(
    texts=st.lists(any_text, min_size=14, max_size=14),
    ends=st.none() | st.integers(0, 2**40),
    production=st.booleans(),
    urls=st.dictionaries(
        st.sampled_from(("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE")),
        any_text.filter(lambda text: "\0" not in text),
    ),
)
def test_any_session_comes_back_equal(
    texts: list[str], ends: int | None, production: bool, urls: dict[str, str]
) -> None:
    name, key_id, secret, token, account, arn, user_id, alias, region, *rest = texts
    session = Session(
        name,
        Credentials(key_id, Secret(secret), Secret(token), ends),
        Identity(account, arn, user_id, alias),
        region=region,
        role_arn=rest[0],
        role_name=rest[1],
        account_label=rest[2],
        production=production,
        not_renewable=rest[3],
        source_profile=rest[4],
        variables=tuple(urls.items()),
    )
    assert decode(encode(session)) == session


@pytest.mark.parametrize("variables", [(("PATH", "/evil"),), (("AWS_ENDPOINT_URL", "a\0b"),)])
def test_no_other_variable_comes_out_of_the_cache(variables: tuple[tuple[str, str], ...]) -> None:
    keys = Credentials("A", Secret("s"), Secret("t"), 1)
    session = Session("dev", keys, Identity("1" * 12, "arn"), variables=variables)
    assert decode(encode(session)) is None


def test_a_lone_surrogate_in_a_name_comes_back(make_session: MakeSession) -> None:
    session = make_session("caf\udce9")
    assert decode(encode(session)) == session


def test_bytes_cut_off_anywhere_are_no_session(make_session: MakeSession) -> None:
    raw = encode(make_session())
    assert [at for at in range(len(raw)) if decode(raw[:at]) is not None] == []


def test_bytes_with_more_behind_them_are_no_session(make_session: MakeSession) -> None:
    assert decode(encode(make_session()) + b"\0") is None


@pytest.mark.parametrize("raw", [b"", b"S1" + bytes(40), b"{}", b"\x80\x04pickle", b"S2\xff"])
def test_foreign_bytes_are_no_session(raw: bytes) -> None:
    assert decode(raw) is None


def test_an_unknown_flag_is_no_session(make_session: MakeSession) -> None:
    raw = bytearray(encode(make_session()))
    raw[2] |= 0x80
    assert decode(bytes(raw)) is None


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(raw: bytes) -> None:
    decode(raw)
    decode(b"S2" + raw)


def test_long_term_keys_are_refused() -> None:
    keys = Credentials("AKIAEXAMPLE", Secret("secret"), Secret(""))
    session = Session("base", keys, Identity("111122223333", "arn"), long_term=True)
    with pytest.raises(CacheError, match="never cached"):
        encode(session)


def test_a_text_of_more_than_65535_bytes_is_refused(make_session: MakeSession) -> None:
    with pytest.raises(CacheError, match="too large"):
        encode(make_session("n" * 70_000))


NOW = 1_800_000_000


def test_a_stamped_payload_is_fresh_until_a_minute_before_its_end() -> None:
    raw = stamped(b"payload", NOW + 3600, now=NOW, steady=100.0)
    assert fresh(raw, now=NOW + 3540, steady=3640.0) == b"payload"
    assert fresh(raw, now=NOW + 3541, steady=3641.0) is None


def test_a_clock_set_back_two_hours_does_not_make_it_fresh_again() -> None:
    raw = stamped(b"payload", NOW + 3600, now=NOW, steady=100.0)
    an_hour_later = 100.0 + 3700
    assert fresh(raw, now=NOW + 3700 - 7200, steady=an_hour_later) is None
    assert fresh(raw, now=NOW + 10, steady=an_hour_later) is None


def test_after_a_restart_the_clock_on_the_wall_decides() -> None:
    raw = stamped(b"payload", NOW + 3600, now=NOW, steady=50_000.0)
    assert fresh(raw, now=NOW + 600, steady=5.0) == b"payload"
    assert fresh(raw, now=NOW + 3700, steady=5.0) is None


def test_a_short_stamp_is_not_fresh() -> None:
    assert fresh(b"\0" * 23, now=time.time(), steady=0.0) is None

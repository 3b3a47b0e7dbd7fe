"""Searching: every word must fit somewhere; the best fit comes first; the places are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swtui.roles.matching import searched_fields
from swtui.roles.role import Account, Role
from swtui.roles.search import RANKED_ONE_BY_ONE, Index


def role(name: str, account: str = "", role_name: str = "", region: str = "") -> Role:
    return Role(
        name=name,
        kind="role",
        origin="config",
        account=Account(id="111122223333", name=account),
        role_name=role_name,
        region=region,
        arn=f"arn:aws:iam::111122223333:role/{role_name}",
    )


ROLES = [
    role("search-prod", "search", "Admin", "eu-west-1"),
    role("payments-prod", "payments", "Admin", "us-east-1"),
    role("payments-dev", "payments", "Developer", "eu-west-1"),
    role("prod", "root", "ReadOnly"),
    role("reproduce", "lab", "ReadOnly"),
]


def found(words: str, roles: list[Role] = ROLES) -> list[str]:
    return [roles[index].name for index in Index(roles).search(words)]


def test_no_words_find_everything_in_its_order() -> None:
    assert found("  ") == [item.name for item in ROLES]


@pytest.mark.parametrize("words", ["pay admin", "admin pay", "ADMIN PAYM", "us-east payments"])
def test_words_fit_in_any_order_and_any_field(words: str) -> None:
    assert found(words) == ["payments-prod"]


def test_an_exact_name_comes_first_and_the_beginning_of_a_word_before_its_middle() -> None:
    assert found("prod") == ["prod", "search-prod", "payments-prod", "reproduce"]


def test_an_account_id_and_a_whole_arn_are_found() -> None:
    assert len(found("111122223333")) == len(ROLES)
    assert found("arn:aws:iam::111122223333:role/Developer") == ["payments-dev"]


def test_account_and_role_with_a_slash_between_are_found() -> None:
    assert found("payments/admin") == ["payments-prod"]


def test_letters_in_order_are_tried_when_nothing_holds_the_words() -> None:
    assert found("pymdv") == ["payments-dev"]
    assert found("zzz") == []


def test_what_is_used_often_wins_among_equals() -> None:
    index = Index(ROLES)
    ranked = index.search("payments", boost={"payments-dev": 2.0})
    assert ROLES[ranked[0]].name == "payments-dev"


def test_narrowing_gives_what_a_fresh_search_gives() -> None:
    index = Index(ROLES)
    for words in ("p", "pr", "pro", "prod", "prod a", "prod ad", "pr", "x", "payments d"):
        assert list(index.search(words)) == list(Index(ROLES).search(words))


def test_a_great_many_matches_come_in_classes() -> None:
    many = [role(f"x-thing-{n}", "prod") for n in range(RANKED_ONE_BY_ONE)] + ROLES
    names = found("prod", many)
    assert names[:3] == ["search-prod", "payments-prod", "prod"]
    assert names[3] == "reproduce"
    assert len(names) == RANKED_ONE_BY_ONE + 4


def test_the_places_of_the_words_are_known_in_raw_text() -> None:
    match = Index(ROLES).spans(1, "prod pay adm")
    assert match.spans["name"] == ((0, 3), (9, 13))
    assert match.spans["role_name"] == ((0, 3),)


def test_letters_whose_lower_case_is_longer_keep_their_places() -> None:
    roles = [role("\u0130\u0130-prod")]
    assert Index(roles).spans(0, "prod").spans["name"] == ((3, 7),)


@given(st.text(max_size=20), st.text(max_size=8))
def test_every_place_lies_inside_its_field(name: str, words: str) -> None:
    item = role(name)
    index = Index([item])
    list(index.search(words))
    for field, spans in index.spans(0, words).spans.items():
        raw = searched_fields(item)[field]
        assert all(0 <= start < end <= len(raw) for start, end in spans)
        assert list(spans) == sorted(spans)


@given(
    st.lists(st.text("abcdef-", min_size=1, max_size=8), max_size=12), st.text("abcf ", max_size=5)
)
def test_every_role_that_holds_all_words_is_found(names: list[str], words: str) -> None:
    roles = [role(name) for name in names]
    wanted = words.split()
    holding = {
        place
        for place, item in enumerate(roles)
        if all(
            any(word in text.lower() for text in searched_fields(item).values()) for word in wanted
        )
    }
    assert holding <= set(Index(roles).search(words))


def test_letters_that_begin_words_come_before_letters_anywhere() -> None:
    assert found("papr", [role("xp-apro"), role("payments-prod")]) == ["payments-prod", "xp-apro"]
    assert found("rea al", [role("one", role_name="ReadAll")]) == ["one"]


def test_letters_in_an_arn_do_not_count_one_by_one() -> None:
    assert found("aiaw", [role("one", role_name="Two")]) == []


def test_both_halves_of_account_and_role_are_shown() -> None:
    match = Index(ROLES).spans(1, "payments/adm")
    assert match.spans == {"account_name": ((0, 8),), "role_name": ((0, 3),)}


def test_a_paste_of_a_megabyte_counts_as_its_beginning() -> None:
    assert found("prod " * 200_000)[0] == "prod"


def test_letters_count_within_one_name_and_not_across_two() -> None:
    roles = [role("alpha", "beta", "Gamma"), role("xbg")]
    assert found("abg", roles) == []
    assert found("gmm", roles) == ["alpha"]
    assert found("bt al", roles) == ["alpha"]


@given(
    st.lists(st.text("abAB1-\u0130\u00e9\n", max_size=6), max_size=12),
    st.lists(st.text("abB1 -\u00e9", max_size=5), min_size=1, max_size=6),
)
def test_what_was_searched_before_never_changes_what_is_found(
    names: list[str], queries: list[str]
) -> None:
    roles = [role(name, name[::-1]) for name in names]
    index = Index(roles)
    typed = [query[:end] for query in queries for end in range(len(query) + 1)]
    for query in typed:
        assert list(index.search(query)) == list(Index(roles).search(query))


def test_names_outside_of_ascii_begin_words_as_others_do() -> None:
    roles = [role("x-aprod"), role("caf\u00e9-prod"), role("x-prod-a")]
    assert found("prod", roles) == ["x-prod-a", "caf\u00e9-prod", "x-aprod"]


def test_letters_that_merely_stand_in_order_are_a_guess_and_not_plain() -> None:
    roles = [role("payments-dev", "Pay Dev"), role("inventory-dev")]
    index = Index(roles)
    assert [roles[i].name for i in index.search("nvt")] == ["inventory-dev"]
    assert index.plain("nvt") == []
    assert [roles[i].name for i in index.plain("invd")] == ["inventory-dev"]
    assert [roles[i].name for i in index.plain("DEV ven")] == ["inventory-dev"]
    assert [roles[i].name for i in index.plain("pade")] == ["payments-dev"]
    assert index.plain("ven nvt") == []

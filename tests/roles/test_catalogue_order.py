"""The catalogue's order: the role used last that is not the current one, then the rest."""

from __future__ import annotations

from swtui.roles.catalogue import Catalogue
from swtui.roles.recent import Recent, Used


def names(catalogue: Catalogue, recent: Recent, current: str = "") -> list[str]:
    return [catalogue.roles.names[at] for at in catalogue.order(recent, current)]


def test_with_no_history_roles_come_before_keys_and_broken_ones_last(
    catalogue: Catalogue,
) -> None:
    order = names(catalogue, Recent())
    assert order == ["pay-prod", "pay-ro", "pay-ro-again", "sso", "machine", "base", "broken"]


def test_the_role_used_last_that_is_not_the_current_one_comes_first(catalogue: Catalogue) -> None:
    recent = Recent(
        favourites=frozenset({"machine"}),
        used={"pay-prod": Used(1, 300.0), "sso": Used(1, 200.0), "pay-ro": Used(9, 100.0)},
    )
    assert names(catalogue, recent)[:4] == ["pay-prod", "pay-ro", "sso", "machine"]
    assert names(catalogue, recent, current="pay-prod")[:4] == [
        *("sso", "pay-prod", "pay-ro"),
        "machine",
    ]


def test_the_current_role_stands_at_the_top_when_no_other_was_used(catalogue: Catalogue) -> None:
    assert names(catalogue, Recent(), current="pay-ro")[:2] == ["pay-ro", "pay-prod"]


def test_a_role_used_last_that_is_gone_or_broken_leaves_the_first_place_to_the_one_before(
    catalogue: Catalogue,
) -> None:
    recent = Recent(
        used={"gone": Used(9, 500.0), "broken": Used(9, 400.0), "pay-ro": Used(1, 300.0)}
    )
    assert names(catalogue, recent, current="sso")[:2] == ["pay-ro", "sso"]

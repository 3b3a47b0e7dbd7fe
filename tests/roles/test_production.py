"""Which roles are marked as production."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from swtui.roles.catalogue import Catalogue
from swtui.settings import AccountSettings, Settings

CatalogueOf = Callable[..., Catalogue]
ROLE = """\
[profile pay-prod]
role_arn = arn:aws:iam::111122223333:role/Admin
credential_source = Environment
"""


@pytest.mark.parametrize(
    ("name", "production"),
    [
        ("payments-prod", True),
        ("PaymentsProd", True),
        ("prod", True),
        ("live.eu", True),
        ("prd_admin", True),
        ("non-prod", False),
        ("preprod", False),
        ("pre-prod", False),
        ("NonProd", False),
        ("product-team", False),
        ("alive", False),
        ("reproduce", False),
        ("PRODAdmin", True),
        ("prod2", True),
        ("pre_live", False),
        ("non-prod-and-prod", True),
        ("caféProd", True),
    ],
)
def test_production_is_a_word_of_the_name(
    name: str, production: bool, catalogue_of: CatalogueOf
) -> None:
    catalogue = catalogue_of(f"[profile {name}]\nregion = eu-west-1\n")
    assert catalogue.roles[0].production is production


def test_the_settings_decide_over_the_words(catalogue_of: CatalogueOf) -> None:
    settings = Settings(accounts={"111122223333": AccountSettings(production=False)})
    assert not catalogue_of(ROLE, settings=settings).find("pay-prod").production
    other = Settings(production_words=("pay",))
    assert catalogue_of(ROLE, settings=other).find("pay-prod").production

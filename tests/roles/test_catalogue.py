"""The catalogue: every profile a row, found by exact names."""

from __future__ import annotations

import subprocess
import sys

import pytest

from swtui.errors import NoSuchRole
from swtui.roles.catalogue import Catalogue
from swtui.settings import AccountSettings, Settings
from tests.roles.conftest import CatalogueOf
from tests.roles.sample_config import BASE, CONFIG


def test_every_profile_is_a_row_broken_ones_too(catalogue: Catalogue) -> None:
    assert [(role.name, role.kind, role.problem is None) for role in catalogue.roles] == [
        ("base", "keys", True),
        ("pay-prod", "role", True),
        ("pay-ro", "role", True),
        ("pay-ro-again", "role", True),
        ("sso", "sso", True),
        ("broken", "role", False),
        ("machine", "role", True),
    ]


def test_a_row_knows_its_account_role_and_chain(catalogue: Catalogue) -> None:
    role = catalogue.find("pay-prod")
    assert (role.account.id, role.account.name, role.account.color) == (
        *("111122223333", "payments"),
        "red",
    )
    assert (role.role_name, role.region, role.chain) == (
        *("Admin", "eu-west-1"),
        ("base", "pay-prod"),
    )
    assert role.production


def test_an_account_is_named_by_the_profile_where_the_settings_do_not(
    catalogue: Catalogue,
) -> None:
    role = catalogue.find("sso")
    assert (role.account.name, role.role_name) == ("Data Lake", "Analyst")


def test_a_role_that_starts_in_the_environment_says_so(catalogue: Catalogue) -> None:
    assert catalogue.find("machine").from_environment
    assert not catalogue.find("pay-prod").from_environment


@pytest.mark.parametrize(
    "name",
    ["arn:aws:iam::111122223333:role/team/Admin", "111122223333/Admin", "payments/Admin"],
)
def test_a_profile_is_found_by_its_arn_and_its_account_and_role(
    name: str, catalogue: Catalogue
) -> None:
    assert catalogue.find(name).name == "pay-prod"


def test_a_name_that_fits_two_is_refused_and_lists_both(catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole, match="pay-ro, pay-ro-again"):
        catalogue.find("payments/ReadOnly")


@pytest.mark.parametrize("typo", ["pay-prd", "pay-pro", "Pay-prod", "PAY-PROD"])
def test_a_typo_is_refused_and_names_the_nearest(typo: str, catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find(typo)
    assert "pay-prod" in refused.value.hint
    assert refused.value.exit_code == 3


def test_a_typo_never_falls_back_to_default(catalogue_of: CatalogueOf) -> None:
    with pytest.raises(NoSuchRole):
        catalogue_of("[default]\nregion = eu-west-1\n").find("defaultt")


def test_a_role_that_no_profile_names_can_be_typed(catalogue: Catalogue) -> None:
    role = catalogue.find("payments/Other", source_profile="base")
    assert (role.origin, role.arn) == ("typed", "arn:aws:iam::111122223333:role/Other")
    assert role.chain == ("base", "arn:aws:iam::111122223333:role/Other")
    assert [str(hop.role) for hop in catalogue.chain(role).hops] == [role.arn]


def test_a_typed_role_with_a_source_does_not_use_the_profile_of_that_arn(
    catalogue: Catalogue,
) -> None:
    arn = "arn:aws:iam::111122223333:role/team/Admin"
    assert catalogue.find(arn, source_profile="pay-ro").chain == ("base", "pay-ro", arn)


def test_a_typed_role_without_a_source_knows_where_it_was_found_to_start(
    catalogue_of: CatalogueOf,
) -> None:
    keys = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
    found = catalogue_of(f"[default]\n{keys}").find("arn:aws:iam::111122223333:role/Other")
    assert found.source_profile == "default"


def test_a_path_may_stand_before_the_role_and_a_slash_in_the_account(
    catalogue_of: CatalogueOf,
) -> None:
    settings = Settings(accounts={"111122223333": AccountSettings(name="pay/eu")})
    catalogue = catalogue_of(CONFIG, settings=settings)
    for name in ("111122223333/team/Admin", "pay/eu/team/Admin", "pay/eu/Admin"):
        assert catalogue.find(name).name == "pay-prod"


def test_a_broken_twin_does_not_make_a_role_ambiguous(catalogue_of: CatalogueOf) -> None:
    twin = "[profile twin]\nrole_arn = arn:aws:iam::111122223333:role/team/Admin\n"
    assert catalogue_of(CONFIG + twin).find("111122223333/Admin").name == "pay-prod"


def test_a_typed_role_is_in_the_partition_of_its_account(catalogue_of: CatalogueOf) -> None:
    china = CONFIG.replace("arn:aws:", "arn:aws-cn:")
    role = catalogue_of(china).find("111122223333/Other", source_profile="base")
    assert role.arn == "arn:aws-cn:iam::111122223333:role/Other"


def test_a_profile_starts_from_another_source_when_told_so(catalogue: Catalogue) -> None:
    role = catalogue.find("broken", source_profile="pay-ro")
    assert (role.name, role.problem, role.chain) == ("broken", None, ("base", "pay-ro", "broken"))
    assert [hop.profile for hop in catalogue.chain(role).hops] == ["pay-ro", "broken"]


def test_what_is_no_role_cannot_start_from_another_source(catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole, match="is no role"):
        catalogue.find("base", source_profile="pay-ro")


def test_a_typo_in_account_and_role_names_the_nearest_of_that_form(catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("paymets/Admin")
    assert refused.value.nearest[0] == "payments/Admin"


def test_the_beginning_of_names_offers_the_names_that_begin_so(catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("PAY")
    assert refused.value.nearest == ("pay-prod", "pay-ro", "pay-ro-again")


def test_one_word_with_a_typo_offers_the_names_that_have_such_a_word(
    catalogue: Catalogue,
) -> None:
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("agian")
    assert refused.value.nearest == ("pay-ro-again",)


def test_a_message_holds_a_name_as_it_is_and_not_all_of_a_long_one(catalogue: Catalogue) -> None:
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("a\\b\x1b[2J")
    assert refused.value.message == "no role is called 'a\\b\x1b[2J'"
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("x" * 10_000)
    assert len(refused.value.message) < 250


def test_listing_imports_neither_textual_nor_boto3() -> None:
    program = (
        "import sys, swtui.roles.catalogue as c, swtui.roles.search;"
        "from swtui.settings import Settings; c.load_catalogue({'HOME': '/nowhere'}, Settings());"
        "print([name for name in ('textual', 'rich', 'boto3', 'botocore') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ran.stdout.strip() == b"[]"


def test_a_role_to_be_typed_that_can_be_in_two_accounts_is_refused(
    catalogue_of: CatalogueOf,
) -> None:
    accounts = {
        "111122223333": AccountSettings(name="pay"),
        "222233334444": AccountSettings(name="pay/eu"),
    }
    catalogue = catalogue_of(BASE, settings=Settings(accounts=accounts))
    with pytest.raises(NoSuchRole) as refused:
        catalogue.find("pay/eu/Admin")
    assert refused.value.nearest == (
        "arn:aws:iam::111122223333:role/eu/Admin",
        "arn:aws:iam::222233334444:role/Admin",
    )
    assert catalogue.find("pay/Admin").arn == "arn:aws:iam::111122223333:role/Admin"


def test_a_profile_with_a_web_identity_is_found_by_the_arn_of_its_role(
    catalogue_of: CatalogueOf,
) -> None:
    arn = "arn:aws:iam::111122223333:role/W"
    catalogue = catalogue_of(f"[profile w]\nrole_arn = {arn}\nweb_identity_token_file = /t\n")
    assert catalogue.find(arn).name == "w"

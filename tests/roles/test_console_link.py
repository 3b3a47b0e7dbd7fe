"""Links of AWS's console: which role they name, or what they leave out."""

from __future__ import annotations

import pytest

from swtui.access.policies.fields import FieldError, role_arn
from swtui.errors import MistypedRole, NoSuchRole
from swtui.roles.console_link import ConsoleLink, looks_like_link, parse_link
from tests.roles.conftest import NAMED, CatalogueOf
from tests.roles.sample_config import BASE, CONFIG

ADMIN = ("aws", "111122223333", "Admin")
SWITCH = "https://signin.aws.amazon.com/switchrole?account=111122223333&roleName=Admin"
SESSION = "https://111122223333-ab12cd34.us-east-1.console.aws.amazon.com"
PORTAL = "https://acme.awsapps.com/start/#/console?account_id=222233334444&role_name=Analyst"


def named(link: ConsoleLink | None) -> tuple[str, str, str]:
    assert link is not None
    return link.partition, link.account, link.role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (SWITCH, ADMIN),
        (f"{SWITCH}&displayName=dev&color=99BCE3", ADMIN),
        (SWITCH.replace("&", "&amp;"), ADMIN),
        (f" <{SWITCH}> ", ADMIN),
        (SWITCH.removeprefix("https://"), ADMIN),
        (SWITCH.replace("roleName", "rolename"), ADMIN),
        (SWITCH.replace("111122223333", "1111-2222-3333"), ADMIN),
        (SWITCH.replace("Admin", "team%2FAdmin"), ("aws", "111122223333", "team/Admin")),
        (SWITCH.replace("signin", "eu-west-1.signin"), ADMIN),
        (SWITCH.replace("signin.aws.amazon.com", f"{SESSION[8:]}"), ADMIN),
        (
            "https%3A%2F%2Fsignin.aws.amazon.com%2Fswitchrole%3Faccount%3D111122223333"
            "%26roleName%3DAdmin",
            ADMIN,
        ),
        (
            "https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fsignin.aws.amazon.com"
            "%2Fswitchrole%3Faccount%3D111122223333%26roleName%3DAdmin",
            ADMIN,
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsignin.aws.amazon"
            ".com%2Fswitchrole%3Faccount%3D111122223333%26roleName%3DAdmin&data=05",
            ADMIN,
        ),
        (f"{SESSION}/iam/home?region=us-east-1#/roles/details/Admin?section=permissions", ADMIN),
        (f"{SESSION}/iam/home#/roles/Admin", ADMIN),
        (
            SWITCH.replace("aws.amazon.com", "amazonaws-us-gov.com"),
            ("aws-us-gov", "111122223333", "Admin"),
        ),
        (SWITCH.replace("aws.amazon.com", "amazonaws.cn"), ("aws-cn", "111122223333", "Admin")),
        (
            SWITCH.replace("signin.aws.amazon.com", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
            ("aws-eusc", "111122223333", "Admin"),
        ),
        (
            "https://111122223333-ab12.us-gov-west-1.console.amazonaws-us-gov.com/iam/home#/roles"
            "/details/Admin",
            ("aws-us-gov", "111122223333", "Admin"),
        ),
        (
            SWITCH.replace("aws.amazon.com", "sc2shome.sgov.gov"),
            ("aws-iso-b", "111122223333", "Admin"),
        ),
        (PORTAL, ("aws", "222233334444", "Analyst")),
    ],
)
def test_a_link_names_its_role(text: str, role: tuple[str, str, str]) -> None:
    assert looks_like_link(text)
    assert named(parse_link(text)) == role


@pytest.mark.parametrize(
    "text", ["payments/Admin", "arn:aws:iam::111122223333:role/A", "console.team/Admin", "https"]
)
def test_names_are_no_links(text: str) -> None:
    assert not looks_like_link(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SWITCH.replace("111122223333", "acme-dev"), "by its alias 'acme-dev'"),
        (SWITCH.replace("111122223333", "1111222233"), "names an account of 10 digits"),
        (SWITCH.replace("&roleName=Admin", ""), "names the account 111122223333, but no role"),
        ("https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/Admin", "no account"),
        (f"{SESSION}/ec2/home?region=us-east-1#Instances:", "111122223333, but no role"),
        ("https://acme-dev.signin.aws.amazon.com/console", "by its alias 'acme-dev'"),
        ("https://evil.example/switchrole?account=111122223333&roleName=Admin", "not one of AWS's"),
        (
            "https://notaws.amazon.com.evil.example/switchrole?account=111122223333",
            "not one of AWS's",
        ),
        ("https://[/switchrole", "not one of AWS's"),
        (f"{SWITCH}%20%24(x)", "role name that IAM does not allow"),
    ],
)
def test_a_link_that_names_no_role_says_what_it_leaves_out(
    text: str, words: str, catalogue_of: CatalogueOf
) -> None:
    with pytest.raises(MistypedRole, match=words) as caught:
        catalogue_of(CONFIG).find(text)
    assert "did you mean" not in caught.value.hint or "111122223333" in text
    with pytest.raises(FieldError):
        role_arn(text)


def test_a_link_is_the_listed_role_or_a_typed_one(catalogue_of: CatalogueOf) -> None:
    catalogue = catalogue_of(CONFIG, settings=NAMED)
    assert catalogue.find(SWITCH).name == "pay-prod"  # which has a path in its ARN
    assert catalogue.find(PORTAL).name == "sso"
    typed = catalogue.find(SWITCH.replace("Admin", "Other"), source_profile="base")
    assert (typed.origin, typed.arn) == ("typed", "arn:aws:iam::111122223333:role/Other")
    assert typed.source_profile == "base"
    assert str(role_arn(SWITCH)) == "arn:aws:iam::111122223333:role/Admin"


def test_a_permission_set_that_no_profile_has_is_no_role_to_assume(
    catalogue_of: CatalogueOf,
) -> None:
    with pytest.raises(NoSuchRole, match="no profile has the permission set Auditor") as caught:
        catalogue_of(CONFIG).find(PORTAL.replace("Analyst", "Auditor"))
    assert "aws configure sso" in caught.value.hint


def test_the_page_of_a_permission_sets_role_is_its_profile(catalogue_of: CatalogueOf) -> None:
    page = SESSION.replace("111122223333", "222233334444")
    link = f"{page}/iam/home#/roles/details/AWSReservedSSO_Analyst_0123456789abcdef"
    assert catalogue_of(CONFIG).find(link).name == "sso"


def test_two_profiles_of_a_links_role_are_both_named(catalogue_of: CatalogueOf) -> None:
    with pytest.raises(NoSuchRole, match="pay-ro, pay-ro-again"):
        catalogue_of(CONFIG).find(SWITCH.replace("Admin", "ReadOnly"))


def test_an_alias_that_is_an_accounts_name_here_is_not_taken_for_it(
    catalogue_of: CatalogueOf,
) -> None:
    link = SWITCH.replace("111122223333", "payments")
    with pytest.raises(MistypedRole) as caught:
        catalogue_of(CONFIG, settings=NAMED).find(link)
    assert caught.value.hint == "if the account of that name is meant: 111122223333/Admin"


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("arn:aws:iam::1112222333:role/A", "10 digits", "arn:aws:iam::001112222333:role/A"),
        ("arn:aws:iam::11112222333:role/A", "11 digits", "arn:aws:iam::011112222333:role/A"),
        ("arn:aws:iam::1111222233334:role/A", "13 digits", ""),
        ("arn:aws:iam::1111-2222-3333:role/A", "14 characters", "111122223333:role/A"),
        ("11112222333/Admin", "11 digits", "011112222333/Admin"),
        ("arn:aws:iam:us-east-1:111122223333:role/A", "names a region", ""),
        ("arn:aws:sts::111122223333:assumed-role/Admin/jo", "is a session", "role/Admin"),
        ("arn:aws:iam::111122223333:user/jo", "is not the ARN of an IAM role", ""),
    ],
)
def test_what_is_nearly_an_arn_is_told_what_is_wrong_and_offered_no_other_role(
    text: str, words: str, hint: str, catalogue_of: CatalogueOf
) -> None:
    with pytest.raises(MistypedRole, match=words) as caught:
        catalogue_of(CONFIG).find(text)
    assert hint in caught.value.hint
    assert not caught.value.nearest


def test_an_account_id_with_dashes_is_that_account(catalogue_of: CatalogueOf) -> None:
    assert catalogue_of(CONFIG).find("1111-2222-3333/Admin").name == "pay-prod"


def test_the_roles_of_a_source_profile_all_start_there(catalogue_of: CatalogueOf) -> None:
    other = BASE.replace("[profile base]", "[profile other]")
    sourced = catalogue_of(CONFIG + other).sourced("other")
    assert {role.kind for role in sourced.roles} == {"role"}
    assert {role.chain[0] for role in sourced.roles if role.problem is None} == {"other"}

"""The form's starting points become the very policies that people start from, and back again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from swtui.access.form.fields import (
    FIELDS,
    POINTS,
    STARTING_POINTS,
    build_draft,
    fields_for,
    find_starting_point,
    gaps,
    in_form_words,
    read_values,
)
from swtui.access.form.preview import preview
from swtui.access.policies.draft import OPTIONS, FieldName, PolicyDraft, in_option_words
from swtui.access.policies.formats import FORMATS, Names
from swtui.access.policies.write import problems

ROLE = "arn:aws:iam::111122223333:role/Admin"
OTHER = "arn:aws:iam::444455556666:role/team/Read"
JO = "arn:aws:iam::123456789012:user/jo"
NET = "203.0.113.0/24"
FILLED: dict[str, dict[str, str | bool]] = {
    "roles": {"role_arns": f"{ROLE} {OTHER}"},
    "roles-from": {"role_arns": ROLE, "from_ip": NET},
    "account-roles": {"accounts": "111122223333"},
    "any-role": {},
    "people": {"user_arns": f"{JO}, {ROLE}"},
    "people-from": {"user_arns": JO, "from_ip": NET},
    "some": {"accounts": "123456789012", "principal_like": "user/*_infra"},
    "account": {"accounts": "123456789012"},
}
DRAFTS = {
    "roles": PolicyDraft(side="caller", role_arns=(ROLE, OTHER)),
    "roles-from": PolicyDraft(side="caller", role_arns=(ROLE,), from_ip=(NET,)),
    "account-roles": PolicyDraft(side="caller", accounts=("111122223333",)),
    "any-role": PolicyDraft(side="caller", any=True),
    "people": PolicyDraft(side="trust", user_arns=(JO,), principal_roles=(ROLE,)),
    "people-from": PolicyDraft(side="trust", user_arns=(JO,), from_ip=(NET,)),
    "some": PolicyDraft(side="trust", accounts=("123456789012",), principal_like=("user/*_infra",)),
    "account": PolicyDraft(side="trust", accounts=("123456789012",)),
}


def shown(point: str, form: str = "json", names: Any = None, **values: Any) -> Any:
    return preview(POINTS[point], {**FILLED[point], **values}, form, names or Names())


@pytest.mark.parametrize("point", POINTS)
def test_a_starting_point_filled_in_is_its_draft_and_a_draft_finds_its_starting_point(
    point: str,
) -> None:
    draft = build_draft(POINTS[point], FILLED[point])
    assert draft == DRAFTS[point]
    assert problems(draft) == ()
    assert find_starting_point(draft) == POINTS[point]
    assert build_draft(POINTS[point], read_values(draft)) == draft


@pytest.mark.parametrize("point", POINTS)
def test_every_option_that_a_starting_point_offers_gives_a_policy(point: str) -> None:
    values: dict[str, Any] = {
        "mfa": True,
        "mfa_max_age": "1h",
        "external_id": "acme-7f3a",
        "org_id": "o-a1b2c3d4e5",
        "from_ip": "198.51.100.7",
        "ecs": True,
        "source_account": "444455556666",
        "tag_session": True,
        "source_identity": True,
        "via_aws_service": True,
        "for_role": OTHER,
    }
    found = shown(point, **values)
    assert found.problems == ()
    assert found.tried().text == found.text
    for name in (field.name for part in fields_for(POINTS[point]) for field in part):
        assert (
            name in FILLED[point] or name in values or name in ("sso_roles", "ec2", "existing_role")
        )


@pytest.mark.parametrize("point", [p for p in POINTS if POINTS[p].needs])
def test_without_what_it_needs_there_is_no_policy_and_no_complaint(point: str) -> None:
    found = preview(POINTS[point], {}, "json", Names())
    assert found.missing
    assert (found.text, found.problems) == ("", ())


def test_one_way_to_name_those_of_an_account_is_enough() -> None:
    some = POINTS["some"]
    assert gaps(some, {"accounts": "1"}) == ("principal_like", "sso_roles")
    assert gaps(some, {"accounts": "1", "sso_roles": "Admin"}) == ()


def test_what_another_start_was_given_is_no_reason_to_complain() -> None:
    found = preview(POINTS["account"], FILLED["people"], "json", Names())
    assert (found.missing, found.problems) == (("accounts",), ())


def test_a_machine_alone_can_be_let_in() -> None:
    found = preview(POINTS["people"], {"ec2": True}, "json", Names())
    assert json.loads(found.text)["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}


def test_what_another_starting_point_was_given_is_left_out() -> None:
    values = {**FILLED["roles"], **FILLED["account-roles"]}
    assert build_draft(POINTS["account-roles"], values) == DRAFTS["account-roles"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("role_arns", "arn:aws:iam::1111:role/Admin", "12 digits"),
        ("from_ip", "203.0.113.7/24", "203.0.113.0/24"),
        ("mfa_max_age", "never", "36 hours"),
        ("org_id", "acme", "organization"),
    ],
)
def test_a_wrong_value_is_told_with_its_field(field: str, value: str, said: str) -> None:
    found = shown("roles", **{field: value})
    assert [name for name, _ in found.problems] == [field]
    assert said in found.problems[0][1]
    assert found.text == ""


def test_a_wrong_value_beside_an_empty_field_is_told_as_well() -> None:
    found = preview(POINTS["roles-from"], {"from_ip": "here"}, "json", Names())
    assert found.missing == ("role_arns",)
    assert [name for name, _ in found.problems] == ["from_ip"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("point", ["roles", "people"])
def test_every_format_is_written_once_the_role_is_known(point: str, form: str) -> None:
    for_role: dict[str, Any] = {"for_role": ROLE} if point == "people" else {}
    assert shown(point, form, **for_role).text
    if point == "people" and form != "json":
        assert [name for name, _ in shown(point, form).problems] == ["for_role"]


def test_a_role_that_is_there_is_changed_not_made() -> None:
    made = shown("people", "cli", for_role=ROLE)
    changed = shown("people", "cli", for_role=ROLE, existing_role=True)
    assert "create-role" in made.text
    assert "update-assume-role-policy" in changed.text
    assert "resource" in shown("people", "terraform", for_role=ROLE, existing_role=True).text


def test_a_profile_takes_the_given_name_where_there_is_one_role() -> None:
    names = Names(profile_name="pay", source_profile="base")
    assert "[profile pay]" in shown("roles", "profile", names, role_arns=ROLE).text
    assert "[profile Admin-111122223333]" in shown("roles", "profile", names).text
    assert shown("account-roles", "profile", names).problems


def test_each_front_end_has_its_own_word_for_a_field() -> None:
    said = ("name roles (", FieldName("role_arns", "ARN"), "), ", FieldName("mfa_max_age"))
    assert in_form_words(said) == "name roles (“roles”), “MFA within”"
    assert in_option_words(said) == "name roles (--role-arn ARN), --mfa-max-age"


@pytest.mark.parametrize("point", POINTS)
def test_no_sentence_of_a_preview_speaks_of_an_option_that_the_form_has(point: str) -> None:
    wrong: dict[str, Any] = {"mfa_max_age": "x", "via_aws_service": True, "source_account": "1"}
    both = (shown(point), shown(point, mfa=True, from_ip="10.0.0.0/8"), shown(point, **wrong))
    said = [text for each in both for text in (*each.warnings, *each.notes)]
    said += [text for each in both for _, text in each.problems]
    assert said
    assert not [
        text for text in said for option in (*OPTIONS.values(), "--generate") if option in text
    ]


def test_ids_and_names_are_each_there_once() -> None:
    assert len(POINTS) == len(STARTING_POINTS)
    assert len({field.name for field in FIELDS}) == len(FIELDS)

"""`swtui policy --from-refusal` as commands and templates: what they change, and red to green."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from swtui.demo.organisation import DemoPolicy
from tests.cli.conftest import Run
from tests.cli.refused import JO, SAM_ONLY, SWITCH, intern, policy, said, words_of
from tests.demo_fixture import Demo


def test_a_changed_trust_policy_is_put_back_whole(demo: Demo, run: Run) -> None:
    role = demo.server.organisation.role("access-lab/TrustsSamOnly")
    sam = role.trust["Statement"][0]
    other = {**sam, "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {**role.trust, "Statement": [sam, other]}
    demo.server.organisation.add(replace(role, trust=trust))
    ran = policy(run, *SAM_ONLY, form="cli")
    command, option, name, _, text = words_of(ran.out)[2:]
    assert (command, option, name) == ("update-assume-role-policy", "--role-name", "TrustsSamOnly")
    changed = json.loads(text)
    assert changed["Statement"][1] == other
    assert changed["Statement"][0]["Principal"]["AWS"][1] == JO
    assert "this replaces all of the role's trust policy" in said(ran)


@pytest.mark.parametrize("form", ["diff", "json", "cli", "terraform", "cloudformation"])
def test_the_id_of_a_deleted_principal_is_left_out_of_every_statement(
    form: str, demo: Demo, run: Run
) -> None:
    """IAM refuses a policy that names one, also where another statement does."""
    role = demo.server.organisation.role("access-lab/TrustsSamOnly")
    (sam,) = role.trust["Statement"]
    others = [
        {**sam, "Principal": {"AWS": ["AROADEMODELETEDROLE00", role.arn]}},
        {**sam, "Principal": {"AWS": "AIDADEMODELETEDUSER00"}},
    ]
    trust = {**role.trust, "Statement": [others[0], sam, others[1]]}
    demo.server.organisation.add(replace(role, trust=trust))
    ran = policy(run, *SAM_ONLY, form=form)
    assert ran.code == 0
    assert JO in ran.out
    assert "leaves out AROADEMODELETEDROLE00 and AIDADEMODELETEDUSER00" in said(ran)
    if form != "diff":
        assert "DEMODELETED" not in ran.out
    else:
        gone = [line[0] for line in ran.out.splitlines() if "DEMODELETED" in line]
        assert gone == ["-", "-"]


@pytest.mark.parametrize("form", ["diff", "json", "cli", "terraform", "cloudformation"])
def test_of_a_trust_policy_that_was_not_read_nothing_is_put_back(
    form: str, demo: Demo, run: Run
) -> None:
    ran = policy(run, "legacy-prod-admin", side="trust", form=form)
    assert (ran.code, ran.out) == (4, "")
    assert f"If it does not let {JO} in, its owner adds that ARN" in said(ran)
    assert "leaves its conditions as they are" in said(ran)


def test_an_inline_policy_is_put_in_its_own_place(demo: Demo, run: Run) -> None:
    intern(demo, policies=(SWITCH,))
    ran = policy(run, "intern-readonly", form="cli")
    assert words_of(ran.out)[2:7] == [
        *("put-user-policy", "--user-name", "intern"),
        *("--policy-name", "Inline1"),
    ]
    added = '+      "Resource": "arn:aws:iam::111122223333:role/ReadOnly"'
    assert added in policy(run, "intern-readonly").out
    terraform = policy(run, "intern-readonly", form="terraform").out
    assert terraform.startswith('resource "aws_iam_user_policy" "Inline1" {')
    made = policy(run, "intern-readonly", form="cloudformation").json["Resources"]["CallerPolicy"]
    assert (made["Type"], made["Properties"]["UserName"]) == ("AWS::IAM::UserPolicy", "intern")


def test_a_managed_policy_gets_a_version_more(demo: Demo, run: Run) -> None:
    managed = DemoPolicy(account_id="123456789012", name="Switch", document=SWITCH, path="team/")
    intern(demo, attached=(managed,))
    ran = policy(run, "intern-readonly", form="cli")
    words = words_of(ran.out)
    assert words[2:5] == ["create-policy-version", "--policy-arn", managed.arn]
    assert words[-1] == "--set-as-default"
    assert "IAM keeps 5 versions" in said(ran)
    made = policy(run, "intern-readonly", form="cloudformation").json["Resources"]["CallerPolicy"]
    assert made["Properties"]["Path"] == "/team/"
    assert 'path = "/team/"' in policy(run, "intern-readonly", form="terraform").out
    changed = replace(managed, document=json.loads(words[6]))
    intern(demo, attached=(changed,))
    assert run("explain", "intern-readonly").code == 0


def test_a_new_policy_is_made_and_attached_to_the_caller(demo: Demo, run: Run) -> None:
    ran = run(
        "policy", "--from-refusal", "intern-readonly", "--format", "cli", "--policy-name", "Sw"
    )
    words = words_of(ran.out)
    assert words[2:5] == ["create-policy", "--policy-name", "Sw"]
    assert words[7:] == [
        *("&&", "aws", "iam", "attach-user-policy", "--user-name", "intern"),
        *("--policy-arn", "arn:aws:iam::123456789012:policy/Sw"),
    ]
    intern(demo, policies=(json.loads(words[6]),))
    assert run("explain", "intern-readonly").code == 0


BOTH = (
    *("arn:aws:iam::128128128128:role/lab/TrustsSamOnly", "--source-profile", "intern"),
    *("--read-with", "access-lab-no-tags"),
)


def test_both_sides_are_shown_where_both_lack_it(demo: Demo, run: Run) -> None:
    intern(demo, policies=(SWITCH,))
    shown = policy(run, *BOTH).out
    assert shown.count("--- ") == 2
    assert set(policy(run, *BOTH, form="json").json) == {"trust", "caller"}
    ran = policy(run, *BOTH, form="cli")
    words = words_of(ran.out)
    assert {"update-assume-role-policy", "put-user-policy"} <= set(words)
    assert "as an IAM administrator of account 128128128128" in said(ran)
    assert "as an IAM administrator of account 123456789012" in said(ran)
    role = demo.server.organisation.role("access-lab/TrustsSamOnly")
    demo.server.organisation.add(replace(role, trust=json.loads(words[6])))
    intern(demo, policies=(json.loads(words[-1]),))
    assert run("explain", *BOTH[:3]).code == 0


def members_of(verb: str) -> set[str]:
    """Return the options that the AWS CLI makes of an action of IAM, by botocore's model."""
    from botocore import xform_name
    from botocore.session import Session

    model = Session().get_service_model("iam")
    action = next(name for name in model.operation_names if xform_name(name, "-") == verb)
    return {
        f"--{xform_name(name, '-')}" for name in model.operation_model(action).input_shape.members
    }


def test_every_command_is_one_that_iam_has(demo: Demo, run: Run) -> None:
    managed = DemoPolicy(account_id="123456789012", name="Switch", document=SWITCH)
    texts = [policy(run, *BOTH, form="cli").out]
    intern(demo, policies=(SWITCH,))
    texts.append(policy(run, "intern-readonly", form="cli").out)
    intern(demo, policies=(), attached=(managed,))
    texts.append(policy(run, "intern-readonly", form="cli").out)
    seen = set()
    for command in "".join(texts).split("aws iam ")[1:]:
        verb, *words = words_of(command)
        seen.add(verb)
        assert {word for word in words if word.startswith("--")} <= members_of(verb)
    assert seen == {
        *("create-policy", "attach-user-policy", "put-user-policy", "create-policy-version"),
        "update-assume-role-policy",
    }


def test_one_template_is_not_written_for_two_accounts(demo: Demo, run: Run) -> None:
    ran = policy(run, *BOTH, form="cloudformation")
    assert (ran.code, ran.out) == (2, "")
    assert "policy caller --from-refusal" in said(ran)
    assert policy(run, *BOTH, side="trust", form="cloudformation").code == 0

"""`swtui policy --from-refusal` against the demo: what is printed where, and red to green."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import Any

import pytest

from swtui.access.changes.change_formats import CHANGE_FORMATS
from swtui.demo.organisation import DemoPolicy
from swtui.demo.policy import document
from swtui.demo.trust import allow
from tests.cli.conftest import Ran, Run
from tests.demo_fixture import Demo

DELETED = ("legacy-prod-admin", "--read-with", "legacy-prod-readonly")
EXTERNAL = ("partner-globex-wholesale", "--read-with", "partner-globex-acme-support")
SAM_ONLY = ("access-lab-trusts-sam-only", "--read-with", "access-lab-no-tags")
JO = "arn:aws:iam::123456789012:user/jo"
READ_OWN = allow("iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy")
SWITCH = document(allow("sts:AssumeRole", on=["arn:aws:iam::111122223333:role/Else"]), READ_OWN)


def policy(run: Run, *words: str, side: str = "", form: str = "", **more: str) -> Ran:
    sides, forms = [side] * bool(side), ["--format", form] * bool(form)
    return run("policy", *sides, "--from-refusal", *words, *forms, **more)


def intern(demo: Demo, **more: Any) -> None:
    organisation = demo.server.organisation
    organisation.add(replace(organisation.user("intern"), **more))


def said(ran: Ran) -> str:
    """Return stderr with its lines unbroken."""
    return " ".join(ran.err.split())


def test_a_trust_policy_that_was_read_is_shown_as_a_diff(demo: Demo, run: Run) -> None:
    ran = policy(run, *DELETED)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "--- trust policy of role Admin in 333344445555, as it is"
    assert lines[1] == "+++ trust policy of role Admin in 333344445555, as it would be"
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        '-        "AWS": "AIDADEMODELETEDUSER00"',
        f'+        "AWS": "{JO}"',
    ]
    assert "AIDADEMODELETEDUSER00 stands" in said(ran)


def test_what_was_not_read_is_shown_as_the_document(demo: Demo, run: Run) -> None:
    ran = policy(run, "intern-readonly")
    assert (ran.code, ran.json["Statement"]) == (
        0,
        [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": "arn:aws:iam::111122223333:role/ReadOnly",
            }
        ],
    )
    assert "could not be read (AccessDenied): a Deny that nobody has seen would win" in said(ran)


def test_a_side_that_does_not_lack_it_gets_nothing(demo: Demo, run: Run) -> None:
    ran = policy(run, "intern-readonly", side="trust")
    assert (ran.code, ran.out) == (4, "")
    assert "the trust side is not what lacks; new policy for user intern" in said(ran)
    assert policy(run, "intern-readonly", side="caller").json["Version"] == "2012-10-17"


def test_json_is_the_document_of_a_side_or_an_object_of_both(demo: Demo, run: Run) -> None:
    whole = policy(run, *DELETED, form="json").json
    assert set(whole) == {"trust"}
    assert policy(run, *DELETED, side="trust", form="json").json == whole["trust"]
    assert whole["trust"]["Statement"][0]["Principal"] == {"AWS": JO}


def words_of(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))


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


@pytest.mark.parametrize("form", ["cli", "terraform", "cloudformation"])
def test_of_a_trust_policy_that_was_not_read_nothing_is_put_back(
    form: str, demo: Demo, run: Run
) -> None:
    ran = policy(run, "legacy-prod-admin", side="trust", form=form)
    assert (ran.code, ran.out) == (4, "")
    assert "it cannot be written whole" in said(ran)
    statement = policy(run, "legacy-prod-admin", side="trust").json
    assert statement["Principal"] == {"AWS": JO}


def test_an_inline_policy_is_put_in_its_own_place(demo: Demo, run: Run) -> None:
    intern(demo, policies=(SWITCH,))
    ran = policy(run, "intern-readonly", form="cli")
    assert words_of(ran.out)[2:7] == [
        *("put-user-policy", "--user-name", "intern"),
        *("--policy-name", "Inline1"),
    ]
    assert (
        '+        "arn:aws:iam::111122223333:role/ReadOnly"' in policy(run, "intern-readonly").out
    )
    terraform = policy(run, "intern-readonly", form="terraform").out
    assert terraform.startswith('resource "aws_iam_user_policy" "Inline1" {')
    made = policy(run, "intern-readonly", form="cloudformation").json["Resources"]["CallerPolicy"]
    assert (made["Type"], made["Properties"]["UserName"]) == ("AWS::IAM::UserPolicy", "intern")


def test_a_managed_policy_gets_a_version_more(demo: Demo, run: Run) -> None:
    managed = DemoPolicy("123456789012", "Switch", SWITCH, path="team/")
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
    assert "may change IAM in account 128128128128" in said(ran)
    assert "may change IAM in account 123456789012" in said(ran)
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
    managed = DemoPolicy("123456789012", "Switch", SWITCH)
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


def test_what_the_profile_lacks_is_shown_in_the_profile(demo: Demo, run: Run) -> None:
    ran = policy(run, *EXTERNAL)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "+external_id = acme-demo-7f3a")
    assert " [profile partner-globex-wholesale]" in ran.out
    assert "for one call: --external-id acme-demo-7f3a" in said(ran)
    line = words_of(policy(run, *EXTERNAL, form="cli").out)
    assert line[:5] == ["aws", "configure", "set", "external_id", "acme-demo-7f3a"]
    config = demo.home / ".aws/config"
    section = "[profile partner-globex-wholesale]\n"
    config.write_text(
        config.read_text().replace(section, section + "external_id = acme-demo-7f3a\n")
    )
    assert run("explain", EXTERNAL[0]).code == 0


@pytest.mark.parametrize("form", ["json", "terraform", "cloudformation"])
def test_where_no_policy_has_to_change_none_is_printed(form: str, demo: Demo, run: Run) -> None:
    ran = policy(run, *EXTERNAL, form=form)
    assert (ran.code, ran.out) == (4, "")
    assert "no policy has to change" in said(ran)


@pytest.mark.parametrize("words", [("intern-readonly",), DELETED, EXTERNAL])
def test_the_profile_goes_with_every_change(words: tuple[str, ...], demo: Demo, run: Run) -> None:
    ran = policy(run, *words, form="profile")
    assert ran.code == 0
    assert ran.out.startswith(f"[profile {words[0]}]\nrole_arn = arn:aws:iam::")


def test_a_role_without_a_profile_gets_one(demo: Demo, run: Run) -> None:
    words = ("arn:aws:iam::333344445555:role/Admin", "--source-profile", "base")
    ran = policy(run, *words, "--external-id", "abc", side="trust", form="profile")
    assert ran.out == (
        "[profile Admin-333344445555]\nrole_arn = arn:aws:iam::333344445555:role/Admin\n"
        "source_profile = base\nexternal_id = abc\n"
    )
    named = policy(run, *words, "--profile-name", "mine", side="trust", form="profile")
    assert named.out.startswith("[profile mine]\n")


def test_the_external_id_of_the_call_stays_a_condition(demo: Demo, run: Run) -> None:
    ran = policy(run, "legacy-prod-admin", "--external-id", "abc", side="trust")
    assert ran.json["Condition"] == {"StringEquals": {"sts:ExternalId": "abc"}}


def test_a_reader_that_is_refused_itself_is_told_of(demo: Demo, run: Run) -> None:
    ran = policy(run, SAM_ONLY[0], "--read-with", "access-lab-office-only", side="trust")
    assert (ran.code, ran.json["Principal"]) == (0, {"AWS": JO})
    assert "OfficeOnly" in said(ran)
    assert "the trust policy was not read" in said(ran)


@pytest.mark.parametrize(
    ("option", "action"),
    [
        (("--tag", "team=x"), "sts:TagSession"),
        (("--call-source-identity", "jo"), "sts:SetSourceIdentity"),
    ],
)
def test_the_action_that_goes_with_the_call_is_added(
    option: tuple[str, str], action: str, demo: Demo, run: Run
) -> None:
    words = ("access-lab-no-tags", "--read-with", "access-lab-short-lived", *option)
    trust = policy(run, *words, side="trust", form="json").json
    assert trust["Statement"][0]["Action"] == ["sts:AssumeRole", action]


def test_tags_that_nobody_could_read_about_are_answered_with_what_is_likely(
    demo: Demo, run: Run
) -> None:
    ran = policy(run, "access-lab-no-tags", "--tag", "team=x")
    assert (ran.code, ran.json["Action"]) == (0, ["sts:AssumeRole", "sts:TagSession"])
    assert "probably: trust policy of role NoTags" in said(ran)


def test_what_is_allowed_is_said_to_be_and_nothing_is_printed(demo: Demo, run: Run) -> None:
    ran = policy(run, "payments-dev-admin")
    assert (ran.code, ran.out) == (0, "")
    assert "not refused" in said(ran)
    assert run("sessions", "--json").json == []


def test_a_session_cut_short_is_answered_with_the_profile(demo: Demo, run: Run) -> None:
    ran = policy(run, "access-lab-short-lived")
    assert ran.code == 0
    assert "-duration_seconds = 14400\n+duration_seconds = 3600\n" in ran.out
    assert "--role-name ShortLived --max-session-duration 14400" in said(ran)


def test_more_time_than_the_profile_asks_for_is_what_is_answered(demo: Demo, run: Run) -> None:
    ran = policy(run, "access-lab-short-lived", "--duration", "8h")
    assert "-duration_seconds = 14400\n+duration_seconds = 3600\n" in ran.out
    assert "--role-name ShortLived --max-session-duration 28800" in said(ran)
    ran = run("explain", "access-lab-short-lived", "--duration", "8h")
    assert "8 h was asked for\n" in ran.out


def test_what_was_learnt_of_a_role_does_not_hide_that_it_allows_less(demo: Demo, run: Run) -> None:
    assert run("export", "access-lab-short-lived").code == 0
    assert "+duration_seconds = 3600" in policy(run, "access-lab-short-lived").out
    assert "More time was asked for" in run("explain", "access-lab-short-lived").out


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("access-lab-denied-to-caller", 4, "It is this one: Statement[1] of Inline1 applies"),
        ("access-lab-denied-by-organization", 4, "a service control policy of the organization"),
        ("access-lab-denied-by-resource-control", 4, "resource control policy"),
        ("contractor-deploy", 4, "The permissions boundary of"),
        ("stale-keys", 4, "there the key is not known"),
        ("loop-a", 3, "cycle loop-a"),
        ("nonsense", 3, "nonsense"),
        ("partner-globex-wholesale", 4, "Ask the role's owner for it"),
    ],
)
def test_what_no_policy_of_ours_lifts_is_told_and_nothing_is_printed(
    name: str, code: int, words: str, demo: Demo, run: Run
) -> None:
    ran = policy(run, name)
    assert (ran.code, ran.out) == (code, "")
    assert words in said(ran)


def test_without_a_network_it_exits_5(demo: Demo, run: Run) -> None:
    ran = policy(run, "payments-dev-admin", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert (ran.code, ran.out) == (5, "")


def test_without_a_code_it_exits_6(demo: Demo, run: Run) -> None:
    ran = policy(run, "payments-prod-deploy", "--mfa-stdin")
    assert (ran.code, ran.out) == (6, "")


def test_where_nobody_could_read_the_likeliest_is_called_no_more_than_that(
    demo: Demo, run: Run
) -> None:
    ran = policy(run, "legacy-prod-admin")
    assert ran.out.splitlines()[-1] == "+mfa_serial = arn:aws:iam::123456789012:mfa/jo"
    for words in ("AWS does not say what lacks", "probably: ", "or else: trust policy of role"):
        assert words in said(ran)
    assert "decides: --read-with legacy-prod-readonly" in said(ran)


def test_lines_on_stderr_fit_the_terminal(demo: Demo, run: Run) -> None:
    ran = policy(run, "access-lab-denied-to-caller", COLUMNS="80")
    lines = ran.err.splitlines()
    assert len(lines) > 4
    assert max(map(len, lines)) <= 80
    assert all(line.startswith(("swtui: ", "       ")) for line in lines)


def test_iam_is_read_and_never_changed(demo: Demo, run: Run) -> None:
    intern(demo, policies=(SWITCH,))
    for form in CHANGE_FORMATS:
        assert policy(run, "intern-readonly", form=form).code == 0
    actions = {call.action for call in demo.server.api.seen}
    assert actions > {"AssumeRole", "ListUserPolicies", "GetUserPolicy", "ListGroupsForUser"}
    assert {action for action in actions if not action.startswith(("Get", "List"))} == {
        "AssumeRole",
        "SimulatePrincipalPolicy",
    }


def test_explain_does_not_read_the_callers_policies(demo: Demo, run: Run) -> None:
    run("explain", "intern-readonly", "--read-policies")
    assert demo.server.api.count("ListUserPolicies") == 0


def test_an_iam_that_is_throttled_costs_the_diff_and_not_the_document(demo: Demo, run: Run) -> None:
    intern(demo, policies=(SWITCH,))
    demo.server.api.fail_next("Throttling", "Rate exceeded", action="GetUserPolicy", times=9)
    ran = policy(run, "intern-readonly")
    assert ran.code == 0
    assert "is throttled" in said(ran)
    assert ran.json["Statement"][0]["Resource"] == "arn:aws:iam::111122223333:role/ReadOnly"

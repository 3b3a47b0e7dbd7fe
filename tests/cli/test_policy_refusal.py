"""`swtui policy --from-refusal` on the demo: what is printed where, and what is reported."""

from __future__ import annotations

import pytest

from swtui.access.fixes.formats import CHANGE_FORMATS
from tests.cli.conftest import Run
from tests.cli.refused import DELETED, JO, SAM_ONLY, SWITCH, intern, policy, said
from tests.demo_fixture import Demo


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
    assert f"Adds {JO} to the principals of Statement[0]." in said(ran)
    assert "leaves out AIDADEMODELETEDUSER00" in said(ran)


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
    assert "could not be read (AccessDenied): a Deny in an unread policy would still win" in said(
        ran
    )


def test_a_side_that_does_not_lack_it_gets_nothing(demo: Demo, run: Run) -> None:
    ran = policy(run, "intern-readonly", side="trust")
    assert (ran.code, ran.out) == (4, "")
    assert "the trust side already allows it; new policy for user intern" in said(ran)
    assert policy(run, "intern-readonly", side="caller").json["Version"] == "2012-10-17"


def test_json_is_the_document_of_a_side_or_an_object_of_both(demo: Demo, run: Run) -> None:
    whole = policy(run, *DELETED, form="json").json
    assert set(whole) == {"trust"}
    assert policy(run, *DELETED, side="trust", form="json").json == whole["trust"]
    assert whole["trust"]["Statement"][0]["Principal"] == {"AWS": JO}


def test_a_reader_that_is_refused_itself_is_told_of(demo: Demo, run: Run) -> None:
    ran = policy(run, SAM_ONLY[0], "--read-with", "access-lab-office-only", side="trust")
    assert (ran.code, ran.out) == (4, "")
    assert "OfficeOnly" in said(ran)
    assert "It was not read." in said(ran)


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
    assert [each["Action"] for each in trust["Statement"]] == [["sts:AssumeRole"], action]


def test_tags_that_nobody_could_read_about_are_answered_without_a_statement(
    demo: Demo, run: Run
) -> None:
    ran = policy(run, "access-lab-no-tags", "--tag", "team=x")
    assert (ran.code, ran.out) == (4, "")
    assert "probably: trust policy of role NoTags" in said(ran)
    assert "the statement that allows sts:AssumeRole and sts:TagSession" in said(ran)


def test_what_is_allowed_is_said_to_be_and_nothing_is_printed(demo: Demo, run: Run) -> None:
    ran = policy(run, "payments-dev-admin")
    assert (ran.code, ran.out) == (0, "")
    assert "not refused" in said(ran)
    assert run("sessions", "--json").json == []


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("access-lab-denied-to-caller", 4, "It is this one: Statement[1] of Inline1 applies"),
        ("access-lab-denied-by-organization", 4, "a service control policy of the organization"),
        ("access-lab-denied-by-resource-control", 4, "resource control policy"),
        ("contractor-deploy", 4, "The permissions boundary of"),
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
    for words in (
        "AWS does not say what is missing",
        "probably: ",
        "perhaps: trust policy of role",
    ):
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

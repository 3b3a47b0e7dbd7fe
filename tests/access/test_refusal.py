"""A refusal as the screen has it: its causes without a call, what reading adds, its ticket."""

from __future__ import annotations

import json
import os

import pytest

from swtui.access.policies.draft import PolicyDraft
from swtui.access.refusal import Refusal, build_refused_call
from swtui.errors import RefusedError
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.recent import remember_worked
from swtui.roles.role import Role
from swtui.sessions.broker import Broker
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.settings import Settings
from tests.demo_fixture import Demo
from tests.sessions.broker_harness import Store


class Attempt:
    """One attempt at a role of the demo, and its refusal."""

    def __init__(self, demo: Demo, name: str, **options: object) -> None:
        self.demo = demo
        env = {**os.environ, "SWTUI_DEMO": str(demo.home)}
        self.catalogue: Catalogue = load_catalogue(env, Settings())
        self.broker = Broker(env, Settings(), self.catalogue, Store())
        self.role: Role = self.catalogue.find(name)
        self.options = AssumeOptions(**options)  # type: ignore[arg-type]

    def ask(self, _question: MfaQuestion) -> MfaAnswer:
        return MfaAnswer(self.demo.code())

    def refusal(self, *, reader: str = "") -> Refusal:
        with pytest.raises(RefusedError) as raised:
            self.broker.session(self.role, self.options, ask=self.ask)
        other = self.broker.session(self.catalogue.find(reader), ask=self.ask) if reader else None
        chain = self.catalogue.chain(self.role)
        evidence = build_refused_call(
            raised.value, self.role, chain, when=0.0, catalogue=self.catalogue, options=self.options
        )
        return Refusal(
            evidence,
            self.role,
            signer=lambda: self.broker.signer(self.role, evidence.hop, self.options),
            readers=lambda _account: other,
        )


def kinds(refusal: Refusal) -> list[str]:
    return [cause.kind for cause in refusal.causes]


def test_the_error_alone_tells_what_the_walk_would(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal()
    before = len(demo.server.api.seen)
    assert kinds(refusal)[:2] == ["unsaid", "mfa-not-given"]
    assert refusal.evidence.hop == 1
    assert refusal.evidence.sent["RoleSessionName"] == "jo"
    assert len(demo.server.api.seen) == before


def test_reading_with_a_session_of_that_account_decides(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal(reader="legacy-prod-readonly")
    refusal.read()
    assert kinds(refusal) == ["deleted-principal"]
    assert refusal.who_could_read() == ()


def test_the_ticket_leaves_out_the_side_that_was_read_to_be_well(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal()
    assert "possible change, new policy for user jo" in refusal.ticket(0.0)
    refusal.read()
    assert refusal.lookup is not None
    assert refusal.lookup.allows
    assert "new policy for user jo" not in refusal.ticket(0.0)
    assert "change, trust policy of role Admin in 333344445555" in refusal.ticket(0.0)


def test_without_a_reading_the_owner_is_told_whom_to_name_and_gets_no_statement(
    demo: Demo,
) -> None:
    """A statement could be a way round conditions that no one here has seen."""
    refusal = Attempt(demo, "legacy-prod-admin").refusal()
    ticket = refusal.ticket(0.0)
    assert '"Principal"' not in ticket
    assert f"does not let {refusal.evidence.caller} in" in ticket
    assert "leaves its conditions as they are" in ticket


def test_without_a_reading_a_policy_of_the_caller_is_called_a_possibility(demo: Demo) -> None:
    """It could be a way round a condition that a policy of the caller's asks for."""
    refusal = Attempt(demo, "intern-readonly").refusal()
    assert refusal.causes[0].snippet == ""
    ticket = refusal.ticket(0.0)
    assert "possible change, new policy for user intern" in ticket
    assert "- only a possibility: the policies of user intern" in ticket
    doubts = refusal.prefill().doubts["caller"]
    assert doubts[0].startswith("only a possibility")
    refusal.read()
    assert refusal.prefill().doubts["caller"] == doubts


def test_a_form_filled_in_with_what_was_read_has_no_doubts(demo: Demo) -> None:
    refusal = Attempt(demo, "access-lab-not-allowed").refusal()
    assert refusal.prefill().doubts
    refusal.read()
    assert refusal.prefill().doubts == {}
    assert '"sts:AssumeRole"' in refusal.causes[0].snippet


def test_ticket_and_form_follow_what_was_read(demo: Demo) -> None:
    refusal = Attempt(demo, "partner-globex-wholesale").refusal(
        reader="partner-globex-acme-support"
    )
    assert '"Principal"' not in refusal.ticket(0.0)
    assert refusal.prefill().trust == PolicyDraft(side="trust")
    refusal.read()
    assert kinds(refusal) == ["external-id-missing"]
    assert refusal.causes[0].snippet == "external_id = acme-demo-7f3a"
    ticket = refusal.ticket(0.0)
    assert "cause: The role asks for an external ID" in ticket
    assert "change, profile partner-globex-wholesale" in ticket
    assert "\nexternal_id = acme-demo-7f3a\n" in ticket
    assert "{" not in ticket
    assert not refusal.can_write
    assert refusal.prefill().trust == PolicyDraft(side="trust")


def test_without_one_the_profiles_that_may_read_are_named(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal()
    assert refusal.who_could_read()[0] == "legacy-prod-readonly"
    assert "legacy-prod-admin" not in refusal.who_could_read()
    evidence, role = refusal.evidence, refusal.role
    only = Refusal(evidence, role, is_usable=lambda name: name == "legacy-missing")
    assert only.who_could_read() == ("legacy-missing",)
    refusal.read()
    assert kinds(refusal)[0] == "unsaid"


def test_a_session_that_was_just_made_reads(demo: Demo) -> None:
    attempt = Attempt(demo, "legacy-prod-admin")
    reader = attempt.catalogue.find("legacy-prod-readonly")
    session = attempt.broker.session(reader, ask=attempt.ask)
    refusal = attempt.refusal()
    refusal.read(session)
    assert kinds(refusal) == ["deleted-principal"]


def test_a_trust_policy_that_was_read_is_shown_with_its_smallest_change(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal(reader="legacy-prod-readonly")
    assert refusal.prefill().differences == {}
    refusal.read()
    prefill = refusal.prefill()
    assert prefill.side == "trust"
    lines = prefill.differences["trust"].text.splitlines()
    assert [line for line in lines if line.startswith("+ ") and "user/jo" in line]
    assert [line for line in lines if line.startswith("- ") and "AIDA" in line]
    assert prefill.differences["trust"].notes
    forms = prefill.differences["trust"].forms
    assert set(forms) == {"json", "cli", "terraform", "cloudformation"}
    role = demo.server.organisation.role("legacy-prod/Admin")
    before, after = role.trust["Statement"], json.loads(forms["json"].text)["Statement"]
    assert len(after) == len(before)
    assert after[0]["Principal"] != before[0]["Principal"]
    assert {**after[0], "Principal": 0} == {**before[0], "Principal": 0}
    for text in (forms["cli"].text, forms["terraform"].text, forms["cloudformation"].text):
        assert refusal.evidence.caller in text
    assert "update-assume-role-policy" in forms["cli"].text


def test_a_side_is_filled_in_where_it_is_to_change(demo: Demo) -> None:
    refusal = Attempt(demo, "legacy-prod-admin").refusal(reader="legacy-prod-readonly")
    assert refusal.can_write
    prefill = refusal.prefill()
    assert prefill.caller.role_arns == (str(refusal.evidence.role),)
    assert prefill.trust == PolicyDraft(side="trust")
    assert prefill.names.existing_role
    refusal.read()
    prefill = refusal.prefill()
    assert prefill.caller == PolicyDraft(side="caller")
    assert prefill.trust.user_arns == (refusal.evidence.caller,)


def test_the_hop_before_signs_for_the_second_where_it_is_kept(demo: Demo) -> None:
    organisation = demo.server.organisation
    role = organisation.role("payments-prod/Admin")
    del organisation.roles[role.arn]
    refusal = Attempt(demo, "payments-prod-admin").refusal()
    assert refusal.evidence.hop == 2
    refusal.read()
    assert refusal.lookup is not None
    assert refusal.lookup.simulated == {"sts:AssumeRole": "allowed"}


def test_a_machine_with_a_role_is_looked_for_where_keys_are_unknown(demo: Demo) -> None:
    refusal = Attempt(demo, "stale-keys").refusal()
    assert "instance-role-meant" not in kinds(refusal)
    refusal.look()
    assert "instance-role-meant" in kinds(refusal)
    assert refusal.can_use_instance
    assert not refusal.can_read


def test_the_ticket_holds_the_smallest_change_of_either_side(demo: Demo) -> None:
    attempt = Attempt(demo, "legacy-prod-admin", tags=(("team", "x"),))
    refusal = attempt.refusal(reader="legacy-prod-readonly")
    text = refusal.ticket(0.0)
    assert '"Resource": "arn:aws:iam::333344445555:role/Admin"' in text
    assert "allows sts:AssumeRole and sts:TagSession" in text
    refusal.read()
    assert '"AWS": "arn:aws:iam::123456789012:user/jo"' in refusal.ticket(0.0)


def test_the_ticket_leaves_out_the_side_that_is_not_at_fault(demo: Demo) -> None:
    text = Attempt(demo, "intern-readonly").refusal().ticket(0.0)
    assert "change, new policy for user intern" in text
    assert "trust policy of role" not in text


@pytest.mark.parametrize("name", ["access-lab-denied-to-caller", "stale-keys"])
def test_where_no_policy_would_do_none_is_offered(demo: Demo, name: str) -> None:
    assert "{" not in Attempt(demo, name).refusal().ticket(0.0)


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("because no role trust policy allows the sts:AssumeRole action", ["trust policy"]),
        ("with an explicit deny in the role trust policy", []),
        ("because no VPC endpoint policy allows the sts:AssumeRole action", []),
        ("because no session policy allows the sts:AssumeRole action", []),
        ("", ["trust policy", "new policy"]),
    ],
)
def test_the_ticket_offers_what_the_side_that_aws_names_lacks(
    demo: Demo, said: str, offered: list[str]
) -> None:
    words = f"User: arn:aws:iam::1:user/jo is not authorized to perform: sts:AssumeRole {said}"
    demo.server.api.fail_next("AccessDenied", words, action="AssumeRole")
    text = Attempt(demo, "payments-dev-admin").refusal().ticket(0.0)
    found = [line.partition(", ")[2] for line in text.splitlines() if "change, " in line]
    assert [w for line in found for w in ("trust policy", "new policy") if w in line] == offered


def test_a_reader_that_worked_before_is_proposed_first(demo: Demo) -> None:
    attempt = Attempt(demo, "legacy-prod-admin")
    assert attempt.refusal().causes[0].snippet.endswith("--read-with legacy-prod-readonly")
    profile = "[profile zz]\nrole_arn = arn:aws:iam::333344445555:role/Zz\nsource_profile = base\n"
    with (demo.home / ".aws/config").open("a") as config:
        config.write(profile)
    attempt = Attempt(demo, "legacy-prod-admin")
    remember_worked(attempt.catalogue.env, "zz", 1.0, {})
    assert attempt.refusal().causes[0].snippet.endswith("--read-with zz")


def test_readers_are_those_used_before_then_those_named_for_it(demo: Demo) -> None:
    path = demo.home / ".aws" / "config"
    profiles = {
        "legacy-deploy": "Deploy",
        "legacy-a": "SecurityAudit",
        "legacy-view": "View-Only",
        "legacy-old": "Old",
        "legacy-new": "New",
    }
    arn = "arn:aws:iam::333344445555:role"
    path.write_text(
        path.read_text()
        + "".join(
            f"[profile {name}]\nrole_arn = {arn}/{role}\nsource_profile = base\n"
            for name, role in profiles.items()
        )
    )
    remember_worked(os.environ, "legacy-old", 1000.0, {})
    remember_worked(os.environ, "legacy-new", 2000.0, {})
    names = Attempt(demo, "legacy-prod-admin").refusal().who_could_read()
    assert names[:5] == (
        "legacy-new",
        "legacy-old",
        "legacy-prod-readonly",
        "legacy-view",
        "legacy-a",
    )
    assert names[-1] in ("legacy-deploy", "legacy-missing")


def test_another_profile_of_the_same_role_may_read_if_it_worked(demo: Demo) -> None:
    assert (
        "payments-prod-readonly" not in Attempt(demo, "intern-readonly").refusal().who_could_read()
    )
    remember_worked(os.environ, "payments-prod-readonly", 1000.0, {})
    assert (
        Attempt(demo, "intern-readonly").refusal().who_could_read()[0] == "payments-prod-readonly"
    )


def test_after_a_session_that_may_not_read_another_is_offered(demo: Demo) -> None:
    refusal = Attempt(demo, "partner-globex-wholesale").refusal(reader="payments-dev-admin")
    assert refusal.who_could_read() == ()
    refusal.read()
    assert refusal.lookup is not None
    assert not refusal.lookup.reader
    assert refusal.who_could_read() == ("partner-globex-acme-support",)


RESERVED = "arn:aws:iam::117117117117:role/AWSReservedSSO_Dev_0123456789abcdef"


def test_nothing_is_written_for_a_role_that_only_aws_may_change(demo: Demo) -> None:
    config = demo.home / ".aws" / "config"
    section = f"\n[profile of-aws]\nrole_arn = {RESERVED}\nsource_profile = base\n"
    config.write_text(config.read_text() + section)
    refusal = Attempt(demo, "of-aws").refusal()
    for _ in range(2):
        assert kinds(refusal) == ["reserved-role"]
        assert not refusal.can_write
        text = refusal.ticket(0.0)
        assert "permission set Dev" in text
        assert '"Statement"' not in text
        assert '"Principal"' not in text
        assert "adds that ARN" not in text
        refusal.read()

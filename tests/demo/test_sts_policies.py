"""Who may assume what: trust, conditions, denials and their wording, through botocore."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from swtui.demo.policy import document
from swtui.demo.policy_shorthand import allow, deny, trusting

if TYPE_CHECKING:
    from tests.demo.conftest import Aws


class TestConditions:
    @pytest.mark.parametrize("given", [{}, {"ExternalId": "guessed"}])
    def test_the_external_id_must_be_right_and_nothing_says_so(
        self, aws: Aws, given: dict[str, str]
    ) -> None:
        label = "partner-globex/AcmeSupport"
        assert aws.refused(lambda: aws.assume(label, **given)) == aws.denied(label)

    def test_the_right_external_id_opens_the_role(self, aws: Aws) -> None:
        aws.assume("partner-globex/AcmeSupport", ExternalId="acme-demo-7f3a")

    def test_another_source_address_is_refused(self, aws: Aws) -> None:
        label = "access-lab/OfficeOnly"
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)

    def test_our_own_source_address_can_be_asked_for(self, aws: Aws) -> None:
        organisation = aws.demo.server.organisation
        here = {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}
        role = organisation.role("access-lab/OfficeOnly")
        organisation.add(replace(role, trust=trusting("123456789012", when=here)))
        aws.assume("access-lab/OfficeOnly")

    @pytest.mark.parametrize(
        ("label", "given"),
        [
            ("access-lab/TaggedOnly", {"Tags": [{"Key": "team", "Value": "platform"}]}),
            ("access-lab/OwnNameOnly", {"RoleSessionName": "jo"}),
            ("access-lab/SourceIdentityOnly", {"SourceIdentity": "jo"}),
        ],
    )
    def test_what_a_role_asks_for_opens_it(
        self, aws: Aws, label: str, given: dict[str, object]
    ) -> None:
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)
        aws.assume(label, **given)

    def test_a_principal_pattern_admits_those_it_fits(self, aws: Aws) -> None:
        aws.assume("access-lab/InfraOnly", "ci_infra")
        label = "access-lab/InfraOnly"
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)

    def test_another_organization_is_not_admitted(self, aws: Aws) -> None:
        label = "access-lab/OtherOrganization"
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)


class TestTrust:
    @pytest.mark.parametrize("label", ["legacy-prod/Admin", "access-lab/TrustsSamOnly"])
    def test_a_trust_policy_that_names_others_refuses(self, aws: Aws, label: str) -> None:
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label)

    def test_a_role_that_does_not_exist_is_refused_alike(self, aws: Aws) -> None:
        arn = "arn:aws:iam::333344445555:role/Retired"
        code, message, _ = aws.refused(
            lambda: aws.sts().assume_role(RoleArn=arn, RoleSessionName="test")
        )
        assert (code, message.endswith(f"on resource: {arn}")) == ("AccessDenied", True)

    def test_in_one_account_a_trust_that_names_the_user_is_enough(self, aws: Aws) -> None:
        organisation = aws.demo.server.organisation
        role = organisation.role("acme-identity/ReadOnly")
        organisation.add(replace(role, trust=trusting(organisation.user("intern").arn)))
        aws.assume("acme-identity/ReadOnly", "intern")

    def test_in_one_account_the_root_leaves_it_to_the_callers_policies(self, aws: Aws) -> None:
        label = "acme-identity/ReadOnly"
        assert aws.refused(lambda: aws.assume(label, "intern")) == aws.denied(
            label,
            " because no identity-based policy allows the sts:AssumeRole action",
            user="intern",
        )

    def test_across_accounts_both_sides_must_allow(self, aws: Aws) -> None:
        organisation = aws.demo.server.organisation
        role = organisation.role("payments-dev/Admin")
        organisation.add(replace(role, trust=trusting(organisation.user("intern").arn)))
        code, message, _ = aws.refused(lambda: aws.assume("payments-dev/Admin", "intern"))
        assert code == "AccessDenied"
        assert message.endswith("because no identity-based policy allows the sts:AssumeRole action")

    def test_about_another_organizations_role_nothing_is_told(self, aws: Aws) -> None:
        label = "partner-globex/AcmeSupport"
        refusal = aws.refused(lambda: aws.assume(label, "intern", ExternalId="acme-demo-7f3a"))
        assert refusal == aws.denied(label, user="intern")


class TestDenials:
    @pytest.mark.parametrize(
        ("label", "reason"),
        [
            ("access-lab/DeniedToCaller", "with an explicit deny in an identity-based policy"),
            (
                "access-lab/DeniedByOrganization",
                "with an explicit deny in a service control policy",
            ),
            (
                "access-lab/DeniedByResourceControl",
                "with an explicit deny in a resource control policy",
            ),
            (
                "access-lab/NotAllowed",
                "because no identity-based policy allows the sts:AssumeRole action",
            ),
        ],
    )
    def test_the_kind_of_policy_is_named(self, aws: Aws, label: str, reason: str) -> None:
        assert aws.refused(lambda: aws.assume(label)) == aws.denied(label, f" {reason}")

    def test_a_permissions_boundary_that_does_not_allow_is_named(self, aws: Aws) -> None:
        aws.assume("payments-prod/ReadOnly", "contractor")
        label = "payments-dev/Admin"
        assert aws.refused(lambda: aws.assume(label, "contractor")) == aws.denied(
            label,
            " because no permissions boundary allows the sts:AssumeRole action",
            user="contractor",
        )

    def test_a_session_policy_limits_its_session(self, aws: Aws) -> None:
        limit = json.dumps(document(allow("s3:*")))
        jump = aws.assume("acme-identity/jump", Policy=limit, **aws.with_code())["Credentials"]
        _, message, _ = aws.refused(lambda: aws.assume("payments-prod/Admin", jump))
        assert message.endswith("because no session policy allows the sts:AssumeRole action")

    def test_a_session_policy_that_denies_is_named(self, aws: Aws) -> None:
        limit = json.dumps(document(allow("*"), deny("sts:AssumeRole")))
        jump = aws.assume("acme-identity/jump", Policy=limit, **aws.with_code())["Credentials"]
        _, message, _ = aws.refused(lambda: aws.assume("payments-prod/Admin", jump))
        assert message.endswith("with an explicit deny in a session policy")

    def test_a_deny_in_the_trust_policy_is_named(self, aws: Aws) -> None:
        organisation = aws.demo.server.organisation
        role = organisation.role("payments-dev/Admin")
        statement = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
        organisation.add(replace(role, trust=document(statement)))
        assert aws.refused(lambda: aws.assume("payments-dev/Admin")) == aws.denied(
            "payments-dev/Admin", " with an explicit deny in the role trust policy"
        )

    def test_tags_need_an_action_of_their_own(self, aws: Aws) -> None:
        label = "access-lab/NoTags"
        aws.assume(label)
        tags = [{"Key": "team", "Value": "platform"}]
        assert aws.refused(lambda: aws.assume(label, Tags=tags)) == aws.denied(
            label, action="sts:TagSession"
        )

    def test_a_source_identity_needs_an_action_of_its_own(self, aws: Aws) -> None:
        label = "payments-dev/Admin"
        refusal = aws.refused(lambda: aws.assume(label, "robot", SourceIdentity="robot"))
        assert refusal == aws.denied(
            label,
            " because no identity-based policy allows the sts:SetSourceIdentity action",
            user="robot",
            action="sts:SetSourceIdentity",
        )


class TestInheritance:
    def test_transitive_tags_and_the_source_identity_go_along_the_chain(self, aws: Aws) -> None:
        first = aws.assume(
            "acme-identity/jump",
            Tags=[{"Key": "team", "Value": "platform"}, {"Key": "desk", "Value": "4"}],
            TransitiveTagKeys=["team"],
            SourceIdentity="jo",
            **aws.with_code(),
        )
        second = aws.assume("payments-prod/Admin", first["Credentials"])
        assert second["SourceIdentity"] == "jo"
        keys = aws.demo.server.keys.find(second["Credentials"]["AccessKeyId"])
        assert keys is not None
        assert dict(keys.caller.tags) == {"team": "platform"}

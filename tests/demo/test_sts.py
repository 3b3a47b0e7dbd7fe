from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from swtui.demo.policy import document
from swtui.demo.trust import allow, deny, trusting

if TYPE_CHECKING:
    from tests.demo.conftest import Aws

NOT_AUTHORIZED = (
    "User: arn:aws:iam::123456789012:user/{user} is not authorized to perform: {action} "
    "on resource: {arn}{reason}"
)


def denied(
    aws: Aws, label: str, reason: str = "", *, user: str = "jo", action: str = "sts:AssumeRole"
) -> tuple[str, str, int]:
    arn = aws.demo.server.organisation.role(label).arn
    message = NOT_AUTHORIZED.format(user=user, action=action, arn=arn, reason=reason)
    return "AccessDenied", message, 403


def test_caller_identity_is_the_user_of_the_keys(aws: Aws) -> None:
    answer = aws.sts().get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == (
        "123456789012",
        "arn:aws:iam::123456789012:user/jo",
    )
    assert answer["UserId"].startswith("AIDADEMO")


def test_an_assumed_role_is_who_its_keys_say(aws: Aws) -> None:
    answer = aws.assume("payments-prod/ReadOnly", RoleSessionName="jo@laptop")
    identity = aws.sts(answer["Credentials"]).get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::111122223333:assumed-role/ReadOnly/jo@laptop"
    assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_a_session_lasts_one_hour_where_nothing_is_said(aws: Aws) -> None:
    expires = aws.assume("payments-dev/Admin")["Credentials"]["Expiration"]
    assert 3590 < (expires - datetime.now(UTC)).total_seconds() <= 3600


def test_the_path_of_a_role_is_in_its_arn_but_not_in_the_session(aws: Aws) -> None:
    answer = aws.assume("payments-prod/Deploy", **aws.with_code())
    assert aws.demo.server.organisation.role("payments-prod/Deploy").arn.endswith("role/ci/Deploy")
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/Deploy/test")


def test_two_hops_and_three_reach_the_far_account(aws: Aws) -> None:
    jump = aws.assume("acme-identity/jump", **aws.with_code())["Credentials"]
    auditor = aws.assume("security-audit/Auditor", jump)["Credentials"]
    reader = aws.assume("log-archive/LogReader", auditor)
    assert reader["AssumedRoleUser"]["Arn"].endswith("assumed-role/LogReader/test")


def test_a_role_behind_another_is_not_reached_directly(aws: Aws) -> None:
    assert aws.refused(lambda: aws.assume("payments-prod/Admin")) == denied(
        aws, "payments-prod/Admin"
    )


class TestMfa:
    def test_a_role_that_asks_mfa_refuses_without_and_says_not_why(self, aws: Aws) -> None:
        label = "payments-prod/Deploy"
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)

    def test_a_good_code_is_taken_once(self, aws: Aws) -> None:
        given = aws.with_code()
        aws.assume("payments-prod/Deploy", **given)
        again = aws.refused(lambda: aws.assume("payments-prod/Deploy", **given))
        assert again == (
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code.",
            403,
        )

    def test_a_wrong_code_is_refused(self, aws: Aws) -> None:
        given = aws.with_code()
        wrong = f"{(int(given['TokenCode']) + 1) % 1000000:06d}"
        code, message, _ = aws.refused(
            lambda: aws.assume("payments-prod/Deploy", **given | {"TokenCode": wrong})
        )
        assert (code, "invalid MFA one time pass code" in message) == ("AccessDenied", True)

    def test_a_device_nobody_has_is_told_apart(self, aws: Aws) -> None:
        given = aws.with_code() | {"SerialNumber": "arn:aws:iam::123456789012:mfa/nobody"}
        _, message, _ = aws.refused(lambda: aws.assume("payments-prod/Deploy", **given))
        assert message == (
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your "
            "MFA serial number is valid and associated with this user."
        )

    def test_a_serial_without_a_code_is_refused(self, aws: Aws) -> None:
        serial = aws.with_code()["SerialNumber"]
        _, message, _ = aws.refused(lambda: aws.assume("payments-dev/Admin", SerialNumber=serial))
        assert message == (
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time "
            "pass code."
        )

    def test_a_code_of_letters_breaks_the_constraint(self, aws: Aws) -> None:
        given = aws.with_code() | {"TokenCode": "12a456"}
        code, message, status = aws.refused(lambda: aws.assume("payments-dev/Admin", **given))
        assert (code, status) == ("ValidationError", 400)
        assert message == (
            "1 validation error detected: Value '12a456' at 'tokenCode' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\d]*"
        )

    def test_one_code_for_a_session_token_opens_many_roles(self, aws: Aws) -> None:
        keys = aws.sts().get_session_token(**aws.with_code())["Credentials"]
        aws.assume("payments-prod/Deploy", keys)
        aws.assume("search-prod/Support", keys)
        assert aws.sts(keys).get_caller_identity()["Arn"].endswith("user/jo")

    def test_a_session_token_without_mfa_opens_no_mfa_role(self, aws: Aws) -> None:
        keys = aws.sts().get_session_token()["Credentials"]
        aws.assume("payments-dev/Admin", keys)
        label = "payments-prod/Deploy"
        assert aws.refused(lambda: aws.assume(label, keys)) == denied(aws, label)

    def test_a_role_may_ask_for_recent_mfa(self, aws: Aws) -> None:
        aws.assume("security-audit/IncidentResponse", **aws.with_code())
        keys = aws.sts().get_session_token(**aws.with_code())["Credentials"]
        old = aws.demo.server.keys.find(keys["AccessKeyId"])
        assert old is not None
        assert old.caller.mfa_at is not None
        stale = aws.demo.server.keys.issue(
            replace(old.caller, mfa_at=old.caller.mfa_at - 901), time.time() + 900
        )
        late = {
            "AccessKeyId": stale.access_key_id,
            "SecretAccessKey": stale.secret_access_key,
            "SessionToken": stale.token,
        }
        label = "security-audit/IncidentResponse"
        assert aws.refused(lambda: aws.assume(label, late)) == denied(aws, label)

    def test_a_session_cannot_ask_for_a_session_token(self, aws: Aws) -> None:
        keys = aws.assume("payments-dev/Admin")["Credentials"]
        assert aws.refused(aws.sts(keys).get_session_token) == (
            "AccessDenied",
            "Cannot call GetSessionToken with session credentials",
            403,
        )


class TestConditions:
    @pytest.mark.parametrize("given", [{}, {"ExternalId": "guessed"}])
    def test_the_external_id_must_be_right_and_nothing_says_so(
        self, aws: Aws, given: dict[str, str]
    ) -> None:
        label = "partner-globex/AcmeSupport"
        assert aws.refused(lambda: aws.assume(label, **given)) == denied(aws, label)

    def test_the_right_external_id_opens_the_role(self, aws: Aws) -> None:
        aws.assume("partner-globex/AcmeSupport", ExternalId="acme-demo-7f3a")

    def test_another_source_address_is_refused(self, aws: Aws) -> None:
        label = "access-lab/OfficeOnly"
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)

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
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)
        aws.assume(label, **given)

    def test_a_principal_pattern_admits_those_it_fits(self, aws: Aws) -> None:
        aws.assume("access-lab/InfraOnly", "ci_infra")
        label = "access-lab/InfraOnly"
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)

    def test_another_organization_is_not_admitted(self, aws: Aws) -> None:
        label = "access-lab/OtherOrganization"
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)


class TestTrust:
    @pytest.mark.parametrize("label", ["legacy-prod/Admin", "access-lab/TrustsSamOnly"])
    def test_a_trust_policy_that_names_others_refuses(self, aws: Aws, label: str) -> None:
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label)

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
        assert aws.refused(lambda: aws.assume(label, "intern")) == denied(
            aws,
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
        assert refusal == denied(aws, label, user="intern")


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
        assert aws.refused(lambda: aws.assume(label)) == denied(aws, label, f" {reason}")

    def test_a_permissions_boundary_that_does_not_allow_is_named(self, aws: Aws) -> None:
        aws.assume("payments-prod/ReadOnly", "contractor")
        label = "payments-dev/Admin"
        assert aws.refused(lambda: aws.assume(label, "contractor")) == denied(
            aws,
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
        assert aws.refused(lambda: aws.assume("payments-dev/Admin")) == denied(
            aws, "payments-dev/Admin", " with an explicit deny in a resource-based policy"
        )

    def test_tags_need_an_action_of_their_own(self, aws: Aws) -> None:
        label = "access-lab/NoTags"
        aws.assume(label)
        tags = [{"Key": "team", "Value": "platform"}]
        assert aws.refused(lambda: aws.assume(label, Tags=tags)) == denied(
            aws, label, action="sts:TagSession"
        )

    def test_a_source_identity_needs_an_action_of_its_own(self, aws: Aws) -> None:
        label = "payments-dev/Admin"
        refusal = aws.refused(lambda: aws.assume(label, "robot", SourceIdentity="robot"))
        assert refusal == denied(
            aws,
            label,
            " because no identity-based policy allows the sts:SetSourceIdentity action",
            user="robot",
            action="sts:SetSourceIdentity",
        )


class TestDurations:
    def test_more_than_the_roles_maximum_is_refused(self, aws: Aws) -> None:
        assert aws.refused(lambda: aws.assume("payments-dev/Admin", DurationSeconds=3601)) == (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            400,
        )

    def test_eight_hours_are_given_where_the_role_allows_them(self, aws: Aws) -> None:
        answer = aws.assume("data-lake-dev/Analyst", DurationSeconds=8 * 3600)
        left = (answer["Credentials"]["Expiration"] - datetime.now(UTC)).total_seconds()
        assert 8 * 3600 - 10 < left <= 8 * 3600

    @pytest.mark.parametrize("through", ["role", "session token"])
    def test_temporary_keys_get_one_hour_at_most(self, aws: Aws, through: str) -> None:
        if through == "role":
            organisation = aws.demo.server.organisation
            role = organisation.role("data-lake-dev/Analyst")
            jump_arn = organisation.role("acme-identity/jump").arn
            organisation.add(replace(role, trust=trusting(jump_arn)))
            keys = aws.assume("acme-identity/jump", **aws.with_code())["Credentials"]
        else:
            keys = aws.sts().get_session_token()["Credentials"]
        refusal = aws.refused(
            lambda: aws.assume("data-lake-dev/Analyst", keys, DurationSeconds=3601)
        )
        assert refusal == (
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
            "role chaining.",
            400,
        )
        aws.assume("data-lake-dev/Analyst", keys, DurationSeconds=3600)

    @pytest.mark.parametrize(
        ("seconds", "bound"), [(899, "greater than or equal to 900"), (43201, "less than or equal")]
    )
    def test_the_apis_own_bounds_are_kept(self, aws: Aws, seconds: int, bound: str) -> None:
        code, message, status = aws.refused(
            lambda: aws.assume("data-lake-dev/Analyst", DurationSeconds=seconds)
        )
        assert (code, status) == ("ValidationError", 400)
        assert f"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint" in message
        assert bound in message


class TestValues:
    def test_a_session_name_with_a_slash_breaks_the_constraint(self, aws: Aws) -> None:
        assert aws.refused(lambda: aws.assume("payments-dev/Admin", RoleSessionName="a/b")) == (
            "ValidationError",
            "1 validation error detected: Value 'a/b' at 'roleSessionName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
            400,
        )

    def test_an_arn_that_is_none_is_invalid(self, aws: Aws) -> None:
        arn = "arn:aws:iam::11112222333:role/Admin"
        refusal = aws.refused(lambda: aws.sts().assume_role(RoleArn=arn, RoleSessionName="jo"))
        assert refusal == ("ValidationError", f"{arn} is invalid", 400)

    def test_a_session_policy_must_be_one(self, aws: Aws) -> None:
        code, _, status = aws.refused(lambda: aws.assume("payments-dev/Admin", Policy="not json"))
        assert (code, status) == ("MalformedPolicyDocument", 400)


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


def test_a_slow_role_takes_its_time_and_stopping_does_not_wait_for_it(aws: Aws) -> None:
    server = aws.demo.server
    role = server.organisation.role("network-hub/Admin")
    assert role.delay == 3.0
    server.organisation.add(replace(role, delay=0.2))
    began = time.monotonic()
    aws.assume("network-hub/Admin")
    assert time.monotonic() - began >= 0.2


def test_a_fault_can_be_ordered_for_one_call(aws: Aws) -> None:
    aws.demo.server.api.fail_next("Throttling", "Rate exceeded", action="AssumeRole")
    aws.sts().get_caller_identity()
    assert aws.refused(lambda: aws.assume("payments-dev/Admin"))[:2] == (
        "Throttling",
        "Rate exceeded",
    )
    aws.assume("payments-dev/Admin")
    assert aws.demo.server.api.count("AssumeRole") == 2


def test_what_the_server_saw_holds_no_mfa_code(aws: Aws) -> None:
    given = aws.with_code()
    aws.assume("payments-prod/Deploy", **given)
    assert "TokenCode" not in aws.demo.server.api.seen[-1].parameters

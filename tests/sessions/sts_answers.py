"""What STS and IAM answer, as XML: grants, identities, and refusals."""

from __future__ import annotations

import time
from xml.sax.saxutils import escape

from tests.sessions.sts_requests import Answer, Call, Request

NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'
SECRET = "CanarySecret" + "x" * 28
TOKEN = "CanaryToken" + "y" * 60


def assumed_arn(role_arn: str, name: str, _kind: str = "") -> str:
    """Return the ARN that a session of a role has; `session` marks it for the chaining cap."""
    partition, account = role_arn.split(":")[1], role_arn.split(":")[4]
    return f"arn:{partition}:sts::{account}:assumed-role/{role_arn.rpartition('/')[2]}/{name}"


def expiry(seconds: float) -> str:
    """Return now plus `seconds` as STS writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def assumed_xml(
    call: Call,
    *,
    key_id: str = "ASIAROLE000000000000",
    secret: str = SECRET,
    token: str = TOKEN,
    seconds: int = 3600,
    expiration: str | None = None,
    arn: str | None = None,
) -> str:
    """Return the body of a granted AssumeRole."""
    until = expiry(seconds) if expiration is None else expiration
    who = arn or assumed_arn(call.params["RoleArn"], call.params["RoleSessionName"])
    ends = f"<Expiration>{until}</Expiration>" if until else ""
    return (
        f"<{call.action}Response {NAMESPACE}><{call.action}Result><AssumedRoleUser>"
        f"<AssumedRoleId>AROAX:{escape(call.params['RoleSessionName'])}</AssumedRoleId>"
        f"<Arn>{escape(who)}</Arn></AssumedRoleUser><Credentials>"
        f"<AccessKeyId>{escape(key_id)}</AccessKeyId>"
        f"<SecretAccessKey>{escape(secret)}</SecretAccessKey>"
        f"<SessionToken>{escape(token)}</SessionToken>{ends}</Credentials>"
        f"</{call.action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
        f"</{call.action}Response>"
    )


def session_token_xml(key_id: str, seconds: int = 43200) -> str:
    """Return the body of a granted GetSessionToken."""
    return (
        f"<GetSessionTokenResponse {NAMESPACE}><GetSessionTokenResult><Credentials>"
        f"<AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{TOKEN}</SessionToken><Expiration>{expiry(seconds)}</Expiration>"
        "</Credentials></GetSessionTokenResult></GetSessionTokenResponse>"
    )


def caller_xml(arn: str) -> str:
    """Return the body of GetCallerIdentity."""
    return (
        f"<GetCallerIdentityResponse {NAMESPACE}><GetCallerIdentityResult>"
        f"<Arn>{arn}</Arn><UserId>AIDAX</UserId><Account>{arn.split(':')[4]}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )


def aliases(*names: str) -> Answer:
    """Answer ListAccountAliases."""
    members = "".join(f"<member>{name}</member>" for name in names)
    return says(
        200,
        '<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases>{members}"
        "</AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>",
    )


def role_maximum(seconds: int) -> Answer:
    """Answer GetRole with a MaxSessionDuration."""
    return says(
        200,
        '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult>'
        "<Role><Path>/</Path><RoleName>R</RoleName><RoleId>AROA</RoleId>"
        "<Arn>arn:aws:iam::222222222222:role/R</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"<MaxSessionDuration>{seconds}</MaxSessionDuration></Role>"
        "</GetRoleResult></GetRoleResponse>",
    )


def says(status: int, body: str | bytes = "", **headers: str) -> Answer:
    """Answer with these very bytes."""
    return lambda request, _call: request.reply(status, body, **headers)


def refusal(code: str, message: str, status: int = 403) -> Answer:
    """Answer with an AWS error."""
    return says(
        status,
        f"<ErrorResponse {NAMESPACE}><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(message)}</Message></Error><RequestId>req-77</RequestId>"
        "</ErrorResponse>",
    )


def wrong_code(request: Request, call: Call) -> None:
    """Answer that the MFA code is not the right one, in AWS's words."""
    refusal(
        "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."
    )(request, call)

"""Signatures verified: what botocore signs is taken, all else refused as AWS does."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from swtui.demo.accounts import build_organisation
from swtui.demo.callers import KeyRing
from swtui.demo.service_error import ServiceError
from swtui.demo.signature import HttpRequest, verified

if TYPE_CHECKING:
    from tests.demo.conftest import Aws
    from tests.demo_fixture import Demo

ORGANISATION = build_organisation()


def signed(*, service: str = "sts", region: str = "eu-west-1", query: str = "") -> HttpRequest:
    """Return a request that botocore's own signer has signed for jo."""
    user = ORGANISATION.user("jo")
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = botocore.awsrequest.AWSRequest(
        "POST", f"http://127.0.0.1:1/{query}", data=body, headers={"Host": "127.0.0.1:1"}
    )
    keys = botocore.credentials.Credentials(user.access_key_id, user.secret_access_key)
    botocore.auth.SigV4Auth(keys, service, region).add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(
        method="POST",
        path="/",
        query=query.lstrip("?"),
        headers=headers,
        body=body,
        address="127.0.0.1",
    )


def changed(request: HttpRequest, **headers: str) -> HttpRequest:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpRequest(
        method=request.method,
        path=request.path,
        query=request.query,
        headers={**request.headers, **names},
        body=request.body,
        address=request.address,
    )


def refusal(request: HttpRequest, *, service: str = "sts", now: float = 0.0) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        verified(request, KeyRing(ORGANISATION), service, now or time.time())
    return caught.value


@pytest.mark.parametrize("query", ["", "?b=2&a=1%20x&a=%2F"])
def test_what_botocore_signed_is_verified(query: str) -> None:
    keys, region = verified(signed(query=query), KeyRing(ORGANISATION), "sts", time.time())
    assert (keys.caller.username, region) == ("jo", "eu-west-1")


def test_a_changed_body_no_longer_fits_its_signature() -> None:
    request = signed()
    forged = HttpRequest(
        method="POST",
        path="/",
        query="",
        headers=request.headers,
        body=request.body + b"&X=1",
        address="127.0.0.1",
    )
    error = refusal(forged)
    assert (error.code, error.status) == ("SignatureDoesNotMatch", 403)
    assert error.message.startswith("The request signature we calculated does not match")


def test_another_service_is_not_what_was_signed_for() -> None:
    error = refusal(signed(), service="iam")
    assert error.message == "Credential should be scoped to correct service: 'iam'. "


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(16, r"Signature expired: \w+ is now earlier than \w+ \(\w+ - 15 min\.\)"),
     (-16, r"Signature not yet current: \w+ is still later than \w+ \(\w+ \+ 15 min\.\)")],
)  # fmt: skip
def test_a_clock_that_is_off_by_more_than_15_minutes_is_refused(minutes: int, words: str) -> None:
    error = refusal(signed(), now=time.time() + minutes * 60)
    assert (error.code, error.status) == ("SignatureDoesNotMatch", 403)
    assert re.fullmatch(words, error.message)


@pytest.mark.parametrize("minutes", [14, -14])
def test_a_clock_that_is_off_by_less_is_forgiven(minutes: int) -> None:
    assert verified(signed(), KeyRing(ORGANISATION), "sts", time.time() + minutes * 60)


def test_no_authorization_at_all_is_said() -> None:
    assert refusal(changed(signed(), authorization="")).code == "MissingAuthenticationToken"


def test_an_incomplete_authorization_names_what_it_lacks() -> None:
    error = refusal(changed(signed(), authorization="AWS4-HMAC-SHA256 Credential=a/b/c/d/e"))
    assert error.code == "IncompleteSignature"
    assert "Authorization header requires 'Signature' parameter." in error.message
    assert "Authorization header requires 'SignedHeaders' parameter." in error.message


def test_keys_of_one_partition_mean_nothing_in_another() -> None:
    assert refusal(signed(region="cn-north-1")).code == "InvalidClientTokenId"


def unknown_key(_: Aws) -> dict[str, str]:
    return {"AccessKeyId": "AKIADEMONOBODYATHOME", "SecretAccessKey": "x" * 40}


def wrong_secret(aws: Aws) -> dict[str, str]:
    return aws.keys_of("jo") | {"SecretAccessKey": "x" * 40}


def no_token(aws: Aws) -> dict[str, str]:
    keys: dict[str, str] = aws.assume("payments-dev/Admin")["Credentials"]
    return {name: keys[name] for name in ("AccessKeyId", "SecretAccessKey")}


def stale(aws: Aws) -> dict[str, str]:
    keys = aws.demo.server.keys
    jo = keys.find(aws.keys_of("jo")["AccessKeyId"])
    assert jo is not None
    old = keys.issue(jo.caller, time.time() - 1)
    return {
        "AccessKeyId": old.access_key_id,
        "SecretAccessKey": old.secret_access_key,
        "SessionToken": old.token,
    }


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (
            unknown_key,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        ),
        (
            no_token,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        ),
        (wrong_secret, "SignatureDoesNotMatch", "The request signature we calculated"),
        (stale, "ExpiredToken", "The security token included in the request is expired"),
    ],
)
def test_bad_keys_are_refused_over_http(
    aws: Aws, make: Callable[[Aws], Any], code: str, message: str
) -> None:
    keys = make(aws)
    found, words, status = aws.refused(aws.sts(keys).get_caller_identity)
    assert (found, status) == (code, 403)
    assert words.startswith(message)


def test_every_answer_carries_the_servers_date_and_a_request_id(demo: Demo) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", demo.server.port, timeout=10)
    connection.request("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15")
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 403
    assert answer.headers["Date"].endswith("GMT")
    assert f"<RequestId>{answer.headers['x-amzn-RequestId']}</RequestId>" in body


def test_an_action_that_is_not_played_is_said(demo: Demo) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", demo.server.port, timeout=10)
    connection.request("POST", "/", "Action=DeleteEverything&Version=2010-05-08")
    body = connection.getresponse().read().decode()
    connection.close()
    assert "Could not find operation DeleteEverything for version 2010-05-08" in body

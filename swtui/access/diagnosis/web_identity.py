"""Causes in a web identity token: its age, provider, audience and subject.

STS API reference, AssumeRoleWithWebIdentity, "Errors"; AWS re:Post, "InvalidIdentityToken".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.diagnosis.web_token import WebToken, written_words
from swtui.errors import RefusedError
from swtui.shell_word import shell_word

CALL = "AssumeRoleWithWebIdentity"
_CODES = ("InvalidIdentityToken", "IDPRejectedClaim", "IDPCommunicationError")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
_EXPIRED_WORDS = ("token expired", "token too old", "token is expired", "token has expired")
_UNREACHABLE = ("retrieve verification key", "verification key", "could not be reached")
_ISSUER = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::\d{1,5})?(?:/[\w./~%-]{0,300})?")
_NOTHING = WebToken(file="its file", problem="it was not read")


def web_identity(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the cause of a web identity that was refused; nothing for other refusals."""
    error = refused.error
    if not isinstance(error, RefusedError):
        return ()
    is_denied = error.code.startswith("AccessDenied")
    if error.operation != CALL and CALL.lower() not in refused.words.lower():
        if error.code not in _CODES:
            return ()
    elif not is_denied and error.code not in (*_CODES, *_EXPIRED):
        return ()
    token = refused.web_token or _NOTHING
    return (_kind_of(refused, error, token)(refused, token),)


def _kind_of(
    refused: RefusedCall, error: RefusedError, token: WebToken
) -> Callable[[RefusedCall, WebToken], Cause]:
    words = refused.words.lower()
    if error.code.startswith("AccessDenied"):
        return _tags_refused if "tagsession" in words else _not_admitted
    if error.code == "IDPCommunicationError" or any(said in words for said in _UNREACHABLE):
        return _unreachable
    if error.code in _EXPIRED or any(said in words for said in _EXPIRED_WORDS):
        return _expired
    if token.has_expired(refused.now):
        return _expired
    if "no openidconnect provider" in words:
        return _no_provider
    if "audience" in words:
        return _audience
    if "thumbprint" in words or "certificate" in words:
        return _certificate
    return _not_taken


def _facts(refused: RefusedCall, token: WebToken) -> tuple[str, ...]:
    code = getattr(refused.error, "code", "")
    return (f"AWS says {code}", *token.claims(refused.now))


def _named(refused: RefusedCall, token: WebToken) -> str:
    """Return the token's file with the line that names it."""
    return token.file + refused.at(token.place)


def _expired(refused: RefusedCall, token: WebToken) -> Cause:
    written = written_words(token, refused.now)
    return Cause(
        kind="web-identity-expired",
        sentence=f"The web identity token has expired: its file, {_named(refused, token)}, is old.",
        evidence=(*_facts(refused, token), *filter(None, (written,))),
        next_step="Have the file written again by what writes it (the kubelet, the CI job, the "
        "sign-in to the identity provider), and try again. The AWS files need no change.",
        certain=True,
    )


def _unreachable(refused: RefusedCall, token: WebToken) -> Cause:
    address = _configuration_of(token)
    keys = f": {address} and the jwks_uri it names" if address else ""
    return Cause(
        kind="identity-provider-unreachable",
        sentence="AWS could not reach the identity provider for the keys that verify the token.",
        evidence=_facts(refused, token),
        next_step="Try again: it often passes. If it stays, see whether the address of the "
        f"provider's keys answers from the internet within 5 s{keys}.",
        certain=True,
        snippet=f"curl -sS {shell_word(address)}" if address else "",
    )


def _configuration_of(token: WebToken) -> str:
    """Return where the provider says where its keys are (OpenID Connect Discovery)."""
    if not _ISSUER.fullmatch(token.issuer):
        return ""
    return token.issuer.rstrip("/") + "/.well-known/openid-configuration"


def _not_admitted(refused: RefusedCall, token: WebToken) -> Cause:
    provider = token.issuer.partition("://")[2] or "the provider's host"
    role = f" {token.role_arn}" if token.role_arn else ""
    return Cause(
        kind="web-identity-refused",
        sentence=f"One of these, AWS does not say which: the trust policy of the role{role} does "
        "not name the token's provider, or asks for another audience or subject; there is no such "
        "role.",
        evidence=_facts(refused, token),
        next_step="Compare iss, aud and sub with the trust policy: its Federated principal, and "
        f"its conditions on {provider}:aud and {provider}:sub (their case counts).",
    )


def _tags_refused(refused: RefusedCall, token: WebToken) -> Cause:
    brings = ("the token brings session tags",) if token.has_tags else ()
    return Cause(
        kind="tag-session",
        sentence="The web identity token brings session tags, and sts:TagSession is not allowed "
        "for it.",
        evidence=(*_facts(refused, token), *brings),
        next_step="Have the role's trust policy allow sts:TagSession as well, under the same "
        "conditions, or have the identity provider leave the tags out.",
        certain=True,
    )


def _no_provider(refused: RefusedCall, token: WebToken) -> Cause:
    issuer = f" {token.issuer}" if token.issuer else ""
    return Cause(
        kind="identity-provider-unknown",
        sentence="The role's account has no OpenID Connect provider for the token's "
        f"issuer{issuer}.",
        evidence=_facts(refused, token),
        next_step="Compare the issuer with the providers of that account, letter by letter (a "
        "closing slash counts), or name a role of the account that has it.",
        certain=True,
        snippet="aws iam list-open-id-connect-providers",
    )


def _audience(refused: RefusedCall, token: WebToken) -> Cause:
    return Cause(
        kind="web-identity-audience",
        sentence="The account's OpenID Connect provider does not list the token's audience.",
        evidence=_facts(refused, token),
        next_step="Have the token issued for an audience that the provider lists (mostly "
        "sts.amazonaws.com).",
        certain=True,
    )


def _certificate(refused: RefusedCall, token: WebToken) -> Cause:
    return Cause(
        kind="identity-provider-certificate",
        sentence="AWS does not trust the identity provider's certificate: it does not match the "
        "thumbprint in the account's OpenID Connect provider.",
        evidence=_facts(refused, token),
        next_step="Have the thumbprint of the account's OpenID Connect provider renewed.",
        certain=True,
    )


def _not_taken(refused: RefusedCall, token: WebToken) -> Cause:
    return Cause(
        kind="token-refused",
        sentence=f"AWS did not take the web identity token in {_named(refused, token)}.",
        evidence=_facts(refused, token),
        next_step="Check that the token is new and whole, and that the account knows its issuer "
        "and audience.",
        certain=True,
    )

"""Causes in a web identity token: its age, provider, audience and subject.

STS API reference, AssumeRoleWithWebIdentity, "Errors"; AWS re:Post, "InvalidIdentityToken".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.diagnosis.web_token import WebToken, written_words
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
    code, words = refused.code, refused.words.lower()
    is_denied = code.startswith("AccessDenied")
    operation = getattr(refused.error, "operation", "")
    codes = (*_CODES, *_EXPIRED) if operation == CALL or CALL.lower() in words else _CODES
    if code not in codes and not (is_denied and codes is not _CODES):
        return ()
    token = refused.web_token or _NOTHING
    kind = _kind(refused, token, words)
    address = ""
    if kind == "identity-provider-unreachable" and _ISSUER.fullmatch(token.issuer):
        # where the provider says where its keys are (OpenID Connect Discovery)
        address = token.issuer.rstrip("/") + "/.well-known/openid-configuration"
    cause = build_cause(
        kind,
        evidence=(refused.code_fact, *token.claims(refused.now), *_more(kind, refused, token)),
        snippet=f"curl -sS {shell_word(address)}" if address else "",
        file=token.file + refused.at(token.place),
        keys=f": {address} and the jwks_uri it names" if address else "",
        issuer=f" {token.issuer}" if token.issuer else "",
        provider=token.issuer.partition("://")[2] or "the provider's host",
        role=f" {token.role_arn}" if token.role_arn else "",
    )
    return (cause,)


def _kind(refused: RefusedCall, token: WebToken, words: str) -> str:
    """Return the row of the cause, by AWS's code and words and by the token's age."""
    code = refused.code
    if code.startswith("AccessDenied"):
        return "tag-session/web-identity" if "tagsession" in words else "web-identity-refused"
    if code == "IDPCommunicationError" or any(each in words for each in _UNREACHABLE):
        return "identity-provider-unreachable"
    is_expired = code in _EXPIRED or any(each in words for each in _EXPIRED_WORDS)
    if is_expired or token.has_expired(refused.now):
        return "web-identity-expired"
    if "no openidconnect provider" in words:
        return "identity-provider-unknown"
    if "audience" in words:
        return "web-identity-audience"
    if "thumbprint" in words or "certificate" in words:
        return "identity-provider-certificate"
    return "token-refused"


def _more(kind: str, refused: RefusedCall, token: WebToken) -> Iterator[str]:
    """Yield what else of the token speaks for a cause."""
    if kind == "tag-session/web-identity" and token.has_tags:
        yield "the token brings session tags"
    if kind == "web-identity-expired" and (written := written_words(token, refused.now)):
        yield written

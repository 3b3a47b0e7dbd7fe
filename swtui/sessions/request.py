"""SessionRequest: the options of a session, so that a renewal requests the same session.

As text it is one line of ASCII that every shell, prompt and file of variables carries unchanged:
a check of the rest, then `name=value` words, percent-encoded, without any secret. A text that was
cut or edited is refused: a renewal without one of its options could grant more rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from swtui.duration import format_duration, parse_session_duration
from swtui.errors import ConfigError
from swtui.records import pair, replace
from swtui.roles.arn import is_region_name
from swtui.roles.sts_values import EXTERNAL_ID, MFA_SERIAL, SESSION_NAME
from swtui.sessions.credentials import PLAIN
from swtui.sessions.options import AssumeOptions
from swtui.shell_word import shell_word

_SAFE = '/:@,.+-=*{}[]()"'
"""The characters that are not encoded, besides letters, digits and `_ . - ~`."""
_CHECK = 8
_NOTHING = AssumeOptions()
_LISTS = {"tag": "tags", "transitive-tag": "transitive_tags", "policy-arn": "policy_arns"}
_TEXTS = ("session-name", "external-id", "source-identity", "policy", "region", "mfa-serial")
_FLAGS = ("instance-role", "chain")
_FORMS = {
    "session-name": SESSION_NAME,
    "external-id": EXTERNAL_ID,
    "source-identity": SESSION_NAME,
    "mfa-serial": MFA_SERIAL,
}
OF_THE_CALL = ("duration", *_LISTS, *(name for name in _TEXTS if name != "region"))
"""The options that do nothing where no role is assumed."""
_KEPT = ("duration", "instance_role", *_LISTS.values(), *(n.replace("-", "_") for n in _TEXTS))
"""The options that a renewal repeats: all but `refresh` and how a code is asked for."""


@pair
class SessionRequest:
    """The options that a session was requested with."""

    options: AssumeOptions = _NOTHING
    source_profile: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the options of the command line: name and value, which is empty for a flag."""
        asked = self.options
        pairs = [("duration", format_duration(asked.duration))] if asked.duration else []
        pairs += [(name, getattr(asked, name.replace("-", "_"))) for name in _TEXTS]
        pairs += [("tag", f"{key}={value}") for key, value in asked.tags]
        pairs += [("transitive-tag", key) for key in asked.transitive_tags]
        pairs += [("policy-arn", arn) for arn in asked.policy_arns]
        pairs.append(("source-profile", self.source_profile))
        given = [(name, value) for name, value in pairs if value]
        flags = [(name, "") for name in _FLAGS if getattr(asked, name.replace("-", "_"))]
        return (*given, *flags)

    def text(self) -> str:
        """Return the request as the text that travels with the session."""
        pairs = self.pairs()
        if not pairs:
            return PLAIN
        words = " ".join(
            f"{name}={quote(value, _SAFE, errors='surrogatepass')}" for name, value in pairs
        )
        return f"{_check(words)} {words}"

    def words(self) -> str:
        """Return the request as on a command line; empty when nothing but a name was asked."""
        return " ".join(
            f"--{name} {shell_word(value)}" if value else f"--{name}"
            for name, value in self.pairs()
        )

    def repeated(self, given: AssumeOptions = _NOTHING) -> AssumeOptions:
        """Return the options of a renewal; what is given now goes before what was asked then.

        Raises ConfigError for a session that cannot be requested again.
        """
        if self.options.chain and not given.chain:
            raise ConfigError(
                "this session was requested with --chain, from another role's session, which it "
                "has replaced: the same session cannot be requested again",
                hint="switch to that other role first, then request this one with --chain",
            )
        now = {name: getattr(given, name) for name in _KEPT}
        own = {name: value for name, value in now.items() if value != getattr(_NOTHING, name)}
        kept = {name: getattr(self.options, name) for name in _KEPT}
        return replace(given, **{**kept, **own})


def read_request(text: str) -> SessionRequest:
    """Return the request that a text says. Raises ConfigError for what `text()` never writes."""
    if text == PLAIN:
        return SessionRequest()
    check, _, words = text.partition(" ")
    if not words or check != _check(words):
        raise _damaged("is missing" if not text else "was changed or cut")
    values: dict[str, Any] = {}
    for word in words.split(" "):
        name, _, raw = word.partition("=")
        try:
            value = unquote(raw, errors="surrogatepass")
        except UnicodeDecodeError:
            raise _damaged(f"has an odd {name}") from None
        _take(name, value, values)
    source = values.pop("source_profile", "")
    return SessionRequest(AssumeOptions(**values), source)


def _take(name: str, value: str, values: dict[str, Any]) -> None:
    """Put one option into `values`, by the fields of AssumeOptions."""
    field = name.replace("-", "_")
    if name in _FLAGS and not value:
        values[field] = True
    elif name == "duration" and parse_session_duration(value) is not None:
        values[field] = parse_session_duration(value)
    elif name in _LISTS and value:
        found: object = value
        if name == "tag":
            key, equals, content = value.partition("=")
            if not equals or not key:
                raise _damaged("has an odd tag")
            found = (key, content)
        values[_LISTS[name]] = (*values.get(_LISTS[name], ()), found)
    elif (name in _TEXTS or name == "source-profile") and value and field not in values:
        form = _FORMS.get(name)
        if (form and not form.fullmatch(value)) or (name == "region" and not is_region_name(value)):
            raise _damaged(f"has an odd {name}")
        values[field] = value
    else:
        raise _damaged("has an option that swtui does not write")


def request_here(env: Mapping[str, str]) -> SessionRequest:
    """Return how the session of this switched shell was requested. Raises ConfigError."""
    return read_request(env.get("SWTUI_REQUEST", ""))


def _damaged(reason: str) -> ConfigError:
    return ConfigError(
        f"how this session was requested is not known: SWTUI_REQUEST {reason}",
        hint="nothing was renewed, as that could grant more rights; "
        "`sw NAME` (or `swtui export NAME`) requests a session by its name",
    )


def _check(words: str) -> str:
    import hashlib  # only a request with options has a check

    return hashlib.sha256(words.encode()).hexdigest()[:_CHECK]

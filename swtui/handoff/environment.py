"""Build the variables to set and to remove for a session.

Builtins alone: a warm `export` passes here.
"""

from __future__ import annotations

from swtui.errors import ConfigError
from swtui.secret import Secret
from swtui.user_values import REGIONS as REGIONS  # asked for with the others
from swtui.user_values import USER_VALUES, record, recorded
from swtui.when import rfc3339

TYPE_CHECKING = False
if TYPE_CHECKING:  # these are slow to import, and only the type checker needs them
    from collections.abc import Mapping

    from swtui.sessions.credentials import Session

REMOVED = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_SESSION_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_CREDENTIAL_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_ACCOUNT_ID",
    "AWS_VAULT",
)
"""Every variable that could make an AWS tool use another identity."""

OURS = (
    "SWTUI_ROLE",
    "SWTUI_ACCOUNT",
    "SWTUI_EXPIRES",
    "SWTUI_LEVEL",
    "SWTUI_PRODUCTION",
    "SWTUI_PROMPT",
    "SWTUI_SOURCE_PROFILE",
    USER_VALUES,
    "SWTUI_REQUEST",
    "AWSUME_PROFILE",
)
"""The variables that show the session to people and prompts."""

TOUCHED = REMOVED + REGIONS + OURS
"""Every variable a handoff sets or removes; those about endpoints join where a profile says so."""

LABEL_LIMIT = 60
"""Characters of a role's name that a prompt shows."""


class Changes:
    """The variables that a handoff sets and removes."""

    __slots__ = ("gives", "to_remove", "to_set")

    to_set: dict[str, str | Secret]
    """Name to value, in the order in which they are written."""
    to_remove: tuple[str, ...]
    """Names that must not stay; none of them is in `to_set`."""
    gives: bool
    """False where a session is taken away, which a file of variables cannot say."""

    def __init__(
        self, to_set: dict[str, str | Secret], to_remove: tuple[str, ...], *, gives: bool = True
    ) -> None:
        self.gives = gives
        self.to_set = to_set
        self.to_remove = tuple(name for name in to_remove if name not in to_set)

    def __repr__(self) -> str:
        return f"Changes(to_set={self.to_set!r}, to_remove={self.to_remove!r})"


def changes_for(
    session: Session,
    env: Mapping[str, str],
    *,
    awsume_profile: bool = False,
    level: int | None = None,
) -> Changes:
    """Return the changes that give an environment this session and no other identity.

    `level` is how many swtui shells deep the reader will be; without it that of `env`, at least
    1: a shell switched in place stays on its level, a subshell is given one more.
    Long-term keys come without token and expiry. Times are RFC 3339 with an offset.
    """
    keys = session.credentials
    to_set: dict[str, str | Secret] = {
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
    }
    if keys.token:
        to_set["AWS_SESSION_TOKEN"] = keys.token
    if keys.expires_at is not None:
        expiry = rfc3339(keys.expires_at)
        to_set["AWS_CREDENTIAL_EXPIRATION"] = expiry
        to_set["AWS_SESSION_EXPIRATION"] = expiry
        to_set["SWTUI_EXPIRES"] = expiry
    _set_region(to_set, session.region)
    to_remove = _set_endpoint(to_set, session.variables, env)
    to_set["SWTUI_LEVEL"] = str(max(1, read_level(env)) if level is None else level)
    _set_names(to_set, session, awsume_profile)
    return Changes(to_set, TOUCHED + to_remove)


def _set_names(to_set: dict[str, str | Secret], session: Session, awsume_profile: bool) -> None:
    """Set the variables that name the session and its request."""
    to_set["SWTUI_ROLE"] = session.name
    if session.identity.account:
        to_set["SWTUI_ACCOUNT"] = session.identity.account
    if session.production:
        to_set["SWTUI_PRODUCTION"] = "1"
    label = shown_name(session.name)
    if label != session.name:
        to_set["SWTUI_PROMPT"] = label
    if session.source_profile:
        to_set["SWTUI_SOURCE_PROFILE"] = session.source_profile
    to_set["SWTUI_REQUEST"] = session.request
    if awsume_profile:
        to_set["AWSUME_PROFILE"] = label


def changes_unset(env: Mapping[str, str]) -> Changes:
    """Return the changes that remove a session and restore the user's region and endpoint."""
    values = recorded(env)
    to_set: dict[str, str | Secret] = {n: v for n, v in values.items() if v is not None}
    return Changes(to_set, REMOVED + OURS + tuple(values), gives=False)


def profile_only(name: str, region: str, env: Mapping[str, str]) -> Changes:
    """Return the changes that set AWS_PROFILE alone, for AWS's own tools to assume the role.

    `region` sets both variables, or neither when it is empty. The tools read the endpoint from the
    profile themselves.
    """
    to_set: dict[str, str | Secret] = {"AWS_PROFILE": name}
    _set_region(to_set, region)
    to_remove = _set_endpoint(to_set, (), env)
    return Changes(to_set, TOUCHED + to_remove)


def list_touched(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return every variable that the handoffs that led to `env` have set or removed."""
    return (*TOUCHED, *(name for name in recorded(env) if name not in TOUCHED))


def apply_changes(changes: Changes, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: `env` with the changes made and secrets revealed.

    Raises ConfigError for a value that no environment can carry (see `reveal_value`).
    """
    result = dict(env)
    for name in changes.to_remove:
        result.pop(name, None)
    for name, value in changes.to_set.items():
        result[name] = reveal_value(name, value)
    return result


def reveal_value(name: str, value: str | Secret) -> str:
    """Return the text of a variable's value, secrets revealed.

    Raises ConfigError, which names the variable only, when it holds a NUL or half a surrogate
    pair: neither fits into an environment.
    """
    text = value.reveal() if isinstance(value, Secret) else value
    try:
        fits = b"\0" not in text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise ConfigError(
            f"the value of {name} holds a character that no environment variable can carry",
            hint="it comes from the profile: rename it, or fix the key of that name",
        )
    return text


def read_level(env: Mapping[str, str]) -> int:
    """Return the number of nested swtui shells; 0 outside of one, and for an invalid value."""
    text = env.get("SWTUI_LEVEL", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _set_region(to_set: dict[str, str | Secret], region: str) -> None:
    if region:
        for name in REGIONS:
            to_set[name] = region


def _set_endpoint(
    to_set: dict[str, str | Secret], variables: tuple[tuple[str, str], ...], env: Mapping[str, str]
) -> tuple[str, ...]:
    """Set the endpoint variables of a profile, and record the user's own values.

    The values of another role's handoff are replaced by the user's own. Returns the names to
    remove unless they are set.
    """
    to_set.update(variables)
    values = recorded(env)
    for name, value in values.items():
        if name not in REGIONS and value is not None:
            to_set.setdefault(name, value)
    to_set[USER_VALUES] = record(env, (name for name, _ in variables))
    return tuple(name for name in values if name not in TOUCHED)


def shown_name(name: str, limit: int = LABEL_LIMIT) -> str:
    """Return a role's name as a prompt, or a notice, may show it."""
    if name.isascii() and name.isprintable() and "\\" not in name and len(name) <= limit:
        return name
    from swtui.text import clip  # it needs Unicode's tables, most names do not

    return clip(name, limit)

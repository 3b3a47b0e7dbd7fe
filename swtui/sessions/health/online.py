"""Check what only AWS knows: whether this machine's clock is right, and how old keys are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from swtui.aws.calls import key_last_used, own_access_keys
from swtui.aws.clients import AwsCaller
from swtui.aws.clock import seconds_behind
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import Endpoint, sts_endpoint
from swtui.aws.keys import Keys, parse_time
from swtui.errors import BadAnswerError, ConfigError, NetworkError, RefusedError
from swtui.health import HealthLine
from swtui.records import pair
from swtui.roles.arn import is_region
from swtui.roles.chain import Chain, Start
from swtui.roles.chain_builder import build_chain
from swtui.sessions.handoff_values import handed_region
from swtui.sessions.options import AssumeOptions
from swtui.sessions.plan import build_endpoint
from swtui.sessions.start import first_credentials, is_long_term
from swtui.shell_word import shell_word
from swtui.user_values import REGIONS, user_environment
from swtui.when import time_left

if TYPE_CHECKING:
    from swtui.aws.deadline import Deadline
    from swtui.roles.aws_config import AwsFiles
    from swtui.sessions.credentials import Credentials
    from swtui.settings import Settings


KEYS_AREA = "keys"
OLD_DAYS = 90
"""Days after which a long-term key is called old (AWS Security Hub, control IAM.3)."""
_DAY = 86400
_WRONG = {
    "InvalidClientTokenId": "AWS does not know this key, or it was switched off",
    "UnrecognizedClientException": "AWS does not know this key, or it was switched off",
    "SignatureDoesNotMatch": "the secret does not belong to this key",
}
"""AWS's codes for keys that are no good."""


@pair
class _Key:
    """One long-term key, and where it is written."""

    names: str
    """The profiles that hold it, or the environment, for people."""
    profile: str
    """The first of them; empty for the environment."""
    place: tuple[str, int] | None
    credentials: Credentials
    endpoint: Endpoint


def key_age_lines(
    env: Mapping[str, str],
    files: AwsFiles,
    settings: Settings,
    *,
    deadline: Deadline,
    now: float,
) -> Iterator[HealthLine]:
    """Yield a line or two for each long-term key; `now` is in seconds since the epoch.

    Each key asks iam:ListAccessKeys of itself, and iam:GetAccessKeyLastUsed where its user has
    another one. What may not be read is said to be unknown.
    """
    for key in _keys(env, files, settings, deadline, now):
        try:
            aws = AwsCaller(endpoint=key.endpoint, deadline=deadline)
            found = own_access_keys(aws, _signing(key))
        except RefusedError as refusal:
            yield _refused(key, refusal)
        except NetworkError as problem:
            text = f"{key.names}: the age of the key is unknown: {problem.message}"
            yield HealthLine(
                area=KEYS_AREA, state="warning", text=text, hint=problem.hint, place=key.place
            )
        else:
            for item in found:
                yield from _line(key, item, deadline, now)


def _keys(
    env: Mapping[str, str], files: AwsFiles, settings: Settings, deadline: Deadline, now: float
) -> list[_Key]:
    """Return each long-term key once, with every profile that holds it."""
    found: dict[str, _Key] = {}
    for chain in _chains(env, files):
        start = chain.start
        if start is None or not is_long_term(start, files, env):
            continue
        try:
            endpoint = _endpoint(chain, files, env, settings)
            if endpoint.unsafe is not None:
                continue
            aws = AwsCaller(endpoint=endpoint, deadline=deadline)
            keys = first_credentials(start, files, env, aws=aws, now=now)
        except (BadAnswerError, ConfigError):
            continue  # half a pair, an invalid endpoint: the other lines report it
        names = start.profile or "the environment"
        other = found.get(keys.access_key_id)
        if other is not None:
            names = f"{other.names}, {names}"
        place = (start.place.file, start.place.line) if start.place else None
        first = (other.profile, other.place) if other else (start.profile or "", place)
        found[keys.access_key_id] = _Key(names, *first, keys, endpoint)
    return list(found.values())


def _chains(env: Mapping[str, str], files: AwsFiles) -> Iterator[Chain]:
    if env.get("AWS_ACCESS_KEY_ID"):
        yield Chain(profile="", start=Start(kind="environment", profile=None))
    for name in files.profiles:
        chain = build_chain(name, files, env)
        if chain.problem is None and not chain.hops and chain.start and chain.start.kind == "keys":
            yield chain


def _endpoint(
    chain: Chain, files: AwsFiles, env: Mapping[str, str], settings: Settings
) -> Endpoint:
    own = user_environment(env)
    region = handed_region(chain, files, own, AssumeOptions())
    return build_endpoint(chain, files, own, settings, region)


def _signing(key: _Key) -> Keys:
    given = key.credentials
    return Keys(given.access_key_id, given.secret_access_key, given.token)


def _refused(key: _Key, refusal: RefusedError) -> HealthLine:
    if refusal.code in _WRONG:
        option = f" --profile {shell_word(key.profile)}" if key.profile else ""
        hint = f"aws configure{option}, with a key of IAM's; or remove the key"
        text = f"{key.names}: {_WRONG[refusal.code]}"
        return HealthLine(area=KEYS_AREA, state="problem", text=text, hint=hint, place=key.place)
    text = f"{key.names}: the age of the key is unknown: IAM answered {refusal.code}"
    hint = "allow iam:ListAccessKeys and iam:GetAccessKeyLastUsed on the user itself"
    return HealthLine(area=KEYS_AREA, state="warning", text=text, hint=hint, place=key.place)


def _line(
    key: _Key, item: Mapping[str, Any], deadline: Deadline, now: float
) -> Iterator[HealthLine]:
    key_id = str(item.get("AccessKeyId") or "")
    created = parse_time(str(item.get("CreateDate") or ""))
    days = int(now - created) // _DAY if created is not None else None
    age = "of unknown age" if days is None else f"{days} day{'' if days == 1 else 's'} old"
    if key_id != key.credentials.access_key_id:
        yield from _other(key, key_id, age, str(item.get("Status") or ""), deadline, now)
    elif days is None or days < OLD_DAYS:
        state: Any = "ok" if days is not None else "warning"
        yield HealthLine(
            area=KEYS_AREA, state=state, text=f"{key.names}: the key is {age}", place=key.place
        )
    else:
        option = f" --profile {shell_word(key.profile)}" if key.profile else ""
        hint = f"replace it: aws iam create-access-key{option}, then delete the old one"
        yield HealthLine(
            area=KEYS_AREA,
            state="warning",
            text=f"{key.names}: the key is {age}",
            hint=hint,
            place=key.place,
        )


def _other(
    key: _Key, key_id: str, age: str, status: str, deadline: Deadline, now: float
) -> Iterator[HealthLine]:
    """Say what is known of the user's other key, which is not here, if it is in force."""
    if status != "Active":
        return
    try:
        aws = AwsCaller(endpoint=key.endpoint, deadline=deadline)
        used = key_last_used(aws, key_id, _signing(key))
        at = parse_time(used)
        ago = int(now - at) // _DAY if at is not None else None
        last = "never used" if ago is None else f"used last {ago} days ago"
    except (RefusedError, NetworkError):
        ago, last = 0, "it is unknown when it was used"
    text = f"{key.names}: the same user has another key, {key_id}, {age}, {last}"
    if ago is None or ago >= OLD_DAYS:
        hint = f"if it is unused: aws iam delete-access-key --access-key-id {shell_word(key_id)}"
        yield HealthLine(area=KEYS_AREA, state="warning", text=text, hint=hint)
    else:
        yield HealthLine(area=KEYS_AREA, state="ok", text=text)


AREA = "clock"
NOTICED, TOO_MUCH = 60, 240
"""Seconds; AWS refuses what is signed five minutes before or after its own time."""


def online_health(
    env: Mapping[str, str],
    files: AwsFiles,
    settings: Settings,
    *,
    deadline: Deadline | None = None,
    clock: Callable[[], float] = time.time,
) -> list[HealthLine]:
    """Return the lines that need the network; whatever goes wrong with it is such a line.

    STS is asked for its time, and IAM, with each long-term key that is written here, for that
    key's age. No `credential_process` is run.
    """
    limit = deadline or Deadline()
    try:
        endpoint = sts_endpoint(
            env, region=next((env[name] for name in REGIONS if is_region(env.get(name, ""))), "")
        )
        behind = seconds_behind(AwsCaller(endpoint=endpoint, deadline=limit), clock=clock)
    except (ConfigError, NetworkError) as problem:
        return [HealthLine(area=AREA, state="problem", text=problem.message, hint=problem.hint)]
    line = _clock(behind, endpoint.host())
    return [line, *key_age_lines(env, files, settings, deadline=limit, now=clock())]


def _clock(behind: float | None, host: str) -> HealthLine:
    if behind is None:
        text = f"{host} did not say what time it has, so the clock was not checked"
        return HealthLine(area=AREA, state="warning", text=text)
    off = abs(behind)
    words = f"this machine's clock is {time_left(off)} {'behind' if behind > 0 else 'ahead of'}"
    text = f"{words} AWS's (by the Date header of {host})"
    if off < NOTICED:
        return HealthLine(
            area=AREA, state="ok", text=f"the clock agrees with AWS's (Date header of {host})"
        )
    hint = "set the clock: sudo timedatectl set-ntp true"
    if off < TOO_MUCH:
        return HealthLine(area=AREA, state="warning", text=text, hint=hint)
    return HealthLine(area=AREA, state="problem", text=f"{text}: AWS refuses every call", hint=hint)

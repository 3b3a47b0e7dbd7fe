"""Ways that many profiles share are what each would be if it were looked at alone."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.chain import MAX_HOPS
from swtui.roles.source_path import SourcePaths

_NAMES = tuple("abcdef")
_ARN = "arn:aws:iam::111122223333:role/A"
_KEYS = {"aws_access_key_id": "A", "aws_secret_access_key": "s"}


@st.composite
def _values(draw: st.DrawFn) -> dict[str, str]:
    """Return a profile's values: any mixture of a role, a source that may be odd, and keys."""
    values = dict(_KEYS) if draw(st.integers(0, 3)) == 0 else {}
    if draw(st.integers(0, 4)):
        partition = draw(st.sampled_from(("aws", "aws", "aws-cn")))
        values["role_arn"] = _ARN.replace("aws", partition)
    if draw(st.integers(0, 4)):
        values["source_profile"] = draw(st.sampled_from((*_NAMES, "nowhere", "")))
    if draw(st.integers(0, 7)) == 0:
        values["credential_source"] = draw(st.sampled_from(("Environment", "nonsense")))
    if draw(st.integers(0, 9)) == 0:
        values["external_id"] = draw(st.sampled_from(("good-one", "not good")))
    return values


def files_with(profiles: dict[str, dict[str, str]]) -> AwsFiles:
    """Return files that hold just these profiles."""
    made = {
        name: Profile(name=name, values=said, lines={}, file="config", line=1)
        for name, said in profiles.items()
    }
    return AwsFiles(config_path=Path("config"), credentials_path=Path("credentials"), profiles=made)


@given(st.lists(_values(), min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_profiles_are_looked_at_changes_no_way(
    values: list[dict[str, str]], order: random.Random
) -> None:
    files = files_with(dict(zip(_NAMES, values, strict=True)))
    shared = SourcePaths(files, {})
    for name in order.sample(_NAMES, len(_NAMES)):
        assert shared.way(name) == SourcePaths(files, {}).way(name)


def test_roles_of_one_source_are_held_to_the_longest_chain_too() -> None:
    link = {"role_arn": _ARN}
    profiles = {f"p{n}": {**link, "source_profile": f"p{n - 1}"} for n in range(1, MAX_HOPS + 2)}
    last = f"p{MAX_HOPS}"
    twin = {"twin": profiles[last], "more": {**link, "source_profile": last}}
    ways = SourcePaths(files_with({"p0": dict(_KEYS), **profiles, **twin}), {})
    assert [ways.way(name).problem is None for name in (last, "twin", "more")] == [
        *(True, True),
        False,
    ]

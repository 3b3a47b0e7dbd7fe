"""Where we see a problem in a chain, the real botocore refuses it too, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import botocore.exceptions
import botocore.session
import pytest

from swtui.roles.aws_config import read_aws_files
from swtui.roles.chain_builder import build_chain

WriteFiles = Callable[..., Mapping[str, str]]
ARN = "arn:aws:iam::111122223333:role"
KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"

REFUSED = {
    "no source": f"[profile p]\nrole_arn = {ARN}/A\n",
    "both sources": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    f"credential_source = Environment\n[profile b]\n{KEYS}",
    "missing source": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n",
    "unknown credential source": f"[profile p]\nrole_arn = {ARN}/A\ncredential_source = X\n",
    "itself without keys": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = p\n",
    "loop": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    f"[profile b]\nrole_arn = {ARN}/B\nsource_profile = p\n",
    "loop with keys": f"[profile p]\n{KEYS}role_arn = {ARN}/A\nsource_profile = b\n"
    f"[profile b]\nrole_arn = {ARN}/B\nsource_profile = p\n",
    "empty source": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    "[profile b]\nregion = eu-west-1\n",
    "half a key": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    "[profile b]\naws_access_key_id = A\n",
}
TAKEN = {
    "itself with keys": f"[profile p]\n{KEYS}role_arn = {ARN}/A\nsource_profile = p\n",
    "two hops": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    f"[profile b]\nrole_arn = {ARN}/B\nsource_profile = c\n[profile c]\n{KEYS}",
    "a source with keys and a role": f"[profile p]\nrole_arn = {ARN}/A\nsource_profile = b\n"
    f"[profile b]\n{KEYS}role_arn = {ARN}/B\nsource_profile = nowhere\n",
}


def botocore_refuses(env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether botocore raises when it looks for credentials; it asks no one until used."""
    monkeypatch.setenv("HOME", env["HOME"])
    session = botocore.session.Session(profile="p")
    try:
        session.get_credentials()
    except botocore.exceptions.BotoCoreError:
        return True
    return False


@pytest.mark.parametrize("name", REFUSED)
def test_what_botocore_refuses_has_a_problem(
    name: str, write: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = write(REFUSED[name])
    assert botocore_refuses(env, monkeypatch)
    assert build_chain("p", read_aws_files(env), env).problem is not None


@pytest.mark.parametrize("name", TAKEN)
def test_what_botocore_takes_has_none(
    name: str, write: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = write(TAKEN[name])
    assert not botocore_refuses(env, monkeypatch)
    assert build_chain("p", read_aws_files(env), env).problem is None

"""Find the credentials that AWS's own tools would use in this environment.

Decided from variables and files alone, in botocore's order: keys in the environment; the role of
the profile in force (AWS_DEFAULT_PROFILE, AWS_PROFILE, else `default`); a web identity in the
environment; whatever else that profile gives; the container; the instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from swtui.aws.keys import parse_time
from swtui.aws.metadata import has_container
from swtui.errors import ConfigError, SwtuiError
from swtui.records import record
from swtui.roles.chain import Chain, Start
from swtui.roles.chain_builder import build_chain
from swtui.roles.profile_rules import assumes_role, profile_kind

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles


@record
class ActiveCredentials:
    """The source of the credentials in an environment."""

    source: str
    """`environment keys`, `AWS_PROFILE=base`, `[default]`, `instance role`, … or `none`."""
    chain: Chain | None = None
    """The chain that gives them; None when there is none."""
    warning: str = ""
    """A warning about them, a sentence; raw text."""
    problem: SwtuiError | None = None
    """Why there are no credentials although something names them."""
    expires: int | None = None
    """Seconds since the epoch, as far as the variables say."""
    is_ours: bool = False
    """Whether swtui set them in this shell."""
    may_be_absent: bool = False
    """Whether finding nothing there is no error: the instance is always the last guess."""


def find_active_credentials(env: Mapping[str, str], files: AwsFiles) -> ActiveCredentials:
    """Return where credentials would come from; makes no call and runs nothing."""
    if env.get("AWS_ACCESS_KEY_ID"):
        return _environment_keys(env)  # a secret key alone is passed over, as botocore does
    variable = next((name for name in _PROFILE if env.get(name)), "")
    name = env[variable] if variable else "default"
    profile = files.profiles.get(name)
    if variable and profile is None:
        return _missing(name, variable, files)
    source = f"{variable}={name}" if variable else "[default]"
    if env.get("AWS_WEB_IDENTITY_TOKEN_FILE") and not (profile and assumes_role(profile)):
        warning = f"{source} is set as well; the web identity goes first" if variable else ""
        return _variables("web identity of this machine", "web-identity", env, warning)
    if profile is not None and (profile.problems or profile_kind(profile) != "none"):
        return _of_profile(name, source, files, _two_profiles(variable, env) or other_tools(env))
    empty = f"{source} gives no credentials: AWS's tools go on to the machine's own"
    return _of_machine(env, empty if variable else "")


def _of_machine(env: Mapping[str, str], warning: str) -> ActiveCredentials:
    if has_container(env):
        return _variables("container role", "ecs", env, warning)
    if env.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return ActiveCredentials(source="none", warning=warning or other_tools(env))
    return _variables("instance role", "ec2", env, warning, may_be_absent=True)


_PROFILE = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""In the order of botocore."""


def other_tools(env: Mapping[str, str]) -> str:
    """Return a sentence when another tool's session is in force in this shell, else ''."""
    if env.get("AWS_VAULT"):
        shell = f"this is a shell of aws-vault ({env['AWS_VAULT']})"
        has_keys = env.get("AWS_ACCESS_KEY_ID") or has_container(env)
        return f"{shell}; its keys are in force" if has_keys else f"{shell}, without its keys"
    if any(name.startswith("GRANTED_SSO") for name in env):
        return "a role assumed by Granted is in force in this shell"
    if env.get("AWSUME_PROFILE") and not env.get("SWTUI_ROLE"):
        return f"a role assumed by awsume ({env['AWSUME_PROFILE']}) is in force in this shell"
    return ""


def _environment_keys(env: Mapping[str, str]) -> ActiveCredentials:
    ends = env.get("AWS_CREDENTIAL_EXPIRATION") or env.get("AWS_SESSION_EXPIRATION") or ""
    has_token = env.get("AWS_SECURITY_TOKEN") or env.get("AWS_SESSION_TOKEN")
    ours = env.get("SWTUI_ROLE", "")
    return ActiveCredentials(
        source=f"swtui session {ours}" if ours else "environment keys",
        is_ours=bool(ours),
        chain=Chain(profile="", start=Start(kind="environment", profile=None)),
        warning=_overridden(env) or other_tools(env),
        expires=parse_time(ends) if has_token else None,
    )


def _overridden(env: Mapping[str, str]) -> str:
    """Return the sentence for a profile that the keys in the environment make useless."""
    variable = next((name for name in _PROFILE if env.get(name)), "")
    if not variable:
        return ""
    return (
        f"{variable}={env[variable]} is set as well: AWS's command line and Python use the keys, "
        "JavaScript the profile"
    )


def _missing(name: str, variable: str, files: AwsFiles) -> ActiveCredentials:
    words = f"{variable} names the profile {name}, which does not exist"
    hint = f"unset {variable}, or add [profile {name}] to {files.config_path}"
    return ActiveCredentials(
        source=f"{variable}={name}", warning=words, problem=ConfigError(words, hint=hint)
    )


def _two_profiles(variable: str, env: Mapping[str, str]) -> str:
    """Return the sentence for an AWS_PROFILE that another variable makes useless."""
    other = env.get("AWS_PROFILE", "")
    if variable != "AWS_DEFAULT_PROFILE" or other in ("", env[variable]):
        return ""
    return f"AWS_PROFILE={other} is set as well; {variable} goes first"


def _of_profile(name: str, source: str, files: AwsFiles, warning: str) -> ActiveCredentials:
    chain = build_chain(name, files, {})
    if chain.problem is None and chain.start is not None:
        return ActiveCredentials(source=source, chain=chain, warning=warning)
    place = chain.problem.place if chain.problem else None
    words = chain.problem.message if chain.problem else "it gives no credentials"
    problem = ConfigError(
        f"profile {name}: {words}",
        file=place.file if place else None,
        line=place.line if place else None,
    )
    return ActiveCredentials(source=source, warning=warning, problem=problem)


def _variables(
    source: str,
    kind: str,
    env: Mapping[str, str],
    warning: str = "",
    *,
    may_be_absent: bool = False,
) -> ActiveCredentials:
    return ActiveCredentials(
        source=source,
        chain=Chain(profile="", start=Start(kind=kind, profile=None)),
        warning=warning or other_tools(env),
        may_be_absent=may_be_absent,
    )

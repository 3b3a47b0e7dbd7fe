"""For well-formed files our reader and botocore's agree on every profile and every key."""

from __future__ import annotations

import tempfile
from pathlib import Path

from botocore.configloader import build_profile_map, raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from swtui.roles.aws_config import AwsFiles, read_aws_files

_WORD = st.text("abcXYZ019_-.é日", min_size=1, max_size=8)
_NAME = st.one_of(_WORD, st.builds("{} {}".format, _WORD, _WORD))
_VALUE = st.text("abZ09 =:;#[]%(){}\"'/\\é", max_size=20)
_BLANK = st.sampled_from(["", " ", "\t", "  "])
_ENDING = st.sampled_from(["\n", "\r\n"])
_NOISE = st.sampled_from(["", "# comment", "; comment", "   # indented comment", "  "])


@st.composite
def _assignment(draw: st.DrawFn, key: str) -> list[str]:
    sign, before, after = draw(st.sampled_from("=:")), draw(_BLANK), draw(_BLANK)
    value = draw(_VALUE)
    kind = draw(st.integers(0, 9))
    if kind == 0:  # a block of keys
        return [f"{key}{before}{sign}", *(f"  {sub} = {draw(_VALUE)}" for sub in ("one", "two"))]
    if kind == 1 and value.strip():  # a value that goes on
        return [f"{key}{before}{sign}{after}{value}", f"    {draw(_WORD)}"]
    return [f"{key}{before}{sign}{after}{value}"]


@st.composite
def _section(draw: st.DrawFn, header: str) -> list[str]:
    keys = draw(st.lists(st.sampled_from(_KEYS), unique_by=str.lower, max_size=5))
    lines = [f"[{header}]" + draw(st.sampled_from(["", " ; behind", "  "]))]
    for key in keys:
        lines += draw(_assignment(key))
        noise = draw(_NOISE)
        lines += [noise] if noise else []
    return lines


_KEYS = ("region", "Role_ARN", "source_profile", "mfa_serial", "x", "s3", "output", "UPPER", "a.b")


@st.composite
def _file(draw: st.DrawFn, *, credentials: bool) -> str:
    names = draw(st.lists(_NAME, unique=True, max_size=5))
    headers = []
    for name in names:
        if credentials:
            headers.append(name)
        elif name == "default":
            headers.append(draw(st.sampled_from(["default", "profile default"])))
        else:
            headers.append(f'profile "{name}"' if " " in name else f"profile {name}")
    if not credentials:
        headers += draw(st.sampled_from([[], ["sso-session s"], ["DEFAULT"], ["plugins"]]))
    lines = [line for header in headers for line in draw(_section(header))]
    ending = draw(_ENDING)
    return ending.join(lines) + ending


def _botocore(config: Path, credentials: Path) -> dict[str, dict[str, object]]:
    """Return the profiles as `botocore.session.Session.full_config` puts them together."""
    profiles: dict[str, dict[str, object]] = build_profile_map(raw_config_parse(str(config)))[
        "profiles"
    ]
    for name, values in raw_config_parse(str(credentials)).items():
        profiles.setdefault(name, {}).update(values)
    return profiles


def _ours(files: AwsFiles) -> dict[str, dict[str, object]]:
    return {
        name: dict(profile.values)
        for name, profile in files.profiles.items()
        if not any(problem.ignored for problem in profile.problems)
    }


@given(config=_file(credentials=False), credentials=_file(credentials=True))
@settings(max_examples=200, deadline=None)
def test_every_profile_and_key_is_read_as_botocore_reads_it(config: str, credentials: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "config"), Path(folder, "credentials")
        for path, text in zip(paths, (config, credentials), strict=True):
            path.write_bytes(text.encode())
        files = read_aws_files(
            {"AWS_CONFIG_FILE": str(paths[0]), "AWS_SHARED_CREDENTIALS_FILE": str(paths[1])}
        )
        assert _ours(files) == _botocore(*paths)
        assert not files.problems


_LINES = st.sampled_from(
    [
        *("[profile a]", "[profile b]", "[sso-session s]", "[other]", "[DEFAULT]", "[]", "[a"),
        *("x = 1", "y: 2", "X = 3", "nonsense", "= 4", "", "  ", "# c", "; c", "s3 ="),
        *("  one = 1", "  two", "  [c]", "\tthree", "   # c", "region = é", "[profile a] # [b]"),
    ]
)
_BYTES = st.sampled_from([b"", b"", b"", b"# caf\xe9\n", b"\xef\xbb\xbf", b"z = \xff\n"])


@given(lines=st.lists(_LINES, max_size=12), odd=_BYTES, at_end=st.booleans())
@example(lines=["[DEFAULT]", "s3 =", "  two"], odd=b"", at_end=False)
@example(lines=["[DEFAULT]", "s3 =", "  two", "[profile a]"], odd=b"", at_end=False)
@example(lines=["[DEFAULT]", "s3 =", "  two", "[profile a]", "s3 = x"], odd=b"", at_end=False)
@settings(max_examples=400, deadline=None)
def test_a_file_is_said_to_stop_other_tools_when_it_does(
    lines: list[str], odd: bytes, at_end: bool
) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_bytes(text + odd if at_end and not odd.startswith(b"\xef") else odd + text)
        files = read_aws_files({"AWS_CONFIG_FILE": str(path), "HOME": folder})
        try:
            build_profile_map(raw_config_parse(str(path)))
            stopped = False
        except ConfigParseError:
            stopped = True
        assert bool(files.stops) == stopped

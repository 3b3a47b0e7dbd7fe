"""Quoting and rendering, compared byte for byte with what the real shells make of them."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.errors import ConfigError, UsageError
from swtui.handoff.dialects import DIALECTS, quote, render
from swtui.handoff.environment import Changes, changes_for, changes_unset, profile_only
from swtui.secret import Secret

ALPHABET = (
    *"'\"\\$()`;&|<>*?~!#=-%^{}[],:@+/.aZ0_né漢🙂 \t\n\r\x01\x1b\x7f\x80\x9b\u202e\u200b\u0301",
    *"\udce9\udcff\uf600\ufdd0\ue000",
    *("  ", "''", "\\\\", "\\'", "$(", "!!"),
)
KNOWN = (
    "", "plain", "-n", "--help", "=ls", "~root", "~", "a'b", "'", "''", "'''", "\\", "\\\\", "a\\",
    "\\'", "'\\", "$HOME", "$(touch x)", "`touch x`", "!!", "!x", "'!'", "\\!", "a\nb", "\n", "a\n",
    "\n\n", "a\tb", "\ta!b'c\\d", "a\rb", "${HOME}", "%n", "#x", "x #y", "  ", " a ", "a;b", "a&b",
    "{a,b}", "[ab]", "*", "?", "a b", "\u202ea", "é", "日本", "\udce9t\udce9", "\x1b]52;c;eA==\x07",
    "\x9b31m", "con", "../../x", "a=b", "\\n", "\\x41", "\\101", "'\n'", "$'x'", "^a^b", "a\\\nb",
)  # fmt: skip


def texts() -> list[str]:
    """Return the known hard ones, and 340 made at random (always the same)."""
    chance = random.Random(20240229)  # noqa: S311 - nothing is stored secret with it
    made = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 12))) for _ in range(340)]
    return [*KNOWN, *made]


def environment_of(argv: list[str], script: str) -> dict[bytes, bytes]:
    """Run a shell on `script` with Q_GONE set, and return what it exports as Q_…."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "Q_GONE": "stale", "HOME": "/"}
    whole = (script + "\nenv -0\n").encode("utf-8", "surrogateescape")
    ran = subprocess.run(argv, input=whole, env=env, capture_output=True, timeout=60, check=True)
    assert ran.stderr == b""
    pairs = (item.partition(b"=") for item in ran.stdout.split(b"\0") if item.startswith(b"Q_"))
    return {name: value for name, _, value in pairs}


def propose_fixes(wanted: list[str]) -> Changes:
    return Changes({f"Q_{at}": text for at, text in enumerate(wanted)}, ("Q_GONE",))


def expected(wanted: list[str]) -> dict[bytes, bytes]:
    return {
        f"Q_{at}".encode(): text.encode("utf-8", "surrogateescape")
        for at, text in enumerate(wanted)
    }


@pytest.mark.parametrize(
    ("dialect", "argv"),
    [
        ("bash", ["bash", "--norc"]),
        ("bash", ["bash", "--posix", "--norc"]),
        ("sh", ["dash"]),
        ("sh", ["bash", "--posix", "--norc"]),
        ("sh", ["zsh", "--emulate", "sh", "-f"]),
        ("zsh", ["zsh", "-f"]),
        ("zsh", ["zsh", "-f", "-o", "rcquotes", "-o", "ksharrays", "-o", "extendedglob"]),
        ("fish", ["fish", "--no-config"]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_every_text_comes_out_of_a_shell_as_it_went_in(
    dialect: str, argv: list[str], need: Callable[[str], str]
) -> None:
    need(argv[0])
    wanted = texts()
    assert environment_of(argv, render(propose_fixes(wanted), dialect)) == expected(wanted)


def test_every_text_of_one_line_comes_out_of_tcsh_as_it_went_in(need: Callable[[str], str]) -> None:
    need("tcsh")
    wanted = [text for text in texts() if "\n" not in text and "\r" not in text]
    assert environment_of(["tcsh", "-f"], render(propose_fixes(wanted), "tcsh")) == expected(wanted)


def test_the_exports_survive_an_eval_of_a_command_substitution(need: Callable[[str], str]) -> None:
    wanted = [text for text in texts() if "\n" not in text and "\r" not in text]
    for shell, dialect, line in (
        (["bash", "--norc"], "bash", 'eval "$TEXT"'),
        (["dash"], "sh", 'eval "$TEXT"'),
        (["zsh", "-f"], "zsh", 'eval "$TEXT"'),
    ):
        need(shell[0])
        script = f"TEXT={quote(render(propose_fixes(wanted), dialect), 'sh')}\n{line}"
        assert environment_of(shell, script) == expected(wanted)


def test_tcsh_reads_the_exports_between_backticks(
    need: Callable[[str], str], tmp_path: Path
) -> None:
    wanted = [t for t in texts() if t.isprintable() and "  " not in t][:60]
    exports = tmp_path / "exports"
    exports.write_text(render(propose_fixes(wanted), "tcsh"), encoding="utf-8")
    script = f'eval "`cat {exports}`"'
    assert environment_of([need("tcsh"), "-f"], script) == expected(wanted)


def test_fish_says_which_universal_variable_it_cannot_take_away(
    need: Callable[[str], str], home: Path
) -> None:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(home)}
    script = "set -Ux Q_GONE old\n" + render(Changes({"Q_A": "x"}, ("Q_GONE", "Q_B")), "fish")
    ran = subprocess.run(
        [need("fish")],
        input=script,
        env=env,
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    assert ran.stderr == "swtui: Q_GONE is universal and stays set: set -eU Q_GONE\n"


def test_control_characters_are_pasted_into_bash_and_zsh_as_escapes() -> None:
    assert quote("a\tb!\x1b", "bash") == r"$'a\011b\041\033'"


def test_a_nul_is_refused_in_every_dialect() -> None:
    for dialect in DIALECTS:
        with pytest.raises(ConfigError, match="no environment variable"):
            quote("a\0b", dialect)


def test_half_a_surrogate_pair_is_refused_without_showing_the_value() -> None:
    with pytest.raises(ConfigError) as caught:
        render(Changes({"AWS_SESSION_TOKEN": Secret("canary\ud800")}, ()), "bash")
    assert "AWS_SESSION_TOKEN" in caught.value.message
    assert "canary" not in caught.value.message


def test_tcsh_refuses_a_value_of_two_lines() -> None:
    with pytest.raises(ConfigError, match="more than one line"):
        quote("a\nb", "tcsh")


def test_a_docker_file_carries_a_value_without_quotes() -> None:
    assert render(Changes({"A": 'it\'s "so"'}, ("B",)), "docker") == 'A=it\'s "so"\n'


def test_a_docker_file_refuses_what_it_cannot_carry() -> None:
    for text in ("a\nb", "a\rb", "\udce9"):
        with pytest.raises(ConfigError, match="docker"):
            quote(text, "docker")


def read_dotenv(text: str) -> dict[str, str]:
    """Read single-quoted values as python-dotenv does (its parser's two expressions)."""
    pairs = re.findall(r"(\w+)='((?:\\'|[^'])*)'\n", text)
    return {name: re.sub(r"\\([\\'])", r"\1", value) for name, value in pairs}


def dotenv_takes(text: str) -> bool:
    return "\r" not in text and not text.endswith("\\")


def test_a_dotenv_file_refuses_what_its_readers_cannot_tell() -> None:
    for text in ("a\rb", "a\\"):
        with pytest.raises(ConfigError, match="dotenv"):
            quote(text, "dotenv")


def test_a_dotenv_file_is_read_back_as_it_was_written() -> None:
    wanted = {f"Q_{at}": text for at, text in enumerate(texts()) if dotenv_takes(text)}
    assert read_dotenv(render(Changes({**wanted}, ("B",)), "dotenv")) == wanted


def test_a_shell_can_source_a_dotenv_file_of_ordinary_values(need: Callable[[str], str]) -> None:
    wanted = ["eu-west-1", "abc+/def==", "a b", "$HOME", '"', "a\\b", ""]
    changes = Changes({f"Q_{at}": text for at, text in enumerate(wanted)}, ())
    script = "unset Q_GONE; set -a\n" + render(changes, "dotenv")
    assert environment_of([need("dash")], script) == expected(wanted)


def test_files_of_variables_cannot_unset() -> None:
    for dialect in ("dotenv", "docker", "json"):
        with pytest.raises(UsageError, match="not remove"):
            render(changes_unset({}), dialect)


def test_json_is_what_credential_process_expects(session: Callable[..., object]) -> None:
    made = session()
    answer = json.loads(render(changes_for(made, {}), "json"))  # type: ignore[arg-type]
    assert answer.pop("Expiration").endswith("+00:00")
    assert answer == {
        "Version": 1,
        "AccessKeyId": "ASIACANARYCANARY",
        "SecretAccessKey": "canarySECRETcanarySECRETcanarySECRETcana",
        "SessionToken": "canaryTOKEN+/canaryTOKEN==",
    }


def test_json_strings_are_exact_and_ascii() -> None:
    for text in texts():
        assert quote(text, "json").isascii()
        assert json.loads(quote(text, "json")) == text


def test_json_is_for_keys_alone() -> None:
    with pytest.raises(UsageError, match="credential_process"):
        render(profile_only("base", "", {}), "json")


def test_unset_removes_what_would_be_set_and_what_would_be_removed() -> None:
    text = render(Changes({"A": "1"}, ("B", "A")), "bash", unset=True)
    assert text == "unset B A\n"


def test_nothing_to_remove_is_no_line_at_all() -> None:
    assert render(Changes({"A": "1"}, ()), "bash") == "export A='1'\n"

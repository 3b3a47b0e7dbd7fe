"""The themes of the picker, which all name the same tokens.

`swtui-safe` takes its colours from Okabe and Ito's palette, which people who cannot tell red from
green can tell apart. The `ansi` ones use the terminal's own sixteen colours.
"""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

TOKENS = {
    "quiet": "#8a93a6",
    "faint": "#3d4658",
    "match": "#8fb8ff",
    "row": "#1d2533",
    "production": "#f08a78",
    "held": "#8fc98a",
    "demo": "#e3b56b",
}
"""Own colours beyond Textual's: secondary text, rules, matched letters, the cursor's row,
production, a cached session, the word DEMO. These are the dark theme's, and the fall-back."""

_DARK = Theme(
    name="swtui-dark",
    primary="#7aa2f7",
    secondary="#8a93a6",
    accent="#7aa2f7",
    warning="#e3b56b",
    error="#f08a78",
    success="#8fc98a",
    foreground="#d5dae4",
    background="#12161e",
    surface="#171c26",
    panel="#1d2430",
    dark=True,
    variables=TOKENS,
)
_LIGHT = Theme(
    name="swtui-light",
    primary="#2f5fd0",
    secondary="#626a79",
    accent="#2f5fd0",
    warning="#8a5a00",
    error="#b8322a",
    success="#2c7a3f",
    foreground="#2a2f3a",
    background="#fbfaf7",
    surface="#f3f2ee",
    panel="#e9e8e3",
    dark=False,
    variables={
        "quiet": "#626a79",
        "faint": "#cfd2d8",
        "match": "#1c4fc4",
        "row": "#e6ecf9",
        "production": "#b8322a",
        "held": "#2c7a3f",
        "demo": "#8a5a00",
    },
)
_SAFE = Theme(
    name="swtui-safe",
    primary="#56b4e9",
    secondary="#9aa3ad",
    accent="#56b4e9",
    warning="#e69f00",
    error="#e8772e",
    success="#2ac39a",
    foreground="#e4e6ea",
    background="#101418",
    surface="#161b21",
    panel="#1d242c",
    dark=True,
    variables={
        "quiet": "#9aa3ad",
        "faint": "#434c57",
        "match": "#f0e442",
        "row": "#1f2a36",
        "production": "#e8772e",
        "held": "#2ac39a",
        "demo": "#cc79a7",
    },
)


def _ansi(name: str, accent: str, quiet: str) -> Theme:
    base = BUILTIN_THEMES[name]
    own = {
        "quiet": quiet,
        "faint": quiet,
        "match": accent,
        "row": "ansi_default",
        "production": "ansi_red",
        "held": "ansi_green",
        "demo": "ansi_magenta",
    }
    return replace(
        base, primary=accent, accent=accent, variables={**base.variables, **own, "border": quiet}
    )


THEMES: tuple[Theme, ...] = (
    _DARK,
    _LIGHT,
    _SAFE,
    _ansi("ansi-dark", "ansi_bright_blue", "ansi_bright_black"),
    _ansi("ansi-light", "ansi_blue", "ansi_bright_black"),
)
DEFAULT_THEME = "swtui-dark"


def theme_named(wanted: str, remembered: str) -> str:
    """Return the theme to start with: the one set, else the one chosen last, else the default."""
    known = {theme.name for theme in THEMES}
    return next((name for name in (wanted, remembered) if name in known), DEFAULT_THEME)


def next_theme(current: str) -> str:
    """Return the name of the theme after `current`."""
    names = [theme.name for theme in THEMES]
    place = names.index(current) if current in names else -1
    return names[(place + 1) % len(names)]

"""swtui: pick an AWS role, assume it, use it in your shell."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """Look up the version only when it is used: importlib.metadata is slow to import."""
    if name == "__version__":
        from importlib.metadata import version

        return version("swtui")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

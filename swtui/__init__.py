"""swtui: pick an AWS role, assume it, use it in your shell."""

__version__ = "0.1.0"

"""Explain why a role is refused, and what would allow it."""

"""Become it: from a role to temporary credentials."""

"""Fixes: the smallest change that would allow a refused call."""

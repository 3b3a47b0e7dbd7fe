"""The policy form: what it starts with, and what it shows."""

"""Flows of the picker: assuming a role, and what follows a refusal."""

"""Get temporary credentials for a role."""

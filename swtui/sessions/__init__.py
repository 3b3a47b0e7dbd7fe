"""From a role to temporary credentials."""

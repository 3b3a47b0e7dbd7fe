"""Health checks of sessions, variables, sign-ins and the network."""

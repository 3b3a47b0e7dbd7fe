"""Would this policy allow this request: reading policies, and judging requests by them."""

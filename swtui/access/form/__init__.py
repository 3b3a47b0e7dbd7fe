"""What a policy form starts with, and what it shows while it is filled in."""

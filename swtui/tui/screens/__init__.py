"""What opens over the list."""

"""The face you type to: one module per command."""

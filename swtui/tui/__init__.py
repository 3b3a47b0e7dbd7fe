"""The face you see: the Textual app."""

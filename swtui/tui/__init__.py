"""The picker: a Textual app."""

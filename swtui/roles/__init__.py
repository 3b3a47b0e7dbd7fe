"""The roles you can assume: where they are defined, how they are searched and ordered."""

"""Why not, and what would allow it: explaining a refusal."""

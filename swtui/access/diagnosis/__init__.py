"""Diagnosis: from a refused call to its causes, the likeliest first."""

"""Explaining a refusal: what happened, why probably, what to do next, and what IAM shows of it."""

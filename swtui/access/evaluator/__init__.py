"""Evaluate policies as IAM does: read documents, decide requests."""

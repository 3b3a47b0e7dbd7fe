"""The one gate to boto3 and to AWS's plain HTTP endpoints."""

"""The only callers of boto3, botocore and AWS's plain HTTP endpoints."""

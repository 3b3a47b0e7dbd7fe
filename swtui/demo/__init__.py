"""A pretend organisation on 127.0.0.1, for trying out and for the tests."""

"""Store sessions between processes."""

"""Where sessions are stored between processes."""

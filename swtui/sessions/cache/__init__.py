"""Where sessions are kept between processes."""

"""The smallest change to either side that would have allowed what was refused."""

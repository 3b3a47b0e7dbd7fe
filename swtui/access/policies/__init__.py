"""Writing policies for either side: from what someone fills in to a checked document."""

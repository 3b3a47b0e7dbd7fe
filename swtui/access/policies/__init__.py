"""Write policies for either side, from fields to a checked document."""

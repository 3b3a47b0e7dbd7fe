"""What can I become? Where roles come from, how they are searched and ordered."""

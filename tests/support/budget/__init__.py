"""What the import budget is measured with."""

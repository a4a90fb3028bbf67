"""What became of one person's code, told from exported log lines: ``python -m ops.why``."""

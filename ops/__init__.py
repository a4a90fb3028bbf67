"""The operator's commands, run from a checkout and never deployed: ``python -m ops.check``."""

"""Writes a config document and ``.env`` from the operator's answers; see :mod:`.__main__`."""

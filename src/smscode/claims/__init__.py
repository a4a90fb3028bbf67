"""Remembers what was sent, and how much: nothing is sent twice, nothing beyond the limits."""

"""Claim stores to test with: real servers on loopback, stores that fail, and turns in a race."""

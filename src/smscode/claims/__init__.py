"""Claims: what was sent, and how much, so that nothing is sent twice or beyond the limits."""

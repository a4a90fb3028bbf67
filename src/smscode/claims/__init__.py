"""What was sent, and how much: nothing is sent twice, and nothing beyond the limits."""

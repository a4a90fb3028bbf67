"""What a leak test needs: random secrets, a scanner for them, peers that fail, a noisy child."""

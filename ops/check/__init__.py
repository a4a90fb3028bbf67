"""``make check``: is this config, with this account, ready to send?

It reads and asks, and sends nothing unless it is told to. Each subject has a file: what can be said
of it, in both languages, and how that is found.
"""

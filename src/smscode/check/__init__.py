"""``make check``: is this config, with this account, ready to send?

It reads and asks, and sends nothing unless it is told to. The function never imports it, and the
bundles leave it out. Each subject has a file: what is looked at, and what is found. What can be
said at all, in both languages, is in ``vocabulary``.
"""

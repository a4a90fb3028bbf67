"""``make check``: is this config, with this account, ready to send?

It reads and queries, and sends nothing unless told to. Each subject has a file, with the findings
about it, in both languages, and how they are found.
"""

"""The function as the vendors' samples show it: what ours is measured against.

Imports at the top, new clients for each call, the config read at each call and parsed by pydantic,
every dependency packed, with bytecode. It accepts the same request and answers it; it has none of
the rest: no outcome but two, no deadline, no claims, no log.
"""

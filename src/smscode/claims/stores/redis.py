"""``redis://HOST:PORT/DB`` and ``rediss://``: Redis 5 or newer, Tair, Valkey.

It needs ``requirements-redis.txt``.
"""

from __future__ import annotations

# Compare and delete in one step, as https://redis.io/docs/latest/commands/set/ describes it.
_REMOVE = "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end return 0"
_PREFIX = "smscode:"
_PATIENCE = 1.0  # s; no call waits that long, but a late write is still kept


class Redis:
    """A Redis key for each key, with our own prefix."""

    def __init__(self, uri: str, password: str | None) -> None:
        import redis  # noqa: PLC0415 - optional
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self._redis = redis.Redis.from_url(
            uri,
            password=password,
            decode_responses=True,
            socket_connect_timeout=_PATIENCE,
            socket_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),  # repeating a count would count twice
            protocol=2,  # Redis 5 does not know HELLO
            driver_info=None,  # two round trips to introduce ourselves
        )

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put *value* if *key* is absent; else return its value."""
        there = None
        while there is None:  # the value may expire before it is read
            if self._redis.set(_PREFIX + key, value, nx=True, px=_milliseconds(seconds)):
                return None
            there = self.get(key)
        return there

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, and return the sum."""
        with self._redis.pipeline(transaction=True) as both:
            both.incrby(_PREFIX + key, amount)
            both.pexpire(_PREFIX + key, _milliseconds(seconds))
            return int(both.execute()[0])

    def put(self, key: str, value: str, seconds: float) -> None:
        """Put *value*, replacing any other."""
        self._redis.set(_PREFIX + key, value, px=_milliseconds(seconds))

    def get(self, key: str) -> str | None:
        """Return the value at *key*."""
        value = self._redis.get(_PREFIX + key)
        return value if isinstance(value, str) else None

    def remove(self, key: str, value: str) -> None:
        """Remove *key* if it still has *value*."""
        self._redis.eval(_REMOVE, 1, _PREFIX + key, value)


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))

"""Values that keep their earlier versions, as secrets in KMS and objects in OSS do."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import uuid4

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Version(Generic[V]):
    """One version of a value; its id is unique among those of its key."""

    id: str
    value: V


class Versions(MutableMapping[K, V]):
    """The current value by key; setting it makes a version, deleting it forgets them all."""

    def __init__(self) -> None:
        self._by_key: dict[K, list[Version[V]]] = {}

    def put(self, key: K, value: V, version_id: str) -> None:
        """Make *value* the current version of *key*."""
        self._by_key[key] = [*self._by_key.get(key, []), Version(version_id, value)]

    def of(self, key: K) -> tuple[Version[V], ...]:
        """Return all versions of *key*, the current one first."""
        return tuple(reversed(self._by_key.get(key, [])))

    def __getitem__(self, key: K) -> V:
        return self._by_key[key][-1].value

    def __setitem__(self, key: K, value: V) -> None:
        self.put(key, value, uuid4().hex)

    def __delitem__(self, key: K) -> None:
        del self._by_key[key]

    def __iter__(self) -> Iterator[K]:
        return iter(list(self._by_key))

    def __len__(self) -> int:
        return len(self._by_key)

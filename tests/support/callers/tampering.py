"""Changes that a signature must notice."""

from collections.abc import Iterator


def each_byte_changed(signed: bytes) -> Iterator[bytes]:
    """Yield what was signed with one bit flipped, in each of its bytes in turn."""
    for index in range(len(signed)):
        changed = bytearray(signed)
        changed[index] ^= 1
        yield bytes(changed)

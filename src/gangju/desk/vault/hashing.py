"""Keyed hashes: two equal values have the same one, and without the key nobody can try all identity numbers.

HMAC-SHA256 or HMAC-SM3: which one belongs to the key, not to today's setting, or a changed setting would make known
people unknown until the keys are changed. A hash begins with the number of its key.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from gangju.desk.vault.keys import NUMBER_BYTES, Key, ring

HASH_BYTES = NUMBER_BYTES + 32


def keyed_hash(value: bytes, *, purpose: str) -> bytes:
    """To store. The same value has another hash for another purpose. Raises KeyProblem."""
    return _hashed(ring().hashing[-1], purpose, value)


def candidates(value: bytes, *, purpose: str) -> tuple[bytes, ...]:
    """To look up: one for each key, the current one first. Raises KeyProblem."""
    return tuple(_hashed(key, purpose, value) for key in reversed(ring().hashing))


def is_current(hashed: bytes) -> bool:
    current = ring().hashing[-1]
    return hashed[:NUMBER_BYTES] == current.number


def _hashed(key: Key, purpose: str, value: bytes) -> bytes:
    made = _begun(key, purpose).copy()
    made.update(value)
    return key.number + made.finalize()


@lru_cache(maxsize=32)
def _begun(key: Key, purpose: str) -> HMAC:
    """The purpose gives a key of its own; what is common to all values is computed once."""
    digest = hashes.SM3() if key.digest == "sm3" else hashes.SHA256()
    derived = HMAC(key.secret, digest)
    derived.update(b"gangju hash " + purpose.encode())
    return HMAC(derived.finalize(), digest)

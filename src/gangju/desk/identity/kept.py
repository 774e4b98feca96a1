"""Sealing and opening the two columns; nothing else in the room touches a sealed value."""

from __future__ import annotations

from gangju.desk.identity.models import NUMBER, PHONE, PersonIdentity
from gangju.desk.vault.hashing import keyed_hash
from gangju.desk.vault.sealing import context, open_sealed, seal

TABLE = "identity_personidentity"
PURPOSES = {"number": NUMBER, "phone": PHONE}


def sealed(column: str, person: int, plain: str) -> tuple[bytes, bytes]:
    """The sealed value and its hash. Raises KeyProblem."""
    value = plain.encode()
    return seal(value, context=context(TABLE, column, person)), keyed_hash(value, purpose=PURPOSES[column])


def opened(column: str, person: int, value: bytes | memoryview | None) -> str:
    """Empty where nothing is kept. Raises KeyProblem."""
    return open_sealed(bytes(value), context=context(TABLE, column, person)).decode() if value is not None else ""


def put(row: PersonIdentity, column: str, plain: str) -> None:
    """An empty text takes the value away."""
    value, hashed = sealed(column, row.person_id, plain) if plain else (None, None)
    setattr(row, column, value)
    setattr(row, f"{column}_hash", hashed)

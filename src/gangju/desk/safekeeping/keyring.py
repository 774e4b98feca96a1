"""`gangju keys`: how the keys stand, new ones for everything sealed, old ones dropped. Each change is a journal entry."""

from __future__ import annotations

from dataclasses import dataclass

from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.vault import keys, rotation
from gangju.desk.vault.registry import holdings


@dataclass(frozen=True)
class Standing:
    """`waiting` names what is still under an old key."""

    file: str
    sealing: tuple[str, ...]
    hashing: tuple[str, ...]
    held: tuple[str, ...]
    waiting: tuple[str, ...]
    open_to_others: bool


def standing() -> Standing:
    """Raises KeyProblem."""
    ring = keys.ring()
    return Standing(
        str(keys.file()),
        tuple(key.number.hex() for key in ring.sealing),
        tuple(f"{key.number.hex()}({key.digest})" for key in ring.hashing),
        tuple(dict.fromkeys(holding.title for holding in holdings() if holding.holds_any())),
        tuple(dict.fromkeys(rotation.waiting())),
        bool(keys.file().stat().st_mode & 0o077),
    )


def rotate() -> int:
    """How many values were sealed anew. Raises KeyProblem; what is sealed opens all the same then."""
    with deed("safekeeping.rotate_keys", Actor.system("gangju keys rotate")) as log:
        changed = rotation.rotate()
        log.changed("keys", after={"current": keys.ring().sealing[-1].number.hex(), "resealed": changed})
    return changed


def drop() -> int:
    """How many old keys were dropped. Raises KeyProblem."""
    with deed("safekeeping.drop_keys", Actor.system("gangju keys drop")) as log:
        dropped = rotation.drop_old()
        log.changed("keys", after={"dropped": dropped})
    return dropped


def lacking() -> tuple[str, ...]:
    """Numbers of keys that something here is sealed by and that are not here. Makes no file. Raises KeyProblem for a damaged one."""
    needed = set().union(*(holding.numbers() for holding in holdings() if holding.holds_any()))
    if keys.file().exists():
        ring = keys.ring()
        needed -= {key.number for key in (*ring.sealing, *ring.hashing)}
    return tuple(sorted(number.hex() for number in needed))

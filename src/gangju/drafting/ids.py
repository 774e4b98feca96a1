"""Names that stay: of an item while clause and wording stay, of a standard as long as what it asks about stays."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

BLANK = re.compile(r"\s+")
LENGTH = 10


def item_id(kind: str, number: str, *wording: str) -> str:
    """A short fingerprint of the place in the plan and of the words."""
    told = "\x1f".join((kind, number, *(BLANK.sub("", words) for words in wording)))
    return f"{kind[0]}-{hashlib.sha256(told.encode()).hexdigest()[:LENGTH]}"


@dataclass
class Names:
    """Ids within one pack; a name that is taken already gets a fingerprint of its clause."""

    taken: set[str] = field(default_factory=set)

    def free(self, name: str, number: str) -> str:
        clean = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "item"
        found, times = clean, 0
        while found in self.taken:
            times += 1
            found = f"{clean}-{hashlib.sha256(f'{number}{times}'.encode()).hexdigest()[:4]}"
        self.taken.add(found)
        return found

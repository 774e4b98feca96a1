"""Names that stay: of an item while clause and wording stay, of a standard as long as what it asks about stays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BLANK = re.compile(r"\s+")
LENGTH = 10
PARAM = re.compile(r"param\('([^']+)'")


def item_id(kind: str, number: str, *wording: str) -> str:
    """A short fingerprint of the place in the plan and of the words."""
    told = "\x1f".join((kind, number, *(BLANK.sub("", words) for words in wording)))
    return f"{kind[0]}-{hashlib.sha256(told.encode()).hexdigest()[:LENGTH]}"


@dataclass
class Names:
    """Ids within one pack; a name that is taken already gets a fingerprint of its clause."""

    taken: set[str] = field(default_factory=set)
    values: dict[str, object] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    asked: dict[tuple[str, ...], object] = field(default_factory=dict)

    def free(self, name: str, number: str) -> str:
        clean = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "item"
        found, times = clean, 0
        while found in self.taken:
            times += 1
            found = f"{clean}-{hashlib.sha256(f'{number}{times}'.encode()).hexdigest()[:4]}"
        self.taken.add(found)
        return found

    def item(self, name: str) -> str:
        """The id of an item; the same words once more in one clause get a number."""
        times = self.items[name] = self.items.get(name, 0) + 1
        return name if times == 1 else f"{name}-{times}"

    def param(self, name: str, value: object, number: str) -> str:
        """The name of a parameter; one that has another value already gets a name of its own."""
        found, times = name, 0
        while self.values.setdefault(found, value) != value:
            times += 1
            found = f"{name}_{hashlib.sha256(f'{number}{times}'.encode()).hexdigest()[:4]}"
        return found


def renamed(body: Any, names: Mapping[str, str]) -> Any:
    """The same data with parameters called by other names."""
    if isinstance(body, Mapping):
        return {key: renamed(value, names) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [renamed(value, names) for value in body]
    return PARAM.sub(lambda found: f"param('{names.get(found[1], found[1])}'", body) if isinstance(body, str) else body

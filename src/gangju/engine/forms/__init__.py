"""The forms of a standard. A form fixes its keys, its verdict table, its shortfall and its Chinese sentence.

`FORMS` maps the name written in a pack to the module that owns it. Each module offers

- `SCHEMA`: JSON Schema `properties` of the keys that belong to this form alone, `REQUIRED`: those that must stand;
- `EXPRESSIONS`: its keys that hold expressions;
- `build(job)`: the SQL that yields one row a subject (see `engine/compile.py`);
- `sentence(standard, pack)`: the requirement in words.

A rule that fits no form is listed as inexpressible; a new form needs an entry in `docs/why`, never a function for one rule.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from gangju.engine.forms import checklist, rhythm, share, threshold

FORMS: Final[dict[str, ModuleType]] = {
    "checklist": checklist,
    "rhythm": rhythm,
    "share": share,
    "threshold": threshold,
}

PLANNED: Final[frozenset[str]] = frozenset({"band", "cover", "deadline", "formula", "pairing", "quota", "spell", "split", "trend"})
"""Forms of the language that are not built yet: such a standard loads, and evaluation names it as left out."""

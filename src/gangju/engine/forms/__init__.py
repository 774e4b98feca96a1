"""The forms of a standard. A form fixes its keys, its verdict table, its shortfall and its Chinese sentence.

`FORMS` maps the name written in a pack to the module that owns it. Each module offers

- `SCHEMA`: JSON Schema `properties` of the keys that belong to this form alone, `REQUIRED`: those that must stand;
- `EXPRESSIONS`: its keys that hold expressions;
- `nodes(pack, standard)`: its checked expressions by key;
- `build(job)`: the SQL that yields one row a subject (see `parts.py`), and if need be `after(job)` once the rows stand;
- `rows(found)`: the ledger rows behind one result, `sentence(pack, standard)`: the requirement in words.

A rule that fits no form is listed as inexpressible; a new form needs an entry in `docs/why`, never a function for one rule.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from gangju.engine.forms import band, checklist, cover, deadline, formula, pairing, quota, rhythm, share, spell, split, threshold, trend

FORMS: Final[dict[str, ModuleType]] = {
    "band": band,
    "checklist": checklist,
    "cover": cover,
    "deadline": deadline,
    "formula": formula,
    "pairing": pairing,
    "quota": quota,
    "rhythm": rhythm,
    "share": share,
    "spell": spell,
    "split": split,
    "threshold": threshold,
    "trend": trend,
}

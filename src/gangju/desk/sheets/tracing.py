"""查文件来源: which export a found file, print or photo comes from. The file is looked at in memory and not kept.

The content's hash finds an untouched copy. A copy that was edited and saved has another hash; the numbers that stand in it
still lead to the export, and the page says that it is not the same file any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.sheets.asking import Purpose
from gangju.desk.sheets.layout import layouts
from gangju.desk.sheets.models import Export
from gangju.desk.sheets.watermark import NUMBER, numbers_in

READS = "journal.read"


@dataclass(frozen=True)
class Trace:
    """`same`: the file is the very one that left, byte for byte."""

    export: Export
    same: bool


def exports(scope: Scope) -> QuerySet[Export]:
    """Newest first; those below the viewer's journal grants."""
    return scope.rows(Export, READS).select_related("org").order_by("-pk")


def trace_file(scope: Scope, data: bytes) -> list[Trace]:
    """Empty where it was not made here, or not below the viewer."""
    digest = hashlib.sha256(data).hexdigest()
    found = exports(scope).filter(sha256=digest) or exports(scope).filter(number__in=numbers_in(data)[:50])
    return [Trace(export, export.sha256 == digest) for export in found]


def trace_number(scope: Scope, typed: str) -> list[Trace]:
    """By the number as somebody read it off a print."""
    return [Trace(export, same=False) for export in exports(scope).filter(number__in=NUMBER.findall(typed.lower())[:50])]


def entries_of(found: list[Export]) -> Mapping[str, int]:
    """Number of the export → number of its entry in the journal."""
    rows = Entry.objects.filter(subject__in=[f"export:{each.number}" for each in found]).values_list("subject", "pk")
    return {subject.removeprefix("export:"): pk for subject, pk in rows}


def spoken(export: Export) -> Mapping[str, str]:
    """What of it people read."""
    layout = layouts().get(export.ledger)
    purpose = Purpose(export.purpose).label if export.purpose else ""
    return {"ledger": layout.title if layout else export.ledger, "purpose": purpose}

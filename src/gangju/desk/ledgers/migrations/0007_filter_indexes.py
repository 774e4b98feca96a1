"""On PostgreSQL every filter of the long ledgers has an index, so that a value nearly no row has is found without reading them all.

SQLite has none of them: without statistics it would take one in place of the index that holds the order (`docs/why/lists.md`).
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

# Table, the column filtered by, and the kind that most lists of the table fix.
FILTERS = (
    ("person", "gender", ""),
    ("person", "education", ""),
    ("membership", "entry", "kind"),
    ("membership", "exit", "kind"),
    ("post", "rank", "role"),
    ("post", "exit", "role"),
    ("post", "full_time", "role"),
    ("activity", "form", "kind"),
    ("activity", "status", "kind"),
    ("participation", "role", ""),
    ("participation", "attended", ""),
    ("fundentry", "flow", "kind"),
    ("fundentry", "payer_level", "kind"),
    ("fundentry", "year", "kind"),
    ("checkanswer", "answer", "checklist"),
    ("checkanswer", "item", "checklist"),
    ("rosterentry", "category", "roster"),
    ("rosterentry", "tier", "roster"),
    ("rosterentry", "batch", "roster"),
    ("score", "grade", "scheme"),
    ("score", "source", "scheme"),
    ("score", "period", "scheme"),
    ("case", "state", "kind"),
    ("task", "state", ""),
    ("task", "duty", ""),
)


def add(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, column, kind in FILTERS:
            columns = f'"{column}"' + (f', "{kind}"' if kind else "")
            schema_editor.execute(f'create index "{table}_filter_{column}" on "ledgers_{table}" ({columns})')


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, column, _ in FILTERS:
            schema_editor.execute(f'drop index "{table}_filter_{column}"')


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0006_list_indexes")]
    operations = [migrations.RunPython(add, drop, elidable=False)]

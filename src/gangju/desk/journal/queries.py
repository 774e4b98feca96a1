"""What pages may read of the journal. The scope is taken as path ranges: the journal lies below `access`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from gangju.desk.journal.models import Entry

BEYOND = "~"  # stands after every base-36 digit


def entries_below(paths: Iterable[str]) -> QuerySet[Entry]:
    """Newest first: the entries about organisations at or below one of the paths; nothing without a path."""
    below = Q(pk__in=[])
    for path in filter(None, paths):
        below |= Q(org_path__gte=path, org_path__lt=path + BEYOND)
    return Entry.objects.filter(below).order_by("-id")

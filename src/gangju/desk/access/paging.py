"""Turning the pages of a list without losing its filters."""

from __future__ import annotations

from django.http import QueryDict


class Paged:
    """The query of a list page; `value` of a filter that was not given is empty text."""

    def __init__(self, query: QueryDict) -> None:
        self._query = query

    def value(self, name: str) -> str:
        return self._query.get(name, "").strip()

    def with_page(self, number: int) -> str:
        return self.changed(page=str(number))

    def changed(self, **values: str) -> str:
        """The same query with some values replaced; an empty value is left out."""
        copy = self._query.copy()
        for name, value in values.items():
            copy[name] = value
            if not value:
                del copy[name]
        return copy.urlencode()

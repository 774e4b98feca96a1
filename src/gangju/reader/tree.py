"""The sections of a document as a tree: which one a place stands in, and what stands above it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from gangju.reader.model import Section


class Tree:
    """Sections in the order they stand in, nested. Asked for every sentence, so each answer walks only upwards."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(sections)
        self._starts = [section.start for section in self.sections]
        self._parents = self._find_parents()

    def at(self, place: int) -> int | None:
        """The index of the innermost section that holds a place."""
        index: int | None = bisect_right(self._starts, place) - 1
        if index == -1:
            return None
        while index is not None and self.sections[index].end <= place:
            index = self._parents[index]
        return index

    def upwards(self, index: int | None) -> Iterator[Section]:
        """A section and those above it, innermost first."""
        while index is not None:
            yield self.sections[index]
            index = self._parents[index]

    def parent(self, index: int) -> int | None:
        return self._parents[index]

    def below(self, place: int) -> int:
        """How many headings of one rank follow directly below the section that a place stands in."""
        here = self.at(place)
        level = self.sections[here].level if here is not None else 0
        first = bisect_right(self._starts, place)
        if first == len(self.sections) or self.sections[first].level <= level:
            return 0
        rank, count = self.sections[first].level, 0
        for section in self.sections[first:]:
            if section.level < rank:
                break
            count += section.level == rank
        return count

    def _find_parents(self) -> list[int | None]:
        parents: list[int | None] = []
        open_ones: list[int] = []
        for index, section in enumerate(self.sections):
            while open_ones and self.sections[open_ones[-1]].level >= section.level:
                open_ones.pop()
            parents.append(open_ones[-1] if open_ones else None)
            open_ones.append(index)
        return parents

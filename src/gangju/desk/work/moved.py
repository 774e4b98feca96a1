"""What a deed moved: the branch's duties before and after, and where the levels above stand once they are computed anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from gangju.desk.access.scope import Scope
from gangju.desk.bridge import pending, results
from gangju.desk.ledgers.places import Place, way_down
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.lines import Line, group_line


@dataclass(frozen=True)
class Change:
    """One duty whose verdict or figure is another now; `before` is none for a duty that is new."""

    title: str
    force: str
    why: str
    before: Line | None
    after: Line | None

    @property
    def standard(self) -> str:
        line = self.after or self.before
        return f"{line.known.pack}/{line.known.id}" if line else ""


def changes(before: Iterable[Line], after: Iterable[Line]) -> list[Change]:
    """In the order of the duties after the deed; those that are gone come last."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    found = [_change(old.get(key), line) for key, line in new.items() if key not in old or _says(old[key]) != _says(line)]
    return found + [_change(line, None) for key, line in old.items() if key not in new]


def _says(line: Line) -> tuple[object, ...]:
    return line.verdict, line.figure, line.sentence, line.windows, tuple(_says(part) for part in line.parts)


def _change(before: Line | None, after: Line | None) -> Change:
    line = after or before
    if line is None:
        raise ValueError("a change has at least one side")
    return Change(line.title, line.force, line.why, before, after)


@dataclass(frozen=True)
class Above:
    """The levels above the branch, as far as this viewer may see them; `href` asks again while a run is on its way."""

    running: bool
    behind: bool
    href: str
    home: str
    known_on: date | None
    rows: Sequence[tuple[str, Line]]


def above(scope: Scope, org: Place, since: datetime, standards: Collection[str]) -> Above:
    """After the next whole run the ancestors' cells of the standards that moved; until then the address to ask again."""
    running, behind = pending.on_its_way(since), pending.behind(since)
    asked = urlencode({"since": since.isoformat(), "of": ",".join(sorted(set(standards)))})
    href = f"{reverse('work:above', args=[org.code])}?{asked}"
    if behind:
        return Above(running, behind, href, org.href, None, ())
    ancestors = way_down(scope, org)[:-1]
    reading = results.read(scope, orgs=[each.code for each in ancestors], subjects=False)
    named = {each.code: each.name for each in ancestors}
    known = standards_in_force(scope)
    rows = [
        (named[row.org_id], group_line(row, known[row.pack, row.standard]))
        for row in (reading.groups if reading else ())
        if f"{row.pack}/{row.standard}" in standards and (row.pack, row.standard) in known and row.part is None
    ]
    return Above(running, behind, href, org.href, reading.known_on if reading else None, rows)

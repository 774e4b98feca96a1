"""支部主页： everything of one branch on one page, open problems first.

Verdicts come from the results on show; where a deed of this branch is newer than they are, from the live evaluation,
so that the page is never behind what was entered here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from gangju.desk.access.scope import Scope
from gangju.desk.bridge import live, pending, results
from gangju.desk.bridge.results import Reading
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.names import names
from gangju.desk.ledgers.places import Crumb, Place, trail
from gangju.desk.ledgers.posts import due, proxies
from gangju.desk.ledgers.posts.proxies import Since
from gangju.desk.ledgers.posts.terms import Term
from gangju.desk.people.counts import Figure, figures
from gangju.desk.plans import notes
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.contests.queries import marked
from gangju.desk.plans.lines import Line, by_urgency, group_lines, subject_lines
from gangju.desk.plans.standards import Standards
from gangju.desk.ui.verdicts import URGENCY
from gangju.desk.ui.words import joined

OPEN = ("fail", "unknown", "pending")
PERSONAL = ("person", "post")
# Those of whom nothing is asked do not count among the ones meant.
FREE = ("exempt", "not_applicable")
RECENT = 6


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, who can enter it, and the standards that wait for it; `ledger` is one that is not kept yet."""

    what: str
    who: str
    titles: str
    ledger: str


@dataclass(frozen=True)
class Home:
    org: Place
    about: str
    trail: Sequence[Crumb]
    reading: Reading | None
    tally: Sequence[tuple[str, int]]
    open: Sequence[Line]
    settled: Sequence[Line]
    gaps: Sequence[Gap]
    full: int
    probationary: int
    posts: Sequence[rolls.Holder]
    recent: Sequence[rolls.Event]
    may_record: bool
    may_keep: bool
    term: Term | None
    above: Mapping[str, str]
    entered: Since | None
    lists: Sequence[Figure]


def home(scope: Scope, org: Place) -> Home:
    reading = verdicts(scope, org)
    standards = standards_in_force(scope)
    lines = duties(scope, org, reading, standards)
    crumbs = trail(scope, org)
    counts = rolls.counts(scope, org, scope.today)
    recent = list(rolls.events(scope, org)[:RECENT])
    return Home(
        org=org,
        about=_about(org, crumbs),
        trail=crumbs,
        reading=reading,
        tally=[(verdict, number) for verdict in URGENCY if (number := sum(line.verdict == verdict for line in lines))],
        open=[line for line in lines if line.verdict in OPEN],
        settled=[line for line in lines if line.verdict not in OPEN],
        gaps=_gaps(reading, standards),
        full=counts.get("full", 0),
        probationary=counts.get("probationary", 0),
        posts=rolls.holders(scope, org, scope.today),
        recent=[rolls.event(row) for row in recent],
        may_record=bool(scope.can("activity.write", org.org)),
        may_keep=bool(scope.can("keeping.write", org.org)),
        term=due.term(scope, org),
        above=proxies.by_code(recent),
        entered=proxies.entered_since(scope, org) if org.path in scope.paths("activity.write") else None,
        lists=figures(scope, org),
    )


def verdicts(scope: Scope, org: Place, only: Collection[live.Key] | None = None) -> Reading | None:
    """The results on show; live ones where this branch wrote something that they do not know yet, then of `only` these standards."""
    moving = Q()
    for room in ("activity.", "keeping.", "member.", "post.", "roster.", "row."):
        moving |= Q(deed__startswith=room)
    deeds = Entry.objects.filter(moving, org_code=org.code).order_by("-id")
    last = deeds.values_list("recorded_at", flat=True).first()
    if last is not None and pending.behind(last):
        return live.branch(scope, org.org, only=only)
    return results.read(scope, orgs=[org.code])


def duties(scope: Scope, org: Place, reading: Reading | None, standards: Standards) -> list[Line]:
    """One line a duty: the branch and its unit themselves, its persons together; a person who is the only one meant, by name."""
    if reading is None:
        return []
    groups = [row for row in reading.groups if row.org_id == org.code and (row.pack, row.standard) in standards]
    alone = {(row.pack, row.standard) for row in groups if row.n == 1 and row.part is None}
    single = [
        row
        for row in reading.subjects
        if row.org_id == org.code
        and (row.pack, row.standard) in standards
        and (row.subject_kind not in PERSONAL or ((row.pack, row.standard) in alone and row.verdict not in FREE))
    ]
    called = names(scope, [(row.subject_kind, row.subject_id) for row in single if row.subject_id != org.code])
    lines = subject_lines(single, standards, called)
    said = {(row.pack, row.standard) for row in single}
    people = [row for row in groups if (row.pack, row.standard) not in said and standards[row.pack, row.standard].each in PERSONAL]
    return by_urgency(marked(scope, lines) + group_lines(people, standards))


def _about(org: Place, crumbs: Sequence[Crumb]) -> str:
    """Kind, domain, and whom it hangs below where the viewer may see that."""
    return f"{org.about} · 上级：{crumbs[-2].title}" if len(crumbs) > 1 else org.about


def _gaps(reading: Reading | None, standards: Standards) -> list[Gap]:
    """What the unknown verdicts wait for, each thing once."""
    titles: dict[tuple[str, str, str], list[str]] = {}
    for row in reading.subjects if reading else ():
        known = standards.get((row.pack, row.standard))
        what = notes.missing_thing(row.note, checklist=known.checklist) if known and row.verdict == "unknown" else ""
        if known and what:
            code, _, ledger = (row.note or "").partition(":")
            waiting = titles.setdefault((what, notes.keeper(row.note), ledger if code == "unkept" else ""), [])
            waiting += [known.title] if known.title not in waiting else []
    return [Gap(what, who, joined(waiting), ledger) for (what, who, ledger), waiting in titles.items()]

"""From packs and facts to score sheets: every item of every subject, the total as an interval, the grade where it is certain.

One evaluation reads the facts (`scoring.asking`); what is given for what was found is worked out here on whole and exact numbers,
subject by subject. Sheets that are means of other sheets come after those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from gangju.engine import params, sql, telling
from gangju.engine.facts import Facts
from gangju.engine.job import Job
from gangju.engine.model import Adoption, Pack
from gangju.engine.results import Computed
from gangju.engine.run import judged
from gangju.engine.scoring import grading
from gangju.engine.scoring.asking import asked, grouped, item_name, owed_name, part_of, target_name
from gangju.engine.scoring.cards import EXEMPT, NOBODY, OPEN, SCORED, UNKNOWN, Card, Line, said, span
from gangju.engine.scoring.model import Item, MeanOf, Scheme
from gangju.engine.scoring.points import NOTHING, Figure, Points, hundredths, points
from gangju.engine.tenure import mid_months
from gangju.engine.tree import Tree
from gangju.engine.world import World

Row = Mapping[str, Any]
_FREE = ("exempt", "not_applicable")


@dataclass(frozen=True)
class Scores(Computed):
    """The sheets of one run, sorted by pack, scheme, subject and organisation."""

    cards: tuple[Card, ...]

    def of(self, subject: str) -> Scores:
        """The sheets of one subject alone."""
        return replace(self, cards=tuple(card for card in self.cards if card.subject_id == subject))

    def as_json(self) -> dict[str, Any]:
        return {**self.head(), "scores": [card.as_json() for card in self.cards]}


def score(
    packs: Sequence[Pack],
    facts: Facts,
    as_of: date,
    *,
    known_on: date | None = None,
    period: str | None = None,
    adoptions: Sequence[Adoption] | None = None,
    only: Sequence[str] = (),
    org: str | None = None,
    threads: int | None = None,
) -> Scores:
    """The sheets of every scheme, or of those named in `only` and what they are means of; `org` cuts them to a subtree. Raises BadInput
    as `evaluate` does."""
    known = known_on or as_of
    cards: list[Card] = []
    for pack in packs:
        schemes = ordered(pack, only)
        if schemes:
            cards += _of_pack(pack, schemes, facts.known_on(known), as_of, period, adoptions, org, threads)
    ranked = sorted(cards, key=lambda card: (card.pack, card.scheme.id, card.subject_id, card.org_id))
    return Scores(as_of, known, tuple((pack.id, pack.hash) for pack in packs), facts.hash, tuple(ranked))


def ordered(pack: Pack, only: Sequence[str] = ()) -> list[Scheme]:
    """The schemes asked for, each after the one it is a mean of."""
    known = {scheme.id: scheme for scheme in pack.schemes}
    found: dict[str, Scheme] = {}
    for name in only or known:
        line: list[Scheme] = []
        ahead = name
        while ahead in known and ahead not in found and known[ahead] not in line:
            line.append(known[ahead])
            mean = known[ahead].mean_of
            ahead = "" if mean is None else mean.scheme
        found |= {scheme.id: scheme for scheme in reversed(line)}
    return list(found.values())


def _of_pack(
    pack: Pack,
    schemes: Sequence[Scheme],
    facts: Facts,
    as_of: date,
    period: str | None,
    adoptions: Sequence[Adoption] | None,
    org: str | None,
    threads: int | None,
) -> list[Card]:
    standards = {(standard.id, standard.part): standard for scheme in schemes for standard in asked(pack, scheme)}
    asking = replace(pack, standards=tuple(standards.values()))
    with judged([asking], facts, as_of, adoptions, period=period, threads=threads) as batch:
        found = Found(pack, batch.world, batch.jobs)
        cards: dict[str, list[Card]] = {}
        for scheme in schemes:
            filled = list(_cards(found, scheme, cards))
            cards[scheme.id] = [_proposing(card) for card in grading.within_quotas(scheme, filled, found.holder(scheme))]
        within = None if org is None else found.below(schemes[0], org)
    return [card for made in cards.values() for card in made if within is None or card.org_id in within]


def _proposing(card: Card) -> Card:
    return replace(card, proposals=grading.proposals(card.scheme, card))


# ---------------------------------------------------------------- what was found
@dataclass
class Found:
    """The rows of one evaluation, by what they are about."""

    pack: Pack
    world: World
    jobs: Sequence[Job]
    subjects: dict[tuple[str, str | None], dict[str, list[Row]]] = field(default_factory=dict)
    groups: dict[tuple[str, str | None, str], dict[str, Row]] = field(default_factory=dict)
    ties: dict[tuple[str, str], Mapping[str, Mapping[str, set[date]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = {job.number: job for job in self.jobs if not job.shadow}
        for row in _rows(self.world, "SELECT * FROM subjects ORDER BY subject_id, org_id"):
            if row["job"] in told:
                job = told[row["job"]]
                mine = self.subjects.setdefault((job.standard.id, job.standard.part), {})
                mine.setdefault(row["subject_id"], []).append({**row, "scale": job.scale, "unit": job.standard.unit, "of": job})
        for row in telling.groups(self.world, self.jobs).to_pylist():
            self.groups.setdefault((row["standard"], row["part"], row["roll_up"]), {})[row["org_id"]] = row

    def job(self, name: str) -> Job | None:
        return next((job for job in self.jobs if job.standard.id == name and not job.shadow), None)

    def row(self, name: str, part: str | None, subject: str, org: str) -> Row | None:
        """The row of a subject, where it has several the one of this organisation."""
        rows = self.subjects.get((name, part), {}).get(subject, [])
        return next((row for row in rows if row["org_id"] == org), rows[0] if rows else None)

    def tree(self, scheme: Scheme) -> Tree | None:
        job = self.job(scheme.id)
        return None if job is None else self.world.tree(job.period.reference)

    def below(self, scheme: Scheme, org: str) -> set[str]:
        tree = self.tree(scheme)
        return set() if tree is None else tree.below(org)

    def holder(self, scheme: Scheme) -> Callable[[Card, str], str | None]:
        """Which organisation of a level stands above a card."""
        tree = self.tree(scheme)

        def above(card: Card, level: str) -> str | None:
            return None if tree is None else next((org for org in tree.ancestors(card.org_id) if tree.nodes[org].level == level), None)

        return above

    def figure(self, card: Card, item: Item) -> Figure:
        """What an item reads of who is scored."""
        scheme, subject, org = card.scheme, card.subject_id, card.org_id
        kind, name = grouped(self.pack, scheme, item), item_name(scheme, item)
        part = item.part if item.standard else part_of(scheme, card.klass)
        if kind is not None:
            row = self.groups.get((name, part, kind), {}).get(subject)
            return _of_group(row) if row is not None else Figure(there=False)
        row = self.row(name, part, subject, org)
        if row is None:
            return Figure(there=item.kind == "entered")
        figure = _of_subject(row)
        target = None if item.target is None else self.row(target_name(scheme, item), part, subject, org)
        return figure if target is None else replace(figure, of=(_scaled(target, "value"), _scaled(target, "high")))

    def tied(self, scheme: Scheme, kind: str) -> Mapping[str, Mapping[str, set[date]]]:
        """By subject: who was tied to it on any day of the period, and in which months on the fifteenth. Read once."""
        if (scheme.id, kind) not in self.ties:
            self.ties[scheme.id, kind] = self._tied(scheme, kind)
        return self.ties[scheme.id, kind]

    def _tied(self, scheme: Scheme, kind: str) -> Mapping[str, Mapping[str, set[date]]]:
        job = self.job(scheme.id)
        if job is None:
            return {}
        window, end = job.period.window, min(job.period.window.until, job.as_of + timedelta(days=1))
        held: dict[str, dict[str, set[date]]] = {}
        chosen = f"kind = {sql.text(kind)} AND to_kind = {sql.text(scheme.each)}"
        rows = self.world.run(f"SELECT to_id, from_id, since, until FROM {self.world.over('tie', window.since, end)} WHERE {chosen}")
        for to, member, since, until in rows.fetchall():
            months = held.setdefault(to, {}).setdefault(member, set())
            months.update(day for day in mid_months(window) if since <= day and (until is None or until > day))
        return held


def _rows(world: World, text: str) -> Iterator[dict[str, Any]]:
    fetched = world.run(text)
    names = [column[0] for column in fetched.description or []]
    yield from (dict(zip(names, values, strict=True)) for values in fetched.fetchall())


def _scaled(row: Row, name: str, scale: str = "scale") -> Fraction | None:
    return None if row[name] is None else Fraction(int(row[name]), row[scale])


def _of_subject(row: Row) -> Figure:
    target, there = _scaled(row, "target"), row["verdict"] not in _FREE
    return Figure(row["verdict"], _scaled(row, "value"), _scaled(row, "high"), (target, target), False, row["unit"], row["note"], there)


def _of_group(row: Row) -> Figure:
    """Of a count of those who pass, all of them are what is asked; of a figure, its own bound."""
    heads = row["count_scale"] == 1 and row["roll_up"] in ("all", "share", "count")
    target = Fraction(row["n"]) if heads else _scaled(row, "target", "count_scale")
    figures = (_scaled(row, "lo", "count_scale"), _scaled(row, "hi", "count_scale"))
    return Figure(row["verdict"], *figures, (target, target), heads, row["unit"], None, row["n"] > 0)


# ---------------------------------------------------------------- sheets
def _cards(found: Found, scheme: Scheme, done: Mapping[str, Sequence[Card]]) -> Iterator[Card]:
    job = found.job(scheme.id)
    tops = [] if job is None else [(band.grade, _first(found, job, band.first)) for band in scheme.bands]
    for klass, row in _meant(found, scheme):
        card = _begun(found, scheme, klass, row)
        if card.status in (EXEMPT, UNKNOWN):
            yield _graded(card, tops)
        else:
            yield _mean(found, card, tops, done) if scheme.mean_of is not None else _filled(found, card, tops)


def _meant(found: Found, scheme: Scheme) -> list[tuple[str, Row]]:
    """Everybody who is scored, in the first class that is surely his."""
    chosen: dict[tuple[str, str], tuple[str, Row]] = {}
    for klass in scheme.classes:
        for rows in found.subjects.get((scheme.id, part_of(scheme, klass.id)), {}).values():
            for row in rows:
                who = row["subject_id"], row["org_id"]
                if who not in chosen or chosen[who][1]["verdict"] == "unknown" != row["verdict"]:
                    chosen[who] = klass.id, row
    return list(chosen.values())


def _first(found: Found, job: Job, said: Fraction | str) -> Fraction:
    """Where a band begins; a parameter is the same for everybody."""
    if isinstance(said, Fraction):
        return said
    value = params.pick(found.pack.params[said], job.period.binding, params.Circumstance())
    return NOTHING if value is None else value.value


def _begun(found: Found, scheme: Scheme, klass: str, row: Row) -> Card:
    job: Job = row["of"]
    status = {"exempt": EXEMPT, "unknown": UNKNOWN}.get(row["verdict"] or "", OPEN)
    whole = None if status == EXEMPT else (NOTHING, scheme.points + scheme.bonus_cap)
    return Card(found.pack.id, scheme, klass, job.period.label, row["subject_id"], row["org_id"], status, whole, note=row["note"])


def _filled(found: Found, card: Card, tops: Sequence[tuple[str, Fraction]]) -> Card:
    scheme, klass = card.scheme, card.klass
    lines = {item.id: _line(found, card, item) for item in (*scheme.items, *scheme.bonus) if not item.only or klass in item.only}
    given, more = ([lines[item.id].points for item in items if item.id in lines] for items in (scheme.items, scheme.bonus))
    ends = [_total(given, end) + min(scheme.bonus_cap, _total(more, end)) for end in (0, 1)]
    vetoes = {item.id: found.figure(card, item).verdict for item in scheme.vetoes if not item.only or klass in item.only}
    surely = tuple(name for name, verdict in vetoes.items() if verdict == "fail")
    maybe = tuple(name for name, verdict in vetoes.items() if verdict in ("unknown", "pending"))
    total = (NOTHING if surely or maybe else ends[0], NOTHING if surely else ends[1])
    whole = replace(card, points=(ends[0], ends[1]), lines=tuple(lines.values()), vetoed=surely, doubtful=maybe, note=None)
    grades = grading.vetoed([grade for grade, _ in tops], _graded(whole, tops).grades, surely=bool(surely), maybe=bool(maybe))
    return replace(whole, status=SCORED if total[0] == total[1] else OPEN, points=total, grades=grades)


def _total(points: Sequence[Points], end: int) -> Fraction:
    return sum((each[end] for each in points), NOTHING)


def _graded(card: Card, tops: Sequence[tuple[str, Fraction]]) -> Card:
    if card.points is None or not tops:
        return card
    return replace(card, grades=grading.possible(tops, card.points))


def _line(found: Found, card: Card, item: Item) -> Line:
    figure = found.figure(card, item)
    return Line(item.id, item.section, item.title, said(item, figure), item.points, points(item, figure), figure)


# ---------------------------------------------------------------- means of other sheets
def _mean(found: Found, card: Card, tops: Sequence[tuple[str, Fraction]], done: Mapping[str, Sequence[Card]]) -> Card:
    """The mean over those who are scored, each with its weight; rounded once, after the mean."""
    mean = card.scheme.mean_of
    assert mean is not None
    members = _members(found, card, mean, done.get(mean.scheme, ()))
    weighed = [(each, weight) for each, weight in members if weight and each.points is not None]
    if not weighed:
        return _without_members(found, card, tops)
    lines = tuple(_member_line(each, mean, weight) for each, weight in weighed)
    heads = sum(line.weight for line in lines)
    low, high = (hundredths(sum((line.points[end] * line.weight for line in lines), NOTHING) / heads) for end in (0, 1))
    note = None if low == high else f"unsettled:{sum(line.points[0] != line.points[1] for line in lines)}"
    filled = _graded(replace(card, status=SCORED if low == high else OPEN, points=(low, high), lines=lines, note=note), tops)
    return replace(filled, grades=grading.barred(card.scheme, filled.grades, [each.grades for each, _ in weighed]))


def _without_members(found: Found, card: Card, tops: Sequence[tuple[str, Fraction]]) -> Card:
    """Nobody to take the mean of: nothing is due, unless somebody was."""
    row = found.row(owed_name(card.scheme), part_of(card.scheme, card.klass), card.subject_id, card.org_id)
    owed = None if row is None else row["value"]
    if row is None or owed == 0:
        return replace(card, status=NOBODY, points=None, note="no_members")
    high = NOTHING if owed else card.scheme.points
    return _graded(replace(card, status=SCORED if owed else OPEN, points=(NOTHING, high), note="no_members"), tops)


def _member_line(card: Card, mean: MeanOf, weight: int) -> Line:
    worth = sorted(mean.worth[grade] for grade in card.grades) if mean.worth else []
    low, high = (worth[0], worth[-1]) if worth else (card.points or (NOTHING, NOTHING))
    grade = f",{card.grade}" if card.grade else ""
    told = f"{span(low, high)} 分{grade}" + (f",按 {weight} 个月计" if mean.weight == "months" else "")
    return Line(card.subject_id, "", card.subject_id, told, card.scheme.points, (low, high), Figure(lo=low, hi=high, unit="分"), weight)


def _members(found: Found, card: Card, mean: MeanOf, cards: Sequence[Card]) -> Iterator[tuple[Card, int]]:
    if mean.through is None:
        below = found.below(card.scheme, card.subject_id)
        yield from ((each, 1) for each in cards if each.org_id in below)
        return
    months = found.tied(card.scheme, mean.through).get(card.subject_id, {})
    for each in {each.subject_id: each for each in cards}.values():  # who has two posts is one head
        if each.subject_id in months:
            yield each, len(months[each.subject_id]) if mean.weight == "months" else 1

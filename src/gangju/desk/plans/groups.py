"""Why a group stands as it does: its verdict and what it rests on, heads by verdict, the next level down, and who it is about.

Persons are listed by name only for the branch and its direct superior; above that the page shows numbers and the way down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import results
from gangju.desk.bridge.results import GroupRow, Reading
from gangju.desk.ledgers.models import Organization, below
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.ledgers.places import Crumb, Place, children, way_down
from gangju.desk.plans.addresses import why_group
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.contests.queries import marked
from gangju.desk.plans.lines import COUNTING, Line, bounds, group_line, heads, in_plan_order, left, passes, subject_line
from gangju.desk.plans.standards import Known
from gangju.desk.ui.verdicts import MARKS, URGENCY, urgency
from gangju.desk.ui.words import amount, number, period_name

SUBJECTS_A_PAGE = 50
# More than a county has of anything that is listed one by one.
MOST = 20_000
ROLL_UPS: Mapping[str, str] = {
    "all": "结果（须全部达标）",
    "share": "结果（按达标占比）",
    "count": "结果（按达标数）",
    "sum": "结果（按合计）",
    "mean": "结果（按平均）",
    "pooled": "结果（合并计算）",
}


@dataclass(frozen=True)
class Judged:
    """One way in which the group is judged. A figure has its name and leads to what it was counted from."""

    name: str
    verdict: str | None
    because: str
    figures: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Count:
    verdict: str
    number: int
    href: str
    here: bool


@dataclass(frozen=True)
class Child:
    name: str
    href: str
    verdict: str | None
    figure: str
    sentence: str


@dataclass(frozen=True)
class GroupWhy:
    known: Known
    org: Place
    part: str | None
    whole: str
    parts: Sequence[Line]
    trail: Sequence[Crumb]
    as_of: date
    known_on: date
    period: str
    judged: Sequence[Judged]
    counts: Sequence[Count]
    exempt: str
    children: Sequence[Child]
    chosen: str | None
    subjects: Sequence[Line]
    same_note: str
    org_names: Mapping[tuple[str, str], str]
    nameless: int
    page: Page[Any]
    query: Paged


def why(scope: Scope, org: Place, pack: str, standard: str, query: Paged) -> GroupWhy | None:
    """None where the standard has no result here."""
    known = standards_in_force(scope).get((pack, standard))
    every = results.read(scope, pack=pack, standard=standard, orgs=_codes_below(scope, org), most=MOST) if known else None
    if known is None or every is None:
        return None
    part = query.value("part") or None
    reading = _of_part(every, part)
    own = [row for row in reading.groups if row.org_id == org.code]
    if not (own or reading.subjects or reading.counted):
        return None
    tally = _tally(own, reading)
    chosen = query.value("verdict") if query.value("verdict") in MARKS else _worst(tally)
    listed = [row for row in reading.subjects if row.verdict == chosen]
    page = Paginator(listed, SUBJECTS_A_PAGE).get_page(query.value("page"))
    rows = list(page)
    lines = marked(scope, [subject_line(row, known) for row in rows])
    called = names(scope, [(row.subject_kind, row.subject_id) for row in rows] + [("organization", row.org_id) for row in rows])
    return GroupWhy(
        known=known,
        org=org,
        part=part,
        whole=why_group(org.code, known.pack, known.id),
        parts=_parts([row for row in every.groups if row.org_id == org.code], own, known) if part is None else (),
        trail=_trail(scope, org, known, part),
        as_of=reading.as_of,
        known_on=reading.known_on,
        period=period_name(own[0].period if own else rows[0].period if rows else None),
        judged=[_judged(row, known) for row in own],
        counts=[
            _count(why_group(org.code, known.pack, known.id, each, part), each, tally[each], chosen) for each in URGENCY if tally[each]
        ],
        exempt=_exempt(own),
        children=_children(scope, org, reading.groups, known),
        chosen=chosen,
        subjects=[replace(line, subject_name=called.get((line.subject_kind, line.subject_id), NAMELESS)) for line in lines],
        same_note=lines[0].sentence if len({line.sentence for line in lines}) == 1 else "",
        org_names=called,
        nameless=sum(row.n for row in reading.counted if row.verdict == chosen),
        page=page,
        query=query,
    )


def _of_part(reading: Reading, part: str | None) -> Reading:
    """The rows of the whole or, of several conditions, those of one."""
    return replace(
        reading,
        groups=tuple(row for row in reading.groups if row.part == part),
        subjects=tuple(row for row in reading.subjects if row.part == part),
        counted=tuple(row for row in reading.counted if row.part == part),
    )


def _parts(rows: Sequence[GroupRow], own: Sequence[GroupRow], known: Known) -> Sequence[Line]:
    """Each condition of the clause by itself, judged in the first of the ways in which the whole is."""
    first = own[0].roll_up if own else None
    return in_plan_order(group_line(row, known) for row in rows if row.part is not None and row.roll_up == first)


def _codes_below(scope: Scope, org: Place) -> Collection[str]:
    """Dissolved ones too: a verdict of the year may still rest on them."""
    found = Organization.objects.filter(scope.reach("standard.read", ""), below(org.path))
    return list(found.values_list("code", flat=True))


def _tally(own: Sequence[GroupRow], reading: Reading) -> Counter[str]:
    """Heads by verdict. Where the group is counted its own figures hold: one subject with two rows is one head there."""
    tally = Counter(row.verdict for row in reading.subjects if row.verdict is not None)
    for row in reading.counted:
        tally[row.verdict] += row.n
    counted = next((row for row in own if heads(row)), None)
    found = heads(counted) if counted else None
    if counted and found:
        unknown = min(tally["unknown"], found.open)
        certain = {"pass": found.passed, "fail": found.failed, "unknown": unknown, "pending": found.open - unknown}
        tally |= Counter()
        for verdict, heads_there in (certain | {"exempt": counted.exempt}).items():
            tally[verdict] = heads_there
    return tally


def _worst(tally: Mapping[str, int]) -> str | None:
    """None where nobody is judged: then all are listed with their figures."""
    return min((verdict for verdict in URGENCY if tally[verdict]), key=urgency, default=None)


def _judged(row: GroupRow, known: Known) -> Judged:
    counting = row.roll_up in COUNTING
    unit = known.heads if counting else row.unit
    now, whom, need = ("达标", "应达标", "要求达标") if counting else ("现有", "对象", "要求")
    met, short = (why_group(row.org_id, row.pack, row.standard, verdict, row.part) + "#subjects" for verdict in ("pass", "fail"))
    figures = [(now, f"{bounds(row.lo, row.hi)} {unit}", met), (whom, f"{number(row.n)} {known.heads}", "#counts")]
    figures += [(need, f"{number(row.target)} {unit}", "#clause")] if row.target not in (None, row.n) else []
    figures += [("合计还差", amount(row.shortfall, row.unit), short)] if row.shortfall else []
    name = f"{ROLL_UPS.get(row.roll_up, row.roll_up)}{f' · {row.part}' if row.part else ''}"
    return Judged(name, row.verdict, _because(row, known), figures)


def _because(row: GroupRow, known: Known) -> str:
    """One sentence from the group's own figures."""
    found = heads(row)
    if row.verdict is None:
        return "这里只列数，不作评定。"
    if found is None:
        return _because_of_figures(row)
    need = "要求全部达标" if row.roll_up == "all" else f"要求至少 {number(row.target)} {known.heads}达标"
    if row.target is None and row.n:
        need = "要与上一期比，而上一期的数还不能定"
    n = number(row.n)
    said = {
        "pass": f"应达标的 {n} {known.heads}里已有 {number(found.passed)} {known.heads}达标，{need}，所以达标。",
        "fail": f"{need}，已有 {number(found.failed)} {known.heads}定为未达标，所以未达标。",
        "pending": f"{need}，还有 {number(found.open)} {known.heads}期限未到，现在还不能定。",
        "unknown": f"{need}，还有 {number(found.open)} {known.heads}没定，其中有缺数据的，补齐之前不能定。",
        "exempt": "这里的对象全部按规则或经批准不作要求。",
    }
    return said.get(row.verdict, "这一条不针对这里的对象。")


def _because_of_figures(row: GroupRow) -> str:
    """The same of a sum, a mean or figures pooled: what it comes to, and what it must come to."""
    comes_to = amount(row.lo, row.unit) if row.lo == row.hi else f"已记 {amount(row.lo, row.unit)}，有的数还没全"
    must = f"要求达到的数是 {amount(row.target, row.unit)}" if row.target is not None else "要求达到的数还不能定"
    return f"{comes_to}，{must}。"


def _count(href: str, verdict: str, number_: int, chosen: str | None) -> Count:
    return Count(verdict, number_, href, verdict == chosen)


def _exempt(own: Iterable[GroupRow]) -> str:
    row = next(iter(own), None)
    return f"豁免 {number(row.exempt)}，其中批准 {number(row.exempt_by_decision)}" if row and row.exempt else ""


def _children(scope: Scope, org: Place, groups: Iterable[GroupRow], known: Known) -> list[Child]:
    """Those directly below that are judged, worst first; none where the list of subjects already has each of them."""
    rows: dict[str, GroupRow] = {}
    for row in groups:
        if row.org_id not in rows or urgency(row.verdict) < urgency(rows[row.org_id].verdict):
            rows[row.org_id] = row
    found = [(each, rows[each.code]) for each in children(scope, org) if each.code in rows]
    if known.each in ("organization", "unit") and all(each.is_branch for each, _ in found):
        return []
    found.sort(key=lambda pair: (urgency(pair[1].verdict), pair[0].path))
    return [
        Child(
            each.name,
            why_group(each.code, known.pack, known.id, part=row.part),
            row.verdict,
            f"{passes(row)} {known.heads}",
            left(row, known),
        )
        for each, row in found
    ]


def _trail(scope: Scope, org: Place, known: Known, part: str | None) -> list[Crumb]:
    """The same standard, or the same one of its conditions, level by level."""
    down = way_down(scope, org)
    return [*(Crumb(each.name, why_group(each.code, known.pack, known.id, part=part)) for each in down[:-1]), Crumb(org.name)]

"""公布 as pages: the list, one publication with what it rests on, and how the figures of a place went over the publications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count

from gangju.desk.access.scope import Scope
from gangju.desk.bridge import publishing
from gangju.desk.bridge.models import Publication
from gangju.desk.bridge.publishing import CHOICES, Decision, Draft, GroupRow, item
from gangju.desk.bridge.reading import Wanted
from gangju.desk.ledgers.names import names
from gangju.desk.ledgers.places import Place, children
from gangju.desk.plans.contests import queries as contests
from gangju.desk.plans.contests.actions import OPEN
from gangju.desk.plans.lines import bounds, heads
from gangju.desk.plans.standards import Known, Standards
from gangju.desk.ui.words import amount, number, period_name

MARK = 12
# The drawing of a trend, in its own units; the page scales it.
WIDTH, HEIGHT, EDGE = 220, 60, 6


def mark(publication: Publication) -> str:
    """The short number by which a publication is named and replayed."""
    return publication.hash.removeprefix("sha256:")[:MARK]


@dataclass(frozen=True)
class Listed:
    publication: Publication
    mark: str
    org: str
    corrected: bool


def listed(scope: Scope) -> list[Listed]:
    """Every publication that the viewer may open; an organisation above him has no name here."""
    found = list(publishing.publications(scope))
    called = names(scope, {("organization", each.org.code) for each in found})
    return [
        Listed(each, mark(each), called.get(("organization", each.org.code), "上级党组织"), hasattr(each, "superseded_by"))
        for each in found
    ]


# ---------------------------------------------------------------- publishing
class PublishForm(forms.Form):
    """A title, and for each open item how it is published and why; what is left empty is as said for all."""

    title = forms.CharField(label="标题", max_length=200, error_messages={"required": "请写标题"})
    choice = forms.ChoiceField(label="没有单独写的，一律", required=False, choices=[("", "逐项写"), *CHOICES.items()])
    reason = forms.CharField(label="一律这样公布的原因", max_length=200, required=False)

    def __init__(self, *args: Any, draft: Draft, standards: Standards, **options: Any) -> None:
        super().__init__(*args, **options)
        self.open = list(draft.open)
        self.titles = [title_of(row, standards) for row in self.open]
        if not self.open:
            del self.fields["choice"], self.fields["reason"]
        for place, title in enumerate(self.titles):
            choices = [("", "同上面一律的"), *CHOICES.items()]
            self.fields[f"choice_{place}"] = forms.ChoiceField(label=f"{title}怎么公布", required=False, choices=choices)
            self.fields[f"reason_{place}"] = forms.CharField(label=f"{title}为什么这样公布", max_length=200, required=False)

    @property
    def items(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """For each open item its title, where it stands, and its two fields."""
        return [
            (title, f"{bounds(row.lo, row.hi)}/{number(row.n)}", self[f"choice_{place}"], self[f"reason_{place}"])
            for place, (title, row) in enumerate(zip(self.titles, self.open, strict=True))
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.open and not any(typed for name, typed in said.items() if name != "title"):
            self.add_error("choice", f"下面 {len(self.open)} 项都还没有写怎么公布、为什么：先在这里写一个一律的，再给例外单独写")
            return said
        for place in range(len(self.open)):
            for name, missing in (("choice", "请选怎么公布"), ("reason", "请写明为什么这样公布")):
                said[f"{name}_{place}"] = said.get(f"{name}_{place}") or said.get(name)
                if not said[f"{name}_{place}"]:
                    self.add_error(f"{name}_{place}", missing)
        return said

    def decisions(self) -> list[Decision]:
        said = self.cleaned_data
        return [Decision(*item(row), said[f"choice_{place}"], said[f"reason_{place}"]) for place, row in enumerate(self.open)]


def publish(scope: Scope, org: Place, form: PublishForm) -> Publication:
    """With what is in dispute on the day. Raises ValidationError."""
    return publishing.publish(scope, org.org, form.cleaned_data["title"], form.decisions(), disputed=_disputed(scope, org))


def _disputed(scope: Scope, org: Place) -> list[dict[str, Any]]:
    rows = contests.seen(scope).filter(case__state__in=OPEN, org__path__startswith=org.path)
    counted = rows.values_list("pack", "standard").annotate(n=Count("pk")).order_by("pack", "standard")
    return [{"pack": pack, "standard": standard, "n": n} for pack, standard, n in counted]


def title_of(row: GroupRow | Mapping[str, Any], standards: Standards) -> str:
    pack, standard, part = (row["pack"], row["standard"], row["part"]) if isinstance(row, Mapping) else (row.pack, row.standard, row.part)
    known = standards.get((pack, standard))
    title = known.title if known else standard
    return f"{title}（{part}）" if part else title


# ---------------------------------------------------------------- one publication
@dataclass(frozen=True)
class Figure:
    """One standard at the place, as it was published; `decided` says how an open one was published and what is disputed."""

    known: Known | None
    title: str
    verdict: str | None
    figure: str
    short: str
    exempt: str
    decided: str


@dataclass(frozen=True)
class Below:
    name: str
    code: str
    figures: Mapping[str, int]


@dataclass(frozen=True)
class Sheet:
    publication: Publication
    mark: str
    org: Place
    period: str
    figures: Sequence[Figure]
    below: Sequence[Below]
    rests_on: Sequence[tuple[str, str]]


def sheet(scope: Scope, publication: Publication, org: Place, standards: Standards) -> Sheet:
    """What was published about the place: the publishing organisation, or one below it."""
    places = [each for each in children(scope, org) if each.kind != "group"]
    reading = publishing.read(scope, publication, Wanted(orgs=[org.code, *(each.code for each in places)], subjects=False))
    decided = {(each["pack"], each["standard"], each["part"], each["roll_up"]): each for each in publication.decisions}
    own = [row for row in reading.groups if row.org_id == org.code]
    own.sort(
        key=lambda row: (
            standards[row.pack, row.standard].order if (row.pack, row.standard) in standards else len(standards),
            row.part or "",
        )
    )
    shown = [row for row in own if decided.get(item(row), {}).get("choice") != "left_out" or org.code != publication.org.code]
    return Sheet(
        publication=publication,
        mark=mark(publication),
        org=org,
        period=period_name(publication.period or None) if publication.period else "",
        figures=[_figure(row, standards, _remark(publication, org, row, decided)) for row in shown],
        below=[_below(each, [row for row in reading.groups if row.org_id == each.code]) for each in places],
        rests_on=list(_rests_on(publication)),
    )


def _remark(publication: Publication, org: Place, row: GroupRow, decided: Mapping[Any, Mapping[str, Any]]) -> str:
    """At the publishing organisation: what was decided about the figure, and how many figures under it were in dispute."""
    if org.code != publication.org.code:
        return ""
    decision = decided.get(item(row))
    said = [f"{CHOICES[decision['choice']]}：{decision['reason']}"] if decision else []
    said += [
        f"有异议 {each['n']} 处未答复" for each in publication.disputed if (each["pack"], each["standard"]) == (row.pack, row.standard)
    ]
    return "；".join(said)


def _figure(row: GroupRow, standards: Standards, said: str) -> Figure:
    short = amount(row.shortfall, row.unit) if row.shortfall else ""
    exempt = f"{row.exempt}（批准 {row.exempt_by_decision}）" if row.exempt else ""
    known = standards.get((row.pack, row.standard))
    return Figure(known, title_of(row, standards), row.verdict, f"{bounds(row.lo, row.hi)}/{number(row.n)}", short, exempt, said)


def _below(place: Place, rows: Iterable[GroupRow]) -> Below:
    counted: dict[str, int] = {}
    for row in rows:
        if row.verdict:
            counted[row.verdict] = counted.get(row.verdict, 0) + 1
    return Below(place.name, place.code, counted)


def _rests_on(publication: Publication) -> Iterable[tuple[str, str]]:
    frozen = publication.frozen
    yield "编号", publication.hash
    yield "事实快照", frozen["facts_hash"]
    for pack in frozen["packs"]:
        yield "方案包", pack["hash"]
    for param, value in publishing.local_values(publication):
        yield f"本地参数“{param.title}”", amount(value, param.unit)
    yield "程序版本", frozen["engine"]


# ---------------------------------------------------------------- trends
@dataclass(frozen=True)
class Point:
    """One publication: how many of how many passed, and where the point stands in the drawing (none where nobody was judged)."""

    day: date
    figure: str
    verdict: str | None
    x: int
    y: int | None


@dataclass(frozen=True)
class Trend:
    known: Known | None
    title: str
    points: Sequence[Point]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{point.x},{point.y}" for point in self.points if point.y is not None)


@dataclass(frozen=True)
class Trends:
    days: Sequence[date]
    trends: Sequence[Trend]
    width: int = WIDTH
    height: int = HEIGHT


def trends(scope: Scope, org: Place, standards: Standards) -> Trends:
    """Over the publications that are not superseded, oldest first; of one day the newest. A standard is one line, judged as first named."""
    found = [each for each in reversed(publishing.publications(scope)) if not hasattr(each, "superseded_by")]
    newest = list({each.as_of: each for each in found if org.path.startswith(each.org.path)}.values())
    rows: dict[tuple[str, str, str | None], dict[date, GroupRow]] = {}
    for each in newest:
        for row in publishing.read(scope, each, Wanted(orgs=[org.code], subjects=False)).groups:
            rows.setdefault((row.pack, row.standard, row.part), {}).setdefault(each.as_of, row)
    days = [each.as_of for each in newest]
    lines = [_trend(mine, days, standards) for mine in rows.values()]
    return Trends(days, sorted(lines, key=lambda line: (line.known.order if line.known else 0, line.title)))


def _trend(mine: Mapping[date, GroupRow], days: Sequence[date], standards: Standards) -> Trend:
    row = next(iter(mine.values()))
    step = (WIDTH - 2 * EDGE) // max(len(days) - 1, 1)
    points = [_point(day, EDGE + place * step, mine.get(day)) for place, day in enumerate(days)]
    return Trend(standards.get((row.pack, row.standard)), title_of(row, standards), points)


def _point(day: date, x: int, row: GroupRow | None) -> Point:
    found = heads(row) if row else None
    if row is None or found is None:
        return Point(day, "" if row is None else bounds(row.lo, row.hi), "" if row is None else row.verdict, x, None)
    n = found.passed + found.open + found.failed
    y = HEIGHT - EDGE - found.passed * (HEIGHT - 2 * EDGE) // n if n else None
    return Point(day, f"{bounds(row.lo, row.hi)}/{number(row.n)}", row.verdict, x, y)


@dataclass(frozen=True)
class Checked:
    """The answer of a replay."""

    equal: bool
    sentence: str
    rows: Sequence[tuple[str, str, str]] = field(default=())


def checked(scope: Scope, publication: Publication, standards: Standards) -> Checked:
    """Computes the publication again from its snapshot."""
    try:
        found = publishing.replayed(publication)
    except (publishing.NotKept, publishing.BadInput) as refused:
        return Checked(False, f"没有核对：{str(refused).removesuffix('。')}。")
    if found.differing is None:
        return Checked(True, "已从当时的事实快照和方案包重新算过，与公布的一字不差。")
    groups = list(found.differing.group_rows())
    called = names(scope, {("organization", row["org_id"]) for row in groups[:50]})
    rows = [
        (
            called.get(("organization", row["org_id"]), "上级党组织"),
            title_of(row, standards),
            f"{_said(row['before'])} → {_said(row['after'])}",
        )
        for row in groups[:50]
    ]
    return Checked(False, f"重新算出的与公布的不同：{found.differing.subjects.num_rows} 个对象、{len(groups)} 个党组织结果不一样。", rows)


def _said(side: Mapping[str, Any] | None) -> str:
    return "没有" if side is None else f"{side['lo']}/{side['n']}"

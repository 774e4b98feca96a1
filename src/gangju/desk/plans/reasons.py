"""Why one subject stands as it does: the answer first, then the rows it was counted from, then clause, formula, parameters and keeping.

The rows shown and those hidden from this viewer add up to the value; the page is computed from the ledgers as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import why as bridge
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.ledgers.places import Crumb, Place, place, way_down
from gangju.desk.plans import notes
from gangju.desk.plans.addresses import why_group
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.evidence import Evidence, evidence, hidden
from gangju.desk.plans.lines import window
from gangju.desk.plans.notes import Window
from gangju.desk.plans.standards import Known
from gangju.desk.ui.words import Exact, amount, joined, period_name, short_day

if TYPE_CHECKING:
    from gangju.engine.explain import Explanation, PartResult
    from gangju.engine.explain import UsedParam as EngineParam
    from gangju.engine.model import Standard

BOUNDS: Mapping[str, str] = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "少于", "=": "正好"}
DEPENDS: Mapping[str, str] = {"domain": "领域", "place": "地区", "category": "类别"}
# Ledgers that a branch keeps by recording activities.
ENTERED = ("activity", "participation")


@dataclass(frozen=True)
class Asked:
    """The address of a why; `org` tells two posts of one person apart, `part` the conditions of one clause."""

    pack: str
    standard: str
    kind: str
    subject: str
    org: str | None
    period: str | None
    part: str | None = None


@dataclass(frozen=True)
class UsedParam:
    title: str
    value: str
    since: date
    source: str


@dataclass(frozen=True)
class Part:
    """One of several conditions of a clause."""

    title: str
    verdict: str | None
    value: str
    target: str
    shortfall: str
    sentence: str
    href: str


@dataclass(frozen=True)
class Why:
    """`part` is the condition asked about and `whole` the way to its clause; `parts` are all of them where the clause was asked for."""

    known: Known
    part: str | None
    whole: str
    parts: Sequence[Part]
    subject: str
    org: Place
    trail: Sequence[Crumb]
    as_of: date
    known_on: date
    period: str
    period_code: str
    verdict: str | None
    value: str
    target: str
    shortfall: str
    reported: str
    because: str
    windows: Sequence[Window]
    formula: str
    params: Sequence[UsedParam]
    kept: Sequence[str]
    rows: Sequence[Evidence]
    total: str
    keeper: str
    record: str


def why(scope: Scope, asked: Asked) -> Why | None:
    """None for a standard that is not in force. Raises Denied and Http404 for what this viewer may not open."""
    known = standards_in_force(scope).get((asked.pack, asked.standard))
    if known is None or known.each != asked.kind:
        return None
    found = bridge.explain(scope, asked.pack, asked.standard, asked.subject, org=asked.org, period=asked.period, part=asked.part)
    said, org = found.explanation, place(scope, found.org.code, "standard.read")
    subject = names(scope, [(asked.kind, asked.subject)]).get((asked.kind, asked.subject), NAMELESS)
    windows = [window(each) for each in said.windows]
    return Why(
        known=known,
        part=said.part,
        whole=_address(asked, None) if said.part else "",
        parts=[_part(asked, each, _standard_of(found, each.title), known) for each in said.parts],
        subject=subject,
        org=org,
        trail=_trail(scope, org, known, subject),
        as_of=said.as_of,
        known_on=clock.known_on(),
        period=period_name(said.period),
        period_code=said.period or "",
        verdict=said.verdict,
        value=_value(said),
        target=_target(said, _standard_of(found, said.part).keys.get("require")),
        reported=_reported(said),
        shortfall=amount(exact(said.shortfall, said.scale), said.unit),
        because=_because(said, windows, known),
        windows=windows,
        formula=found.explanation.formula,
        params=[_param(each) for each in said.params],
        kept=_kept(said),
        rows=[*evidence(scope, found), *hidden(found)],
        total=amount(exact(said.lo, said.scale), said.unit),
        keeper=notes.keeper(said.note),
        record=_record(scope, said, org),
    )


def _standard_of(found: bridge.Why, part: str | None) -> Standard:
    """The condition of that title, else the standard itself."""
    return next((each for each in found.standard.parts if each.part == part), found.standard)


def _address(asked: Asked, part: str | None) -> str:
    where = reverse("plans:why", args=[asked.pack, asked.standard, asked.kind, asked.subject])
    query = {"org": asked.org, "period": asked.period, "part": part}
    return f"{where}?{urlencode({name: value for name, value in query.items() if value})}"


def _part(asked: Asked, said: PartResult, standard: Standard, known: Known) -> Part:
    return Part(
        title=said.title,
        verdict=said.verdict,
        value=_value(said),
        target=_target(said, standard.keys.get("require")),
        shortfall=amount(exact(said.shortfall, said.scale), said.unit),
        sentence=notes.said(said.note, (), known),
        href=_address(asked, said.title),
    )


def _reported(said: Explanation) -> str:
    """What somebody has reported beside the figure that is only shown."""
    code, _, figure = (said.note or "").partition(":")
    return amount(exact(int(figure), said.scale), said.unit) if code == "reported" else ""


def exact(scaled: int | None, scale: int) -> Decimal | None:
    """A scaled whole number in its human unit; scales are powers of ten, so this is exact."""
    return None if scaled is None else Decimal(int(scaled)) / scale


def _value(said: Explanation | PartResult) -> str:
    lo, hi = exact(said.lo, said.scale), exact(said.hi, said.scale)
    if lo is None or lo == hi or said.verdict == "pass":
        return amount(lo, said.unit)
    return f"已记 {amount(lo, said.unit)}" if hi is None else f"{amount(lo, None)}–{amount(hi, said.unit)}"


def _target(said: Explanation | PartResult, require: object) -> str:
    operator = re.search(r">=|<=|<>|>|<|=", require) if isinstance(require, str) else None
    words = BOUNDS.get(operator[0], "") if operator else ""
    figure: Exact | None = exact(said.target, said.scale)
    return f"{words} {amount(figure, said.unit)}".strip() if figure is not None else amount(None, None)


def _because(said: Explanation, windows: Sequence[Window], known: Known) -> str:
    """The verdict in one or two sentences, from its own figures and its note."""
    value, target = amount(exact(said.lo, said.scale), said.unit), amount(exact(said.target, said.scale), said.unit)
    short = amount(exact(said.shortfall, said.scale), said.unit)
    first = {
        "pass": f"已有 {value}，达到了要求的 {target}。",
        "fail": f"现有 {value}，要求 {target}，还差 {short}。",
        "pending": f"已记 {value}，要求 {target}，还差 {short}。",
        "unknown": "现在既不能算达标，也不能算未达标。",
    }
    shown = f"这一条只列数，不作评定：算出来是 {value}。" if said.verdict is None else ""
    return first.get(said.verdict or "", shown) + notes.said(said.note, windows, known)


def _kept(said: Explanation) -> list[str]:
    """Since when the organisation keeps the ledgers that were counted."""
    lines = []
    for row in said.kept:
        thing = notes.kept_thing(str(row.said["category"]))
        ends = f"，{short_day(str(row.said['until']))}停用" if row.said["until"] else ""
        lines.append(f"从 {short_day(str(row.said['since']))} 起建立{thing}台账{ends}；此后没有记的就当作没有办。")
    if lines:
        return lines
    if (said.note or "").startswith("unkept:"):
        return ["没有建立这项台账：没有记到的，不能当作没有办。"]
    return ["这一条看登记的情况，不靠逐次记录的台账。"]


def _param(each: EngineParam) -> UsedParam:
    """Where it comes from without file names: its clause, else the county's own choice; and what it depends on."""
    source = "本地规定" if each.local or not each.clause else f"条款{joined(each.clause)}"
    source += "".join(f"，按{name}" for key, name in DEPENDS.items() if f"{key}=" in each.source)
    return UsedParam(each.title, amount(each.value, each.unit), each.since, source)


def _record(scope: Scope, said: Explanation, org: Place) -> str:
    """The way to the entry form, where an entry could change this verdict and the viewer may make one."""
    ledgers = {str(row.said["category"]).split(".")[0] for row in said.kept} | {row.relation for row in said.rows}
    ledgers |= {(said.note or "").removeprefix("unkept:").split(".")[0]}
    open_still = said.verdict in ("fail", "pending", "unknown")
    if org.is_branch and open_still and ledgers & set(ENTERED) and scope.can("activity.write", org.org):
        return reverse("work:record", args=[org.code])
    return ""


def _trail(scope: Scope, org: Place, known: Known, subject: str) -> list[Crumb]:
    """The same standard, level by level, then the subject."""
    down = [Crumb(each.name, why_group(each.code, known.pack, known.id)) for each in way_down(scope, org)]
    return [*down, Crumb(subject)] if subject != org.name else [*down[:-1], Crumb(subject)]

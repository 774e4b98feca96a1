"""What a ledger asks of its rows beyond single cells: what is derived, what a new row needs, which days fit together.

The same rules stand in the database as constraints; here they are said in words, at the cell, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from gangju.desk.ledgers.actions.rowchecks import PERIOD
from gangju.desk.ledgers.actions.rowrules import SUCCESSOR
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.kindrules import Mistake, answer_mistakes, categories_of, items_of, observation_mistakes, roster_mistakes
from gangju.desk.ledgers.models import Venue
from gangju.desk.ledgers.secrecy import is_marked
from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.drafts import Draft
from gangju.desk.sheets.plan import Finding
from gangju.desk.sheets.shapes import Kept

WITH_DOMAIN = frozenset({"general_branch", "branch", "joint_branch", "temporary_branch"})
# Lists that the engine reads as permission: they are granted in the system, by somebody who is not the beneficiary.
GRANTED = frozenset({"keeps", "exception", "suspension"})
SPANS: Mapping[str, tuple[str, str]] = {
    "post": ("since", "until"),
    "venue": ("opened_on", "closed_on"),
    "observation": ("since", "until"),
    "roster_entry": ("since", "until"),
    "tie": ("since", "until"),
}
# Rows of one key may not share a day.
APART: Mapping[str, tuple[str, ...]] = {"observation": ("subject", "metric"), "roster_entry": ("subject", "roster", "category")}
FAR = date.max


def derive(draft: Draft) -> None:
    """Fill what other columns tell, before rows are matched."""
    match draft.layout.ledger:
        case "person":
            _since_from_admission(draft)
        case "post" | "venue":
            _org_of(draft, [("unit", draft.directory.units.org)])
        case "fund_entry":
            _org_of(draft, [("unit", draft.directory.units.org), ("person", draft.directory.persons.org)])
        case "observation" | "check_answer" | "roster_entry":
            _org_of_subject(draft, "subject")
            _words_of_the_kind(draft)
        case "score":
            _org_of_subject(draft, "subject")
        case "tie":
            _org_of_subject(draft, "from")


def _since_from_admission(draft: Draft) -> None:
    """A sheet with the day of admission alone: the spell in this branch is taken to begin there, and the preview says so."""
    since, admitted = draft.get("since"), draft.get("admitted_on")
    unread = {place for place, index, _ in draft.columns.wrong if draft.columns.table.columns[index].name == "since"}
    filled = [day or (other if place not in unread else None) for place, (day, other) in enumerate(zip(since, admitted, strict=True))]
    count = sum(day is None and other is not None for day, other in zip(since, filled, strict=True))
    if count:
        draft.derive("since", filled)
        draft.sheet.notes.append(f"{count} 行没有填进入支部日期,新增的按入党日期起算")


def _org_of(draft: Draft, ways: Sequence[tuple[str, Mapping[int, int | None]]]) -> None:
    found = list(draft.get("org"))
    for column, org_of in ways:
        found = [org or (org_of.get(number) if number else None) for org, number in zip(found, draft.get(column), strict=True)]
    draft.derive("org", found)


def _org_of_subject(draft: Draft, column: str) -> None:
    """The organisation that answers for what the row is about; of a tie the one of the end that acts."""
    told = draft.get(column)
    people = draft.directory.persons.org if any(each and each[0] == "person" for each in told) else {}
    others = (draft.directory.units.org, draft.directory.venues.org)
    kinds = {"organization": draft.directory.orgs.org, "unit": others[0], "venue": others[1], "person": people}
    draft.derive("org", [kinds[each[0]].get(each[1]) if each else None for each in told])


def _words_of_the_kind(draft: Draft) -> None:
    """Items of a checklist and categories of a list are written as the kind calls them."""
    known: Mapping[str, tuple[str, str, Callable[[str], Mapping[str, str] | None]]] = {
        "check_answer": ("checklist", "item", items_of),
        "roster_entry": ("roster", "category", categories_of),
    }
    if draft.layout.ledger not in known:
        return
    kind, column, words_of = known[draft.layout.ledger]
    codes = {code: {word: key for key, word in (words_of(code) or {}).items()} for code in set(draft.get(kind)) if code}
    if column in draft.columns.values:
        pairs = zip(draft.get(kind), draft.get(column), strict=True)
        draft.replace(column, [codes.get(code, {}).get(word, word) for code, word in pairs])


def check(draft: Draft, kept: Mapping[int, Kept]) -> None:
    _needed(draft)
    _no_secrets(draft)
    for rule in _RULES.get(draft.layout.ledger, ()):
        rule(draft)
    if draft.layout.ledger in SPANS:
        _ends_after_start(draft, kept, *SPANS[draft.layout.ledger])
    if draft.layout.ledger in APART:
        _apart(draft, kept)


def _no_secrets(draft: Draft) -> None:
    """Text with a mark of secrecy is not taken in; each different text is looked at once."""
    for name in (column.name for column in draft.layout.columns.values() if column.type == "text"):
        if name in draft.columns.values:
            marked = {word for word in set(draft.get(name)) if isinstance(word, str) and is_marked(word)}
            for place in [place for place, word in enumerate(draft.get(name)) if word in marked] if marked else ():
                draft.mark(place, name, Wrong("带有密级标志", "本系统不得存储涉密内容,请删去后再导入"))


def _of_its_kind(draft: Draft) -> None:
    """What the catalogue asks of a metric, a checklist, a list; the engine refuses what breaks it."""
    ledger, judged = draft.layout.ledger, _KIND_RULES[draft.layout.ledger]
    venues = _venue_kinds(draft) if ledger == "check_answer" else {}
    columns = [draft.get(name) for name in judged[1]]
    for place, values in enumerate(zip(draft.get("subject"), *columns, strict=True)):
        subject, code, *others = values
        if place in draft.bad or code is None or draft.numbers[place] == 0:
            continue
        extra = (venues.get(subject),) if ledger == "check_answer" else ()
        said = others if ledger == "observation" else [each or "" for each in others]
        for column, message in judged[0](code, subject[0] if subject else None, *extra, *said):
            draft.mark(place, column, Wrong(message, "请核对后重填"))


def _venue_kinds(draft: Draft) -> Mapping[Any, str]:
    numbers = {subject[1] for subject in draft.get("subject") if subject and subject[0] == "venue"}
    found = Venue.objects.filter(pk__in=numbers) if len(numbers) < 500 else Venue.objects.all()
    return {("venue", pk): kind for pk, kind in found.values_list("pk", "kind")}


_KIND_RULES: Mapping[str, tuple[Callable[..., Iterable[Mistake]], tuple[str, ...]]] = {
    "observation": (observation_mistakes, ("metric", "value")),
    "check_answer": (answer_mistakes, ("checklist", "item", "answer")),
    "roster_entry": (roster_mistakes, ("roster", "category", "tier")),
}


def _needed(draft: Draft) -> None:
    """A new row cannot do without these; a known one keeps what it has."""
    new = [place for place, number in enumerate(draft.numbers) if number < 0]
    if not new:
        return
    missing = draft.columns.table.missing
    for column in missing:
        draft.plan.findings.append(_no_column(draft, column.title, len(new)))
    if missing:
        draft.bad.update(new)
    unread = {(place, draft.columns.table.columns[index].name) for place, index, _ in draft.columns.wrong}
    for column in draft.layout.needed:
        if column not in missing and not all(draft.get(column.name)):
            _not_filled(draft, column.name, new, unread)


def _no_column(draft: Draft, title: str, count: int) -> Finding:
    table = draft.columns.table
    message = f"的表头里没有“{title}”一列,{count} 行新增的不能导入"
    return Finding(draft.name, table.heading, None, "", message, f"请补上“{title}”列并填写;已有的只是叫法不同,请把表头改成“{title}”")


def _not_filled(draft: Draft, column: str, new: Sequence[int], unread: set[tuple[int, str]]) -> None:
    values = draft.get(column)
    for place in new:
        # zero and False are values; what could not be read or found has its own sentence
        if values[place] is None and (place, column) not in unread and not _said(draft, place, column):
            draft.mark(place, column, Wrong("没有填", "请补填"))


def _said(draft: Draft, place: int, column: str) -> bool:
    """A reference that was typed and not found is marked already."""
    return (
        draft.layout.columns[column].type in {"org", "unit", "person", "subject"} and place in draft.bad and draft.said(place, column) != ""
    )


def _domain(draft: Draft) -> None:
    for place, (number, kind, domain) in enumerate(zip(draft.numbers, draft.get("kind"), draft.get("domain"), strict=True)):
        unread = any(place == at and draft.columns.table.columns[index].name == "domain" for at, index, _ in draft.columns.wrong[:50])
        if number < 0 and kind in WITH_DOMAIN and domain is None and not unread:
            draft.mark(
                place, "domain", Wrong(f"没有填,{label('organization.kind', kind)}要写明所属领域", "请补填,例如农村、城市社区、机关")
            )


def _no_ring(draft: Draft) -> None:
    """Nobody hangs below himself, not by way of other new ones either."""
    above = {number: parent for number, parent in zip(draft.numbers, draft.get("parent"), strict=True) if number < 0}
    for place, number in enumerate(draft.numbers):
        step, walked = above.get(number), 0
        while step is not None and step < 0 and step != number and walked < len(above):
            step, walked = above.get(step), walked + 1
        if number and step == number:
            draft.mark(place, "parent", Wrong("使它隶属于自己", "请核对上级党组织"))


def _one_of(*columns: str) -> Callable[[Draft], None]:
    def rule(draft: Draft) -> None:
        titles = "、".join(draft.layout.columns[name].title for name in columns)
        there = [name for name in columns if draft.columns.table.where(name) is not None] or [columns[0]]
        for place, number in enumerate(draft.numbers):
            if number < 0 and place not in draft.bad and not any(draft.get(name)[place] for name in columns):
                draft.mark(place, there[0], Wrong(f"没有填,{titles}至少要有一项", "请补填其中一项"))

    return rule


def _granted_lists(draft: Draft) -> None:
    for place, (number, roster) in enumerate(zip(draft.numbers, draft.get("roster"), strict=True)):
        if number < 0 and roster in GRANTED:
            draft.mark(place, "roster", not_from_a_sheet(roster))
        elif roster == "exempt" and not draft.get("category")[place] and place not in draft.bad:
            draft.mark(place, "category", Wrong("没有填,免计名册要写明事由", "请填事由,例如年老体弱"))


def not_from_a_sheet(roster: str) -> Wrong:
    return Wrong(f"“{label('roster_entry.roster', roster)}”不能从表格导入或更改", "请在系统中按程序办理")


def _answerable(draft: Draft, column: str = "subject") -> None:
    """Somebody answers for every row; a subject nobody answers for cannot be written about."""
    for place, (subject, org) in enumerate(zip(draft.get(column), draft.get("org"), strict=True)):
        if subject and subject[1] > 0 and org is None and place not in draft.bad:
            draft.mark(place, column, Wrong("没有负责它的党组织", "请先在台账中写明它由哪个党组织负责"))


def _tied(draft: Draft) -> None:
    _answerable(draft, "from")
    for place, kind in enumerate(draft.get("kind")):
        if kind == SUCCESSOR:
            draft.mark(place, "kind", Wrong("不能从表格导入", "沿革由组织变动写成,请在组织变动中办理"))


def _done_has_day(draft: Draft) -> None:
    for place, (number, state, day) in enumerate(zip(draft.numbers, draft.get("state"), draft.get("done_on"), strict=True)):
        if number < 0 and state == "done" and day is None:
            draft.mark(place, "done_on", Wrong("没有填,已完成的任务要写明完成日期", "请补填"))


def _scored(draft: Draft) -> None:
    rows = enumerate(zip(draft.numbers, draft.get("period"), draft.get("points"), draft.get("grade"), strict=True))
    for place, (number, period, points, grade) in rows:
        if number < 0 and points is None and grade is None and place not in draft.bad:
            draft.mark(place, "points", Wrong("没有填,得分和等次至少要有一项", "请补填其中一项"))
        if period and not PERIOD.fullmatch(period):
            draft.mark(place, "period", Wrong(f"“{period}”不是期间", "请写成 2026、2026H1、2026Q3 或 2026-07"))


_RULES: Mapping[str, Sequence[Callable[[Draft], None]]] = {
    "organization": (_domain, _no_ring),
    "post": (_one_of("org", "unit"),),
    "venue": (_one_of("org", "unit"),),
    "fund_entry": (_one_of("org", "unit", "person"),),
    "observation": (_answerable, _of_its_kind),
    "check_answer": (_answerable, _of_its_kind),
    "roster_entry": (_granted_lists, _answerable, _of_its_kind),
    "tie": (_tied,),
    "task": (_done_has_day,),
    "score": (_answerable, _scored),
}


def _ends_after_start(draft: Draft, kept: Mapping[int, Kept], first: str, last: str) -> None:
    for place, (number, since, until) in enumerate(zip(draft.numbers, draft.get(first), draft.get(last), strict=True)):
        before = kept[number].values if number in kept else {}
        begins, ends = since or before.get(first), until or before.get(last)
        if begins and ends and ends <= begins and (since or until):
            title = draft.layout.columns[last].title
            draft.mark(
                place,
                last if until else first,
                Wrong(f"{ends} 不晚于 {begins}", f"请核对,{title}必须晚于{draft.layout.columns[first].title}"),
            )


def _apart(draft: Draft, kept: Mapping[int, Kept]) -> None:
    """Two values of one thing on one day cannot both be true."""
    names = APART[draft.layout.ledger]
    known: dict[Any, list[tuple[date, date, str]]] = {}
    listed = set(draft.numbers)
    for number, row in kept.items():
        if number not in listed:
            key = tuple(row.values.get(name) for name in names)
            known.setdefault(key, []).append((row.values["since"], row.values["until"] or FAR, "台账里已有的一条"))
    spans = zip(*(draft.get(name) for name in names), strict=True)
    for place, (key, since, until) in enumerate(zip(spans, draft.get("since"), draft.get("until"), strict=True)):
        if since is None or place in draft.bad:
            continue
        before = kept[draft.numbers[place]].values if draft.numbers[place] in kept else {}
        end = until or before.get("until") or FAR
        clash = next((what for begins, ends, what in known.get(key, ()) if begins < end and since < ends), None)
        if clash:
            draft.mark(place, "since", Wrong(f"的时段与{clash}重叠", "同一天只能有一个值;请先给前一条写明结束日期,或更正日期"))
        known.setdefault(key, []).append((since, end, f"第 {draft.row(place) + 1} 行"))

"""What the catalogue asks of a row because of its kind: whom a metric measures, which items a checklist has, who may stand on a list.

The engine's loader refuses a folder that breaks these rules, so one such row would stop every evaluation: it is refused
where it is entered. A mistake is the column it stands at and a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gangju.desk.ledgers.codes import label, labels, lists
from gangju.desk.ledgers.kinds import Checklist, Item, declared

Mistake = tuple[str, str]


def observation_mistakes(metric: str, subject: str | None, value: int | None) -> Iterator[Mistake]:
    """`value` in hundredths."""
    known = declared().metrics.get(metric)
    if known is None:
        yield "metric", f"指标“{label('observation.metric', metric)}”还没有写明单位和对象，暂时不能登记，请选别的指标"
        return
    yield from _subject(known.label, known.subject, subject)
    if known.whole and value is not None and value % 100:
        yield "value", f"“{known.label}”应是整数，单位是{known.unit}"


def answer_mistakes(checklist: str, subject: str | None, venue_kind: str | None, item: str, answer: str) -> Iterator[Mistake]:
    """`venue_kind` is that of the venue answered for; None for any other subject."""
    known = declared().checklists.get(checklist)
    if known is None:
        yield "checklist", f"检查表“{label('check_answer.checklist', checklist)}”还没有列出检查项，暂时不能登记"
        return
    yield from _subject(known.label, known.subject, subject)
    if venue_kind and known.venue_kind not in (None, venue_kind):
        wanted, is_one = label("venue.kind", str(known.venue_kind)), label("venue.kind", venue_kind)
        yield "subject", f"“{known.label}”查的是{wanted}，这处是{is_one}。请换一处阵地，或换用别的检查表"
    found = next((each for each in known.items if each.code == item), None)
    if found is None:
        yield "item", f"“{item}”不是这张检查表的检查项。可选：{'、'.join(items_of(checklist).values())}"
    else:
        yield from _answer(found, answer)


def _answer(item: Item, answer: str) -> Iterator[Mistake]:
    if item.computed:
        yield "item", f"“{item.label}”由系统按登记的事实推算，不用作答，请删去这一条"
    elif answer and answer not in item.answers:
        usable = "、".join(label("check_answer.answer", each) for each in item.answers)
        yield "answer", f"“{item.label}”不能答“{label('check_answer.answer', answer)}”，可选：{usable}"


def roster_mistakes(roster: str, subject: str | None, category: str, tier: str) -> Iterator[Mistake]:
    kind = declared().kinds.get(f"roster_entry.{roster}")
    if kind is not None:
        yield from _subject(kind.label, kind.subject, subject)
        if tier and tier not in kind.tiers:
            usable = "、".join(label("roster_entry.tier", each) for each in kind.tiers)
            mend = f"可选：{usable}" if usable else "请把批准层级留空"
            yield "tier", f"“{kind.label}”不由{label('roster_entry.tier', tier)}批准，{mend}"
    usable_categories = categories_of(roster)
    if category and usable_categories is not None and category not in usable_categories:
        yield "category", f"“{category}”不是这里的类别。可选：{'、'.join(usable_categories.values())}"
    if not category and roster == "exempt":
        yield "category", "免计要写明缘由，请从列表中选一项，例如年老体弱"


def categories_of(roster: str) -> Mapping[str, str] | None:
    """What may stand as the category of a row on this list; None: put together from other codes, not chosen."""
    kind = declared().kinds.get(f"roster_entry.{roster}")
    if kind is not None and kind.composed:
        return None
    return kind.categories if kind is not None and kind.categories is not None else lists().get("roster_entry.category", {})


def items_of(checklist: str) -> Mapping[str, str]:
    """Items that people answer, by code."""
    known: Checklist | None = declared().checklists.get(checklist)
    return {each.code: each.label for each in known.items if not each.computed} if known is not None else {}


def unit_of(metric: str) -> str:
    known = declared().metrics.get(metric)
    return known.unit if known is not None else ""


def _subject(about: str, allowed: Sequence[str], subject: str | None) -> Iterator[Mistake]:
    if subject and allowed and subject not in allowed:
        named = labels("subject_kind")
        wanted = "、".join(named.get(each, each) for each in allowed)
        yield "subject", f"“{about}”不登记在{named.get(subject, subject)}上，对象请选{wanted}"

"""A document becomes a draft: doubts first, then what each clause asks for, then who is charged with what.

A doubtful figure gives no standard. Where a person has said what the text should have had, his words are read instead, and
what they give carries his name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from gangju.drafting import checklists, deadlines
from gangju.drafting.check import checked
from gangju.drafting.exempting import exempted
from gangju.drafting.ids import Names, item_id, renamed
from gangju.drafting.issuer import level_of
from gangju.drafting.matching import sketches_of, sketches_without_figure
from gangju.drafting.model import Draft, Item, Resolution
from gangju.drafting.outline import Outline, outline_of, plan_of
from gangju.drafting.passage import Figure, Passage, passage_of
from gangju.drafting.reread import Reread, reread
from gangju.drafting.sheet import score_items
from gangju.drafting.sketch import Sketch, measure_entry
from gangju.drafting.tasks import charges
from gangju.drafting.vocabulary import Vocabulary, load_vocabulary
from gangju.engine.model import Catalogue
from gangju.reader.model import Clause, Document

OR: Final = re.compile(r"[(,、]?或者?(?:不少于|不低于|达到)?")


def draft(document: Document, catalogue: Catalogue, *, resolved: Sequence[Resolution] = ()) -> Draft:
    """The draft plan of a document with everything that somebody must decide about."""
    read = [reread(document, clause, resolved) for clause in document.clauses]
    outline, words, names = outline_of(document, [again.clause for again in read]), load_vocabulary(catalogue), Names()
    plan = plan_of(document, outline)
    doubts = [*_doubts(document, outline, names, resolved)]
    standards = [*checked([*_standards(document, read, outline, words, names)], plan, catalogue)]
    tasks = _tasks(document, [again.clause for again in read], outline, words, names)
    computing = [item for item in standards if item.kind == "standard"]
    return Draft(document, plan, (*doubts, *standards, *score_items(document, outline, words, names, computing), *tasks))


# ---------------------------------------------------------------- doubts
def _doubts(document: Document, outline: Outline, names: Names, resolved: Sequence[Resolution]) -> Iterator[Item]:
    settled = {(each.start, each.end): each for each in resolved}
    for clause in document.clauses:
        for flag in clause.flags:
            by = settled.get((flag.start, flag.end))
            body = {"why": flag.why, "note": flag.note, **({"words": by.words} if by else {})}
            number = outline.numbers[clause.id]
            name = names.item(item_id("doubt", number, document.text[flag.start : flag.end], flag.why))
            lacking = () if by else (flag.note,)
            yield Item(
                name,
                "doubt",
                number,
                flag.start,
                flag.end,
                flag.text,
                flag.note,
                body,
                (),
                lacking,
                resolved_by=by.resolved_by if by else "",
            )


# ---------------------------------------------------------------- standards
def _standards(document: Document, read: Sequence[Reread], outline: Outline, words: Vocabulary, names: Names) -> Iterator[Item]:
    level, before = level_of(document), list[Passage]()
    for place, again in enumerate(read):
        number = outline.numbers[again.clause.id]
        passage = passage_of(again.clause, number, outline.above.get(number, ""), words, level, before, _after(document, outline, place))
        for start, end, sketch in _sketches(passage):
            yield from _items(document, again, passage, start, end, sketch, names)
        before.append(passage)


def _after(document: Document, outline: Outline, place: int) -> str:
    """The clauses that follow in the same place of the plan and ask for no number themselves."""
    number, found = outline.numbers[document.clauses[place].id], ""
    for clause in document.clauses[place + 1 :]:
        if clause.quantities or clause.frequencies or outline.numbers[clause.id] != number:
            break
        found += clause.text
    return found


def _sketches(passage: Passage) -> Iterator[tuple[int, int, Sketch]]:
    clause = passage.clause
    listed = checklists.match(passage)
    if listed is not None:
        yield clause.start, clause.end, listed
    by_day = deadlines.match(passage)
    if by_day is not None:
        yield clause.start, clause.end, by_day
    for figure in passage.figures:
        if not (_doubted(clause, figure) or _inside_list(clause, figure, listed)):
            for found in sketches_of(passage, figure):
                yield figure.start, figure.end, _single(passage, _bounded(found, figure), figure)
    if not passage.figures and listed is None and by_day is None:
        for sketch in sketches_without_figure(passage):
            yield clause.start, clause.end, sketch


def _bounded(sketch: Sketch, figure: Figure) -> Sketch:
    """三十门左右 has no bound before somebody sets one."""
    if figure.op != "~":
        return sketch
    return replace(sketch, lacking=(*sketch.lacking, f"“{figure.text}”没有上下限:请定下从多少到多少算达到"))


def _single(passage: Passage, sketch: Sketch, figure: Figure) -> Sketch:
    """不少于3天(或24学时): either will do, and one standard judges one figure."""
    near = [
        other for other in passage.figures if other != figure and _either(passage, *sorted((figure, other), key=lambda each: each.start))
    ]
    if not near:
        return sketch
    return replace(sketch, lacking=(*sketch.lacking, f"“{figure.text}”和“{near[0].text}”达到一样就行:请选定看哪一样,另一样不采用"))


def _either(passage: Passage, first: Figure, second: Figure) -> bool:
    return first.end <= second.start and OR.fullmatch(passage.slice(first.end, second.start)) is not None


def _doubted(clause: Clause, figure: Figure) -> bool:
    return any(flag.start < figure.end and figure.start < flag.end for flag in clause.flags)


def _inside_list(clause: Clause, figure: Figure, listed: Sketch | None) -> bool:
    """An item of a list (面积超过二百平方米) is answered with the list."""
    return listed is not None and any(figure.text in item for item in clause.checklist)


def _items(document: Document, again: Reread, passage: Passage, start: int, end: int, sketch: Sketch, names: Names) -> Iterator[Item]:
    first, last = again.place(start), again.place(end)
    number, text = passage.number, document.text[first:last]
    name = names.item(item_id("standard", number, again.original.text, text, sketch.form))
    called = {each["id"]: names.param(each["id"], each["values"], number) for each in sketch.params}
    params = tuple({**each, "id": called[each["id"]], "clause": [number]} for each in sketch.params)
    for kind in sketch.kinds:
        listed = item_id("checklist", number, again.original.text, kind["label"])
        yield Item(listed, "checklist", number, first, last, text, f"清单“{kind['label']}”,{len(kind['items'])} 项", kind)
    yield Item(
        id=name,
        kind="standard",
        clause=number,
        start=first,
        end=last,
        text=text,
        said=sketch.title,
        body=renamed(_body(passage, start, sketch, names), called),
        params=params,
        lacking=(*sketch.lacking, *_twice(sketch, number, names)),
        measures=tuple(measure_entry(each) for each in sketch.measures),
        kinds=sketch.kinds,
        resolved_by=again.resolved_by,
    )


def _twice(sketch: Sketch, number: str, names: Names) -> tuple[str, ...]:
    """One clause that asks the same of the same in two numbers means two groups that it tells apart in words alone."""
    asked = (number, sketch.slug, sketch.who.condition if sketch.who else "", sketch.form)
    first = names.asked.setdefault(asked, sketch.params)
    if first == sketch.params:
        return ()
    return (f"同一条对“{sketch.title}”写了两个数:请写明各对谁,或者把数写进前一条的参数、按地方取值",)


def _body(passage: Passage, start: int, sketch: Sketch, names: Names) -> Mapping[str, Any]:
    who = sketch.who
    head: dict[str, Any] = {
        "id": names.free(sketch.slug, passage.number),
        "title": sketch.title[:40],
        "clause": [passage.number],
        "form": sketch.form,
    }
    head |= {"each": who.each if who else "", **({"period": sketch.period} if sketch.period else {})}
    head |= {"force": sketch.force or passage.force(start), "where": who.condition if who else ""}
    exempt = exempted(passage) if who is not None and who.each == "person" else ()
    tail: dict[str, Any] = {"unit": sketch.unit, **({"exempt": list(exempt)} if exempt else {})}
    due = (
        deadlines.due(passage)
        if sketch.form in ("threshold", "share", "cover", "quota", "checklist", "pairing") and not sketch.period
        else None
    )
    tail |= {"due": due} if due else {}
    return {**head, **sketch.keys, **tail, **({"roll_up": [dict(each) for each in sketch.roll_up]} if sketch.roll_up else {})}


# ---------------------------------------------------------------- tasks
def _tasks(document: Document, clauses: Sequence[Clause], outline: Outline, words: Vocabulary, names: Names) -> Iterator[Item]:
    for charge in charges(clauses, outline, words):
        clause = next(each for each in document.clauses if each.id == charge.clause.id)
        number = outline.numbers[clause.id]
        name = names.item(item_id("task", number, clause.text))
        body = {"id": names.free(f"task-{name[2:8]}", number), **charge.body}
        said = f"{body['lead'] or '(未写牵头单位)'}牵头:{body['title']}"
        yield Item(name, "task", number, clause.start, clause.end, clause.text, said, body, (), charge.lacking)

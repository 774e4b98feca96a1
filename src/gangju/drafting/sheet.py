"""Score items of a draft: the sheet itself, its lines, and how a line is computed where one standard of the draft says it.

A line is computed only where its rule and a standard that stands in its own words say the same thing of the same subjects; everything
else is entered by a person, with the printed rule beside it. Nothing that is accepted is lost: what has no place lacks one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from gangju.drafting.ids import Names, item_id
from gangju.drafting.model import Item
from gangju.drafting.outline import Outline, short
from gangju.drafting.passage import passage_of
from gangju.drafting.scores import Entry, Reading, scores_of
from gangju.drafting.vocabulary import Mention, Vocabulary
from gangju.drafting.who import Who, first_run, whom
from gangju.reader.model import Band, Clause, Document, Rule, Score

SHEET: Final = "score-sheet"
ENTERED: Final = "entered"
PERIODS: Final = {"季度": "quarter", "半年": "half", "月度": "month"}
ADDRESSED: Final = re.compile(r"(?:考核|考评|评定|评分|评价|评选|参评|测评|认定)(?:的)?(?:对象|范围)|适用于")
NAME: Final = 8
SCORES: Final = re.compile(
    r"[”》]?(?:\d{4}年度?|年度)?(?P<what>党建|考核|考评|评分|评定|评比|评选|星级|绩效|目标|积分|工作|述职|抓党建|分类|定级|规范化|标准化|达标|认定)"
)
PLACES: Final = ("city", "county", "urban_district", "town", "street")
MISSED: Final = re.compile(
    r"(?:少|缺|差|漏|未(?:开展|召开|组织|举行))[^,。;]{0,6}?[一1]?[次场回]|未(?:按期|按时)?(?:开展|召开|组织|举行)的?,?每次"
)
UNMET: Final = re.compile(
    r"(?:未|没有|没)(?:按期|按时|按要求)?(?:达标|完成|开展|召开|建立|落实|达到要求|达到标准)的?|不达标的?|达不到(?:要求|标准)的?"
)
LACKED: Final = re.compile(r"少|缺|差|漏|未(?:开展|召开|组织|举行)")
SHORT: Final = re.compile(r"未|不达|没有|不足|低于|少")
HEADS: Final = {"person": ("人", "名"), "unit": ("村", "社区", "家", "处", "所")}
TOLD: Final = 60
FEWEST: Final = 2
NOBODY: Final = "没有写明给谁打分:请更正,选定哪一类党组织;给单位、个人打分的,选定“看谁”并在 where 里写明条件(如 unit.kind = 'village')"
NO_SHEET: Final = "文中只有零星的计分,不成一张评分表:请写进它所属的评分方案,或者不采用这一条"
COLUMN: Final = re.compile(r"^\d+(?:\.\d+)?分?\s*[|\n]\s*|[。;]?\s*[|\n]\s*\d+(?:\.\d+)?分?$")
"""The column of points before or behind a rule."""
SPANS: Final = {"季度": "quarter", "季": "quarter", "月": "month", "半年": "half", "周": "week"}


def score_items(document: Document, outline: Outline, words: Vocabulary, names: Names, standards: Sequence[Item]) -> Iterator[Item]:
    """The sheet first, then its lines in the order of the text; nothing where the text gives no points."""
    found = scores_of(document)
    whole = bool(found.items) and (found.whole is not None or len(found.items) >= FEWEST)
    who = _scored(document, words) if whole else None
    if whole:
        yield _sheet(document, outline, names, found, who)
    for entry in (*found.items, *found.bonus, *found.loose):
        line = _line(document, outline, names, entry, found, [item for item in standards if not item.lacking], who)
        yield line if whole else replace(line, lacking=(NO_SHEET,))


# ---------------------------------------------------------------- the sheet
def _scored(document: Document, words: Vocabulary) -> Who | None:
    """Who is given points: the sentence that names them, else the title; the name of a place at its beginning narrows nobody."""
    told = next((clause for clause in document.clauses if ADDRESSED.search(clause.text)), None)
    if told is not None and (found := ADDRESSED.search(told.text)) is not None:
        passage = passage_of(told, "", "", words)
        who = whom(first_run(passage.between(told.start + found.end(), told.end)), passage)
        return who if who is not None and who.condition != "true" else None
    if not document.clauses:
        return None
    run = first_run([mention for mention in words.mentions(document.title) if not _place_name(mention)])
    who = whom(run, passage_of(replace(document.clauses[0], domains=()), "", "", words))
    after = SCORES.match(document.title[run[-1].end :]) if run else None
    if who is None or after is None or who.condition == "true" or (who.each == "unit" and after["what"] == "党建"):
        return None  # 机关党建工作考核 gives points to organisations, and does not say to which
    return who


def _place_name(mention: Mention) -> bool:
    """白鹭街道 at the beginning of a title is whose paper it is."""
    return mention.start < NAME and mention.names("unit.kind") and set(mention.of("unit.kind")) <= set(PLACES)


def _sheet(document: Document, outline: Outline, names: Names, found: Reading, who: Who | None) -> Item:
    entries = [*found.items, *found.bonus, *found.loose]
    first = found.whole or entries[0].score
    clause = _clause_at(document, first)
    number = outline.numbers[clause.id]
    points = found.whole.points if found.whole is not None and isinstance(found.whole.points, Fraction) else _worth(found.items)
    period = next((code for word, code in PERIODS.items() if word in document.title), "year")
    body: dict[str, Any] = {
        "id": names.free(SHEET, number),
        "title": short(document.title, 40) or "评分表",
        "clause": [number],
        "each": who.each if who else "",
        "where": who.condition if who else "",
        "period": period,
        "points": printed(points),
        **({"bonus_cap": printed(found.cap)} if found.cap is not None else {}),
        **({"grades": grades} if (grades := _grades(document)) else {}),
    }
    lacking: tuple[str, ...] = () if who else (NOBODY,)
    if found.whole is None and any(entry.part is None for entry in found.items):
        lacking += (f"没有写明满分多少,各项加起来是 {printed(points)} 分:请核对后写明",)
    name = names.item(item_id("score", number, SHEET, first.text))
    told = f"{score_sentence(body)}{f',给{who.title}打分' if who else ''}"
    return Item(name, "score", number, first.start, first.end, first.text, told, body, (), lacking)


def _clause_at(document: Document, score: Score) -> Clause:
    return next(clause for clause in document.clauses if clause.start <= score.start < clause.end)


def _worth(entries: Sequence[Entry]) -> Fraction:
    """Parts with the points that they bear themselves, and the items that stand in none."""
    outer = {id(entry.part or entry): entry.part or entry for entry in entries}
    return sum((entry.points or Fraction(0) for entry in outer.values()), Fraction(0))


def _grades(document: Document) -> list[dict[str, Any]]:
    """The bands of points that the text names, where they leave no gap down to nothing."""
    bands = {each for clause in document.clauses for band in clause.bands if (each := _plain(band)) is not None}
    ladder = sorted(bands, key=lambda each: each[0], reverse=True)
    joined = all(lower[0] < upper[0] and (lower[1] is None or upper[0] - lower[1] <= 1) for upper, lower in pairwise(ladder))
    if len(ladder) < FEWEST or not joined or ladder[-1][0] != 0:
        return []
    return [{"grade": f"g{place}", "title": label, "from": printed(first)} for place, (first, _, label) in enumerate(ladder, start=1)]


def _plain(band: Band) -> tuple[Fraction, Fraction | None, str] | None:
    """From, to and name; None where an end is not one number."""
    first, last = band.first, band.last
    if isinstance(first, tuple) or isinstance(last, tuple):
        return None
    return first or Fraction(0), last, band.label


# ---------------------------------------------------------------- its lines
def _line(
    document: Document, outline: Outline, names: Names, entry: Entry, found: Reading, standards: Sequence[Item], who: Who | None
) -> Item:
    number = outline.numbers[entry.clause.id]
    rules = [*([entry.score] if entry.score.rules else []), *entry.rules]
    adds, loose = entry in found.bonus, entry in found.loose
    points = entry.points if entry.points is not None else _most(entry.score) if adds else None
    way = {} if adds or loose else _computed(entry, rules, standards, who)
    body: dict[str, Any] = {
        "id": names.free(f"item-{item_id('score', number, entry.score.text)[2:8]}", number),
        "title": entry.title,
        "clause": [number],
        "kind": ENTERED,
        **({"points": printed(points)} if points is not None else {}),
        **way,
        **(
            {"section": {"title": entry.part.title, "points": printed(entry.part.points or Fraction(0))}} if entry.part and not adds else {}
        ),
        **({"bonus": True} if adds else {}),
        **({"veto": True} if loose and _vetoes(entry.score) else {}),
        "printed": [" ".join(COLUMN.sub("", score.text).split()) for score in rules],
    }
    lacking = _missing(body, adds=adds, loose=loose)
    name = names.item(item_id("score", number, entry.clause.text, entry.score.text))
    score = entry.score
    return Item(
        name,
        "score",
        number,
        score.start,
        score.end,
        document.text[score.start : score.end],
        score_sentence(body, standards),
        body,
        (),
        lacking,
    )


def score_sentence(body: Mapping[str, Any], standards: Sequence[Item] = ()) -> str:
    """What becomes of a score item: 理论学习,10 分;由评分人打分(少一次扣2分). Standards at hand are named by their titles."""
    if "where" in body:
        return f"评分表“{body['title']}”,满分 {body['points']} 分"
    titles = {item.body["id"]: item.body["title"] for item in standards}
    asked = body.get("standard")
    told = "、".join(body.get("printed", ()))[:TOLD]
    way = f"按标准“{titles.get(asked, asked)}”计算" if asked else "由评分人打分"
    head = "加分:" if body.get("bonus") else "否决:" if body.get("veto") else ""
    worth = f",{body['points']} 分" if "points" in body else ""
    return f"{head}{body['title']}{worth};{way}{f'({told})' if told else ''}"


def _most(score: Score) -> Fraction | None:
    """The most that an award gives: its cap, else the highest of what is given once; without an end it has none."""
    caps = [rule.cap for rule in score.rules if isinstance(rule.cap, Fraction)]
    once = [rule.amount for rule in score.rules if rule.kind == "award_if" and isinstance(rule.amount, Fraction)]
    if any(rule.kind == "award_each" and rule.cap is None for rule in score.rules):
        return None
    return max(caps or once, default=None)


def _vetoes(score: Score) -> bool:
    return any(rule.kind == "veto" for rule in score.rules)


def _missing(body: Mapping[str, Any], *, adds: bool, loose: bool) -> tuple[str, ...]:
    if body.get("veto"):
        return ("一票否决要看一项标准才能算:请在 standard 里写明是哪一项标准,否则不采用这一条,由人掌握",)
    if loose:
        return ("没有写明从哪一项里扣、那一项满分多少:请补上 points,或者不采用这一条",)
    if adds and "points" not in body:
        return ("加分没有写明最多加几分:请补上 points",)
    return ()


# ---------------------------------------------------------------- what a standard computes
def _computed(entry: Entry, scores: Sequence[Score], standards: Sequence[Item], who: Who | None) -> Mapping[str, Any]:
    """How the one rule of a line is worked out from the one standard that stands in its stretch; nothing where either is not alone."""
    real = [rule for score in scores for rule in score.rules if rule.kind != "floor_zero"]
    inside = [item for item in standards if entry.start <= item.start < entry.end]
    named = [item for item in standards if len(entry.title) > 1 and str(item.body["title"]).startswith(entry.title)]
    meant = inside or named
    if len(real) != 1 or len(meant) != 1 or who is None:
        return {}
    rule, standard, text = real[0], meant[0].body, "".join(COLUMN.sub("", score.text) for score in scores)
    same = standard["each"] == who.each and standard["where"] == who.condition
    source: dict[str, Any] = {"standard": standard["id"], **({"roll_up": "own"} if same and who.each == "organization" else {})}
    if rule.kind == "deduct_each" and isinstance(rule.amount, Fraction):
        counts = _times(rule, standard, text) if same else who.each == "organization" and _heads(rule, standard, text)
        return {**source, "kind": "deduct_each", "amount": printed(rule.amount), **_cap(rule)} if counts else {}
    if not (same and UNMET.match(text)):
        return {}
    if rule.kind == "zero_if":
        return {**source, "kind": "full_or_zero"}
    if rule.kind == "deduct_if" and isinstance(rule.amount, Fraction):
        return {**source, "kind": "deduct_if", "amount": printed(rule.amount)}
    return {}


def _times(rule: Rule, standard: Mapping[str, Any], text: str) -> bool:
    """So much for each time that is missing, or for each window where one time in it is asked."""
    if standard.get("unit") == "次" and rule.per in ("次", "场", "回"):
        return MISSED.search(text) is not None
    window = SPANS.get(rule.per or "")
    return window is not None and standard.get("window") == window and standard.get("at_least") == 1 and LACKED.search(text) is not None


def _heads(rule: Rule, standard: Mapping[str, Any], text: str) -> bool:
    """So much for each of those below who does not do it."""
    return rule.per in HEADS.get(str(standard["each"]), ()) and SHORT.search(text) is not None


def _cap(rule: Rule) -> Mapping[str, Any]:
    return {"cap": printed(rule.cap)} if isinstance(rule.cap, Fraction) else {}


def printed(value: Fraction) -> int | str:
    """Points as pack files write them: whole, or an exact ratio."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"

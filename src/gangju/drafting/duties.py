"""The table of responsibilities (责任分解表): one row for every clause that asks somebody for something.

Nothing is lost on the way: what asks for nothing, and what went into the columns (lists of units, headings), is kept beside the
table, so that a person can see that all of the text is there. A doubt is shown as 待核 with its words and never as a value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from gangju.drafting.duty_rows import SourceRow, line_of, source_rows
from gangju.drafting.outline import ITEM
from gangju.drafting.punctuation import printed
from gangju.reader.domain import domains_named
from gangju.reader.duty import LABELLED, LEAD_LABELS, OTHER_LABELS, is_labelled
from gangju.reader.model import Clause, Deadline, Document, Flag, Found, Frequency, Quantity, Section
from gangju.reader.report import is_told
from gangju.reader.table import is_row
from gangju.reader.tree import Tree

HEADS: Final = ("序号", "工作任务", "具体措施", "牵头单位", "责任单位", "完成时限", "量化标准", "依据")
UNSURE: Final = "待核："
#: A phrase longer than this is not repeated beside its clause; the figure alone is.
LONGEST_PHRASE = 26
LONGEST_NOUN = 16
LONGEST_NAME = 8
LONGEST_HEADING = 45
#: How ids of items begin that the reader knows as headings alone.
BARE: Final = "s"

_COMPARED: Final = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "低于", "~": "约"}
_SAYS: Final = re.compile(r"不[少低小多高大]于|不超过|超过|以[上下内]|至少|最多|左右|达到|低于|少于|约|近|多")
#: Under these headings a plan says why, not what.
_WHY: Final = re.compile(r"指导思想|总体思路|基本原则|重要意义|重大意义|背景")
#: What has been done: 了 behind a verb, 已, 先后 — and none of the words by which a demand is known.
_DONE: Final = re.compile(r"(?<![为除极])了(?![解结然])|已经?(?!有)|先后|获评|荣获|蝉联|被(?:评|表彰|授)")
_MUST: Final = re.compile(r"(?<![主重需必将])要(?![求素点])|应当?|须|必须|确保|力争|争取|不得|不少于|不低于|原则上|一律|达到")
_STOPS: Final = ",。;:、|!?"
_NUMERALS: Final = ("", "", "[二两]", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_LABEL: Final = re.compile(rf"\(?(?:{LEAD_LABELS}|{OTHER_LABELS})$")
_POINTS: Final = re.compile(r"^(\d+(?:\.\d+)?)分? \| ")
_HEADING_END: Final = re.compile(r"[。;:\n]")
#: Doubts about the text as such stand in the list of doubts alone.
_OF_THE_TEXT: Final = frozenset({"page_break", "duplicate_number"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in printed Chinese. `clause` is the clause of the document."""

    clause: Clause
    task: str
    measure: str
    lead: str
    responsible: str
    due: str
    standard: str
    basis: str

    def cells(self, place: int) -> tuple[str, ...]:
        """As `HEADS` says."""
        return str(place), self.task, self.measure, self.lead, self.responsible, self.due, self.standard, self.basis


@dataclass(frozen=True, slots=True)
class Unsure:
    """A doubt with the sentence it stands in and what is to be done about it."""

    basis: str
    words: str
    sentence: str
    note: str


@dataclass(frozen=True, slots=True)
class DutyTable:
    """The rows in the order of the text, the doubts, and the clauses that are no row."""

    document: Document
    rows: tuple[Row, ...]
    doubts: tuple[Unsure, ...]
    left_out: tuple[Clause, ...]

    @property
    def title(self) -> str:
        """What the table is called, in one or two lines."""
        name = printed(self.document.title)
        return name if name.endswith(("分解表", "责任清单")) else f"{name}\n责任分解表".strip()

    @property
    def source(self) -> str:
        """Where it comes from and how much there is of it, in brackets below the title."""
        number = f"根据{printed(self.document.number)}整理，" if self.document.number else ""
        unsure = f"，待核{len(self.doubts)}处" if self.doubts else ""
        return f"（{number}共{len(self.rows)}项{unsure}{self._counted_from}）"

    @property
    def _counted_from(self) -> str:
        """What days without a year were counted from."""
        days = (day.counted_from for row in self.rows for day in row.clause.deadlines if day.counted_from)
        said = [_day([int(part) for part in day.split("-")]) if "-" in day else f"{day}年" for day in dict.fromkeys(days)]
        return f"；没写年份的时限按{'、'.join(said)}推算" if said else ""


def duty_table(document: Document) -> DutyTable:
    """All that the document asks for, row by row."""
    tree = Tree(document.sections)
    asking = [clause for clause in (*document.clauses, *_bare(document)) if _asks(clause, tree)]
    asking.sort(key=lambda clause: clause.start)
    asked = {clause.id for clause in asking}
    return DutyTable(
        document,
        tuple(_rows(asking, tree, document)),
        tuple(_unsure(clause, flag, tree) for clause in document.clauses for flag in clause.flags),
        tuple(clause for clause in document.clauses if clause.id not in asked),
    )


def basis(tree: Tree, section: int | None) -> str:
    """The number under which the text has it, as citations are written: 三(一)6. Without numbers, the heading's first words."""
    above = list(tree.upwards(section))[::-1]
    numbers: list[str] = []
    for part in above:
        number = part.number.rstrip("、. ")
        # 2.1.1 holds the numbers above it.
        numbers = [*(before for before in numbers if not number.startswith(f"{before}.")), number]
    if "".join(numbers) or not above:
        return "".join(numbers)
    return above[-1].title.split(",")[0][:LONGEST_NAME]


# ---------------------------------------------------------------- what asks and what does not
def _bare(document: Document) -> Iterator[Clause]:
    """Items that are nothing but their heading and hold no figure (2.健全制度。): the reader keeps them as headings alone."""
    starts = sorted(chain((clause.start for clause in document.clauses), (section.start for section in document.sections)))
    for place, section in enumerate(document.sections):
        text = document.text[section.start : section.end].split("\n")[0].strip()
        # Its own beginning is among the starts.
        if section.number and text and bisect_left(starts, section.end) - bisect_left(starts, section.start) == 1:
            yield Clause(f"{BARE}{place + 1}", section.start, section.start + len(text), text, place, (), None, *((),) * 10)


def _asks(clause: Clause, tree: Tree) -> bool:
    above = list(tree.upwards(clause.section))
    bare = clause.text.replace("\n", "").strip()
    if _is_units(bare) or _is_aside(bare) or _is_heading(clause, bare, above):
        return False
    if clause.lead or clause.responsible:
        return True
    before = clause.section is None and bool(tree.sections) and clause.start < tree.sections[0].start
    why = any(_WHY.search(section.title) for section in above)
    return not (before or why or bare.endswith((":", "日印发")) or _is_past(bare, above))


def _is_units(text: str) -> bool:
    """(牵头单位:…;责任单位:…) and nothing else."""
    return is_labelled(text) and not LABELLED.sub("", text).strip("();。 ")


def _is_aside(text: str) -> bool:
    """(记者 某某) · (2025年版): a line in brackets tells about the text."""
    return text.startswith("(") and text.find(")") == len(text) - 1


def _is_heading(clause: Clause, text: str, above: Sequence[Section]) -> bool:
    """Its words are those of a heading above further text; a figure or an order in it makes it a demand all the same."""
    figures = (*clause.quantities, *clause.frequencies, *clause.scoring, *clause.bands)
    if not above or clause.start != above[0].start or figures or above[0].end <= clause.end + 1 or clause.id.startswith(BARE):
        return False
    words = ITEM.sub("", LABELLED.sub("", text)).strip("。;:() ")
    return words == _bare_title(above[0]) or (
        len(words) <= LONGEST_HEADING and words.startswith(_bare_title(above[0])) and not _MUST.search(words)
    )


def _bare_title(section: Section) -> str:
    """The words of a heading without the list of units behind them."""
    return _LABEL.sub("", section.title.replace("\n", "")).strip("() ")


def _is_past(text: str, above: Sequence[Section]) -> bool:
    return is_told(text, above) or (bool(_DONE.search(text)) and not _MUST.search(text))


# ---------------------------------------------------------------- the columns
def _rows(asking: Sequence[Clause], tree: Tree, document: Document) -> Iterator[Row]:
    tables = source_rows(document)
    for clause in asking:
        source = tables.get(line_of(document, clause.start)) if is_row(clause.text) else None
        row = _row(clause, tree, document, source.points if source else "")
        yield _of_table(row, source) if source else row


def _of_table(row: Row, source: SourceRow) -> Row:
    """What the columns of the source say goes before what was read out of the whole row."""
    return replace(
        row,
        task=printed(source.task) or row.task,
        measure=printed_lines(source.measure) or row.measure,
        due=row.due or printed_lines(source.due),
        standard=printed_lines(source.standard) or row.standard,
        basis=source.basis or row.basis,
    )


def printed_lines(text: str) -> str:
    return "\n".join(printed(line) for line in text.split("\n"))


def _row(clause: Clause, tree: Tree, document: Document, scoring: str) -> Row:
    return Row(
        clause=clause,
        task=printed(_task(clause, tree, document.text)),
        measure=_about(clause, tree) + printed(clause.text),
        lead=_units(clause.lead),
        responsible=_units(clause.responsible),
        due="\n".join(dict.fromkeys(_due(clause, tree, document))),
        standard="；\n".join(dict.fromkeys(_standards(clause, document.text, scoring))),
        basis=basis(tree, clause.section),
    )


def _task(clause: Clause, tree: Tree, text: str) -> str:
    """The nearest heading that has words and is not the clause itself."""
    above = (section for section in tree.upwards(clause.section) if section.title and section.start != clause.start)
    return next((_named(section, text) for section in above), "")


def _named(section: Section, text: str) -> str:
    """The whole heading where it is short enough; its title may end at a comma."""
    first = _HEADING_END.split(text[section.start : section.end], maxsplit=1)[0]
    whole = _LABEL.sub("", ITEM.sub("", first)).strip("( ")
    return whole if len(whole) <= LONGEST_HEADING else _bare_title(section)


def _about(clause: Clause, tree: Tree) -> str:
    """Whom it is about, where a lead-in further up says so and neither its heading nor itself."""
    said = clause.text + "".join(section.title for section in tree.upwards(clause.section))
    unsaid = [domain for domain in clause.domains if domain not in domains_named(said)]
    return f"（{'、'.join(unsaid)}）" if unsaid else ""


def _units(names: Sequence[str]) -> str:
    """Parted by the comma where a name has the lesser one inside: 各县、区委，市直各党工委."""
    mark = "，" if any("、" in name for name in names) else "、"
    return printed(mark.join(names))


def _due(clause: Clause, tree: Tree, document: Document) -> Iterator[str]:
    """Its own days; without any, those of the phase whose heading it stands under."""
    own = clause.deadlines or _of_phase(clause, tree, document)
    for deadline in own:
        doubt = next((flag for flag in _flags_of(document, clause, deadline) if _touch(flag, deadline)), None)
        day = _resolved(deadline)
        if doubt:
            yield from _in_doubt([doubt])
        else:
            yield printed(deadline.text) + (f"（{day}）" if day and day not in deadline.text else "")


def _of_phase(clause: Clause, tree: Tree, document: Document) -> tuple[Deadline, ...]:
    starts = {section.start for section in tree.upwards(clause.section)}
    for other in document.clauses:
        section = next(iter(tree.upwards(other.section)), None)
        if other.start in starts and section is not None and other.deadlines and other.start == section.start:
            return tuple(day for day in other.deadlines if day.text in section.title.replace("\n", ""))
    return ()


def _flags_of(document: Document, clause: Clause, found: Found) -> Sequence[Flag]:
    if clause.start <= found.start < clause.end:
        return clause.flags
    return [flag for other in document.clauses if other.start <= found.start < other.end for flag in other.flags]


def _resolved(deadline: Deadline) -> str:
    """2011年3月1日至31日, 2011年12月31日 for the whole year; a day whose year the text does not give says so."""
    whole = (deadline.first or "")[4:] == "-01-01" and (deadline.last or "")[4:] == "-12-31"
    days = [day for day in (None if whole else deadline.first, deadline.last) if day]
    open_year = any(day.startswith("--") for day in days)
    parts = [[int(part) for part in day.removeprefix("--").split("-")] for day in days]
    if len(parts) == 2 and len(parts[0]) == len(parts[1]):
        same = next((place for place, (first, last) in enumerate(zip(*parts, strict=True)) if first != last), len(parts[0]))
        parts[1] = parts[1][same:]
    said = [_day(part) for part in parts if part]
    return "至".join(said) + ("，年份待定" if open_year else "")


def _day(parts: Sequence[int]) -> str:
    """Day, month and day, or year, month and day."""
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日"[-len(parts) :], strict=True))


def _standards(clause: Clause, text: str, scoring: str) -> Iterator[str]:
    """Figures, rhythms, points and lists in the words of the text, in their order; what is in doubt last.

    `scoring` is what a table says of points and how they are given.
    """
    doubts = [flag for flag in clause.flags if flag.why not in _OF_THE_TEXT]
    finds: list[Quantity | Frequency] = sorted(chain(clause.quantities, clause.frequencies), key=lambda found: found.start)
    for found in finds:
        if not any(_touch(flag, found) for flag in doubts):
            yield printed(_phrase(found, clause, text))
    yield from [printed(scoring)] if scoring else (printed(_POINTS.sub(r"\g<1>分：", score.text)) for score in clause.scoring)
    if _is_counted(clause):
        yield f"共{len(clause.checklist)}项"
    yield from _in_doubt([flag for flag in doubts if not any(_touch(flag, deadline) for deadline in clause.deadlines)])


def _is_counted(clause: Clause) -> bool:
    """A list whose number the text gives: 四个等次, “五关”. Any other is a mere enumeration."""
    many = len(clause.checklist)
    return 1 < many < len(_NUMERALS) and re.search(rf"(?<!\d){many}(?!\d)|{_NUMERALS[many]}", clause.text) is not None


def _phrase(found: Quantity | Frequency, clause: Clause, text: str) -> str:
    """What stands between two commas around the figure; where that is too long, the figure with its comparison and its noun."""
    first, last = found.start, _until(text, found.end, clause.end, _STOPS)
    while first > clause.start and text[first - 1] not in _STOPS:
        first -= 1
    whole = ITEM.sub("", text[first:last].strip())
    if len(whole) <= LONGEST_PHRASE and all(whole.count(opened) == whole.count(closed) for opened, closed in ("“”", "()", "《》")):
        return whole
    said = _COMPARED.get(found.op, "") if isinstance(found, Quantity) and not _SAYS.search(found.text) else ""
    noun = text[found.end : _until(text, found.end, clause.end, _STOPS + "和及与（“")]
    return said + found.text + (noun if isinstance(found, Quantity) and len(noun) <= LONGEST_NOUN else "")


def _until(text: str, place: int, end: int, stops: str) -> int:
    return next((here for here in range(place, end) if text[here] in stops), end)


def _touch(flag: Flag, found: Found) -> bool:
    return flag.why not in _OF_THE_TEXT and flag.start < found.end and found.start < flag.end


def _in_doubt(flags: Sequence[Flag]) -> Iterator[str]:
    """Without the remedy, which stands in the list of doubts."""
    return (UNSURE + said for said in told_once((_quoted(flag.text), printed(flag.note.split(":")[0])) for flag in flags))


def told_once(doubts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Words and notes as sentences; what is said of several words is said once: “五好”“五强”包含哪些内容,文中没有列全."""
    said: dict[str, list[str]] = {}
    for words, note in doubts:
        said.setdefault(note.removeprefix(words) if note.startswith(words) else f"，{note}", []).append(words)
    return ("".join(dict.fromkeys(words)) + rest for rest, words in said.items())


def _quoted(text: str) -> str:
    bare = printed(text)
    return "" if not bare else bare if bare.startswith("“") else f"“{bare}”"


def _unsure(clause: Clause, flag: Flag, tree: Tree) -> Unsure:
    return Unsure(basis(tree, clause.section), _quoted(flag.text), printed(clause.text), printed(flag.note))

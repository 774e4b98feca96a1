"""The plan's own tree: clauses numbered as the text numbers them, from its headings and from lead-ins such as 在农村.

Every clause of the reader gets the number of the node under which it stands, so that a draft standard can cite it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from gangju.reader.model import Clause, Document

TRAILING: Final = re.compile(r"[、..\s::]+$")
LEAD_IN: Final = re.compile(r"^(?P<words>[^,。;:、]{2,12}):")
YEAR: Final = re.compile(r"(20\d\d)年")
PREFACE: Final = "前言"
TITLE: Final = 20
#: The number that a clause begins with: 第二条, 1., (一), 一是, 2.1.3.
ITEM: Final = re.compile(
    r"^[(]?[一二三四五六七八九十\d]{1,3}(?:[)、]|\.(?!\d))|^第[一二三四五六七八九十百\d]+条 ?|^[一二三四五六七八九十]{1,2}是"
    r"|^\d{1,2}(?:\.\d{1,2})* (?=[\u4e00-\u9fff“《])|^\d{1,2}(?:\.\d{1,2}){2,}"
)
STAGE: Final = re.compile(r"阶段")
PUNCTUATION: Final = "。;,、:  \n"


@dataclass
class Node:
    number: str
    title: str
    texts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        own: dict[str, Any] = {"number": self.number, "title": self.title, "text": ended("".join(self.texts)) or self.title}
        return own | ({"children": [child.data() for child in self.children]} if self.children else {})


@dataclass(frozen=True)
class Outline:
    """`numbers` maps the ids of the reader's clauses to numbers of the plan; `above` maps those to what stands around them."""

    nodes: Sequence[Node]
    numbers: Mapping[str, str]
    above: Mapping[str, str]


def outline_of(document: Document, clauses: Sequence[Clause] | None = None) -> Outline:
    """`clauses` are those of the document with settled words in the place of doubtful ones; left out, those as printed."""
    tops, nodes = _sections(document)
    numbers, led = dict[str, str](), dict[int, Node]()
    for clause in clauses or document.clauses:
        node = _node_of(clause, tops, nodes, led)
        numbers[clause.id] = node.number
        node.texts.append(_own_text(clause.text, node))
    kept = [node for node in tops if node.texts or node.children or node.title]
    return Outline(kept, numbers, _above(kept))


def _sections(document: Document) -> tuple[list[Node], dict[int, Node]]:
    tops: list[Node] = []
    nodes: dict[int, Node] = {}
    path: list[int] = []
    taken: set[str] = set()
    for place, section in enumerate(document.sections):
        while path and document.sections[path[-1]].level >= section.level:
            path.pop()
        parent = nodes[path[-1]] if path else None
        own = TRAILING.sub("", section.number) or short(section.title, 10) or str(place + 1)
        number = unique((parent.number if parent else "") + own, taken)
        nodes[place] = Node(number, short(section.title) or own)
        (parent.children if parent else tops).append(nodes[place])
        path.append(place)
    return tops, nodes


def unique(name: str, taken: set[str]) -> str:
    """The name, or the name with 之二, 之三 … where the text uses it again."""
    found, times = name, 1
    while found in taken:
        times += 1
        found = f"{name}之{times}"
    taken.add(found)
    return found


def _node_of(clause: Clause, tops: list[Node], nodes: Mapping[int, Node], led: dict[int, Node]) -> Node:
    """The section of a clause, or below it the lead-in that governs its domains."""
    if clause.section is None:
        if not tops or tops[0].number != PREFACE:
            tops.insert(0, Node(PREFACE, PREFACE))
        return tops[0]
    section = nodes[clause.section]
    found = LEAD_IN.match(clause.text) if clause.domains else None
    if found:
        words = found["words"]
        led[clause.section] = next((child for child in section.children if child.number == section.number + words), None) or _child(
            section, words
        )
        return led[clause.section]
    return led.get(clause.section, section) if clause.domains else section


def _child(section: Node, words: str) -> Node:
    node = Node(section.number + words, words)
    section.children.append(node)
    return node


def _own_text(text: str, node: Node) -> str:
    """The text of a clause without the heading that it begins with."""
    joined = text.replace("\n", "")
    if " | " in joined:  # a row of a table: its cells as a sentence
        return ",".join(cell.rstrip(PUNCTUATION) for cell in re.split(r"\s*\|\s*", joined) if cell) + ";"
    return joined if len(joined) > len(node.title) + 6 or not joined.endswith(node.title) else ""


def ended(text: str) -> str:
    """The last row of a table ends with a full stop."""
    return f"{text[:-1]}。" if text.endswith(";") else text


def short(text: str, most: int = TITLE) -> str:
    """A title: the first words of a text, at a stop where one is near."""
    words = text.strip(PUNCTUATION)
    return words if len(words) <= most else re.split(r"[,。;:]", words)[0][:most].strip(PUNCTUATION)


def _above(nodes: Sequence[Node], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        found[node.number] = before
        found |= _above(node.children, f"{before}{''.join(node.texts)}\n")
    return found


# ---------------------------------------------------------------- plan.yaml
def plan_of(document: Document, outline: Outline) -> dict[str, Any]:
    """plan.yaml without tasks. What the text does not say is left out and must be asked."""
    head: dict[str, Any] = {"id": "draft", "title": document.title or PREFACE, "issuer": document.issuer, "number": document.number}
    plan = {**head, "issued_on": document.issued_on}
    if document.issuer is None:
        del plan["issuer"]
    year = _year(document)
    if year is not None:
        plan["in_force"] = {"from": f"{year}-01-01", "to": f"{year + 1}-01-01"}
    phases = list(_phases(document))
    return {**plan, **({"phases": phases} if phases else {}), "clauses": [node.data() for node in outline.nodes]}


def _year(document: Document) -> int | None:
    """The year in the title; else that of the day of issue, from December on the next; else that of most of its deadlines."""
    named = YEAR.findall(document.title)
    if len(set(named)) == 1:
        return int(named[0])
    if document.issued_on:
        issued = date.fromisoformat(document.issued_on)
        return issued.year + (1 if issued.month == 12 else 0)
    years = Counter(found.last[:4] for clause in document.clauses for found in clause.deadlines if _whole(found.last) and found.last)
    if not years:
        return None
    year, times = years.most_common(1)[0]
    return int(year) if times * 2 > years.total() else None


def _phases(document: Document) -> Sequence[dict[str, Any]]:
    """Stages to which the text gives a first and a last day."""
    found: list[dict[str, Any]] = []
    for clause in document.clauses:
        spans = [each for each in clause.deadlines if _whole(each.first) and _whole(each.last)]
        if spans and STAGE.search(clause.text) and len(clause.text) < 2 * TITLE:
            title = short(re.sub(r"^[((]?[一二三四五六七八九十\d]+[))、.]+|[((][^()()]*[))]|。", "", clause.text))
            last = date.fromisoformat(spans[-1].last or "") + timedelta(days=1)
            found.append({"id": f"phase-{len(found) + 1}", "title": title, "from": spans[-1].first, "to": last.isoformat()})
    return found


def _whole(day: str | None) -> bool:
    return day is not None and not day.startswith("--")

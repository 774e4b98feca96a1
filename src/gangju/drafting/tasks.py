"""What units are charged with: who leads, who is responsible, until when. A list of units governs all clauses of its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gangju.drafting.outline import Outline, short
from gangju.drafting.vocabulary import Vocabulary
from gangju.reader.model import Clause, Deadline, Document

LEVELS: Final = {"town": "township", "street": "township", "county": "county", "urban_district": "county", "city": "city"}
EACH: Final = re.compile(r"^[各每]")
LIST: Final = re.compile(r"[((]?(?:牵头|责任|配合)(?:单位|部门)[^()()]*[))]?")


@dataclass(frozen=True)
class Charge:
    """One task and the clause that says it."""

    clause: Clause
    body: Mapping[str, Any]
    lacking: tuple[str, ...]


def charges(document: Document, outline: Outline, words: Vocabulary) -> Iterator[Charge]:
    """One task for each section whose units are named together, one for each clause that names its own."""
    for group in _groups(document.clauses, outline):
        first = group[0]
        yield _charge(first, outline.numbers[first.id], [found for clause in group for found in clause.deadlines], words)


def _groups(clauses: Sequence[Clause], outline: Outline) -> Iterator[Sequence[Clause]]:
    """Clauses of one section that stand under the same list of units."""
    group: list[Clause] = []
    for clause in clauses:
        charged = bool(clause.lead or clause.responsible)
        if group and (not charged or _units(clause, outline) != _units(group[0], outline)):
            yield group
            group = []
        if charged:
            group.append(clause)
    if group:
        yield group


def _units(clause: Clause, outline: Outline) -> tuple[object, ...]:
    return clause.lead, clause.responsible, outline.numbers[clause.id]


def _charge(clause: Clause, number: str, deadlines: Sequence[Deadline], words: Vocabulary) -> Charge:
    lead, responsible = list(clause.lead), list(clause.responsible)
    lacking: tuple[str, ...] = ()
    if not lead and len(responsible) == 1:
        lead, responsible = responsible, []
    if not lead:
        lacking = (f"没有写明由谁牵头:请从{'、'.join(responsible)}里选一个",)
    body: dict[str, Any] = {"clause": number, "title": _title(clause, number), "lead": "、".join(lead)}
    body |= {"responsible": responsible} if responsible else {}
    days = sorted({found.last for found in deadlines if found.last and not found.last.startswith("--")})
    body |= {"due": days[-1]} if days else {}
    told = _assigned(responsible, words)
    return Charge(clause, body | ({"assign_to": told} if told else {}), lacking)


def _title(clause: Clause, number: str) -> str:
    text = LIST.sub("", clause.text.replace("\n", ""))
    return short(re.sub(r"^\s*(?:[((]?[一二三四五六七八九十\d]+[))、.]+)?", "", text), 30) or number


def _assigned(responsible: Sequence[str], words: Vocabulary) -> str | None:
    """各镇党委 are all organisations of that level: the task is handed to each of them."""
    kinds = (code for unit in responsible if EACH.match(unit) for mention in words.mentions(unit) for code in mention.of("unit.kind"))
    levels = dict.fromkeys(LEVELS[kind] for kind in kinds if kind in LEVELS)
    levels |= dict.fromkeys("township" for unit in responsible if re.match(r"[各每](?:乡|镇|街道)", unit))
    return " or ".join(f"organization.level = '{level}'" for level in levels) or None

"""What units are charged with: who leads, who is responsible, until when. A list of units governs all clauses of its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gangju.drafting.outline import Outline, short
from gangju.drafting.vocabulary import Vocabulary
from gangju.reader.model import Clause, Deadline

LEVELS: Final = {"town": "township", "street": "township", "county": "county", "urban_district": "county", "city": "city"}
EACH: Final = re.compile(r"^[各每]")
DAY: Final = re.compile(r"\d[日号月]|[日月]底|前夕|前$|年内")
LEAST: Final = 4
OFFICE: Final = re.compile(
    r"(?:部|局|委|办|厅|院|校|会|组|党组|政府|党委|党工委|办公室|中心|站|处|科|公司|单位|部门|镇|乡|街道|县|区|市)(?:\(.*\))?$"
)
LIST: Final = re.compile(r"[((]?(?:牵头|责任|配合)(?:单位|部门)[^()()]*[))]?")


@dataclass(frozen=True)
class Charge:
    """One task and the clause that says it."""

    clause: Clause
    body: Mapping[str, Any]
    lacking: tuple[str, ...]


def charges(clauses: Sequence[Clause], outline: Outline, words: Vocabulary) -> Iterator[Charge]:
    """One task for each place of the plan whose units are named together. Doubts are settled in `clauses` as far as they are."""
    for group in _groups(clauses, outline):
        first = group[0]
        lead, responsible = _offices(first.lead), _offices(first.responsible)
        yield _charge(group, lead, responsible, outline.numbers[first.id], words)


def _groups(clauses: Sequence[Clause], outline: Outline) -> Iterator[Sequence[Clause]]:
    """Clauses of one place of the plan, and of what stands below it, under the same list of units; those between them that name no
    office go along."""
    group: list[Clause] = []
    for clause in clauses:
        units = (_offices(clause.lead), _offices(clause.responsible))
        same = bool(group) and outline.numbers[clause.id].startswith(outline.numbers[group[0].id])
        if group and not (same and units in ((), ((), ()), (_offices(group[0].lead), _offices(group[0].responsible)))):
            yield group
            group = []
        if group or any(units):
            group.append(clause)
    if group:
        yield group


def _offices(units: Sequence[str]) -> tuple[str, ...]:
    """Those that are offices: 由书记召集 and 由支部统一记录 charge nobody with a task of the plan."""
    return tuple(unit for unit in units if OFFICE.search(unit))


def _charge(group: Sequence[Clause], lead: Sequence[str], responsible: Sequence[str], number: str, words: Vocabulary) -> Charge:
    lacking: tuple[str, ...] = ()
    if not lead and len(responsible) == 1:
        lead, responsible = responsible, ()
    if not lead:
        lacking = (f"没有写明由谁牵头:请从{'、'.join(responsible)}里选一个",)
    doubts = [flag.text for clause in group for flag in clause.flags if DAY.search(flag.text)]
    lacking += tuple(f"完成时限“{text}”存疑:先定下这一处是哪一天" for text in doubts)
    dated = ((found.last, clause) for clause in group for found in clause.deadlines if found.last and _day(found))
    days = sorted(dated, key=lambda each: each[0])
    title = _dated_title(days[-1][1]) if days else ""
    body: dict[str, Any] = {"clause": number, "title": title or _title(group[0], number), "lead": "、".join(lead)}
    body |= {"responsible": list(responsible)} if responsible else {}
    body |= {"due": days[-1][0]} if days else {}
    told = _assigned(responsible, words)
    return Charge(days[-1][1] if days else group[0], body | ({"assign_to": told} if told else {}), lacking)


def _day(found: Deadline) -> bool:
    return not (found.last or "--").startswith("--")


def _dated_title(clause: Clause) -> str:
    """What is to be done by the day: the words after it, or those before it where they only say that it is done."""
    place = max(found.end for found in clause.deadlines) - clause.start
    text = clause.text.replace("\n", "")
    after = re.split(r"[,。;:]", text[place:].lstrip("前之以,"))[0]
    pieces = re.split(r"[,。;:]", text[:place])
    return short(after if len(after) > LEAST else (pieces[-2] if len(pieces) > 1 else ""), 30)


def _title(clause: Clause, number: str) -> str:
    text = LIST.sub("", clause.text.replace("\n", ""))
    return short(re.sub(r"^\s*(?:[((]?[一二三四五六七八九十\d]+[))、.]+)?", "", text), 30) or number


def _assigned(responsible: Sequence[str], words: Vocabulary) -> str | None:
    """各镇党委 are all organisations of that level: the task is handed to each of them."""
    kinds = (code for unit in responsible if EACH.match(unit) for mention in words.mentions(unit) for code in mention.of("unit.kind"))
    levels = dict.fromkeys(LEVELS[kind] for kind in kinds if kind in LEVELS)
    levels |= dict.fromkeys("township" for unit in responsible if re.match(r"[各每](?:乡|镇|街道)", unit))
    return " or ".join(f"organization.level = '{level}'" for level in levels) or None

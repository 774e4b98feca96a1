"""What the catalogue says about its kinds, held against the rows: metrics, checklists, rosters, states of cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from gangju.engine.facts_check import Ledgers, told, wrong_code
from gangju.engine.model import Checklist, ChecklistItem, Kind
from gangju.engine.problem import Problem
from gangju.engine.relations import LINE, RELATIONS
from gangju.engine.spelling import choose


def check_kinds(ledgers: Ledgers) -> None:
    """Adds every row that its kind does not allow."""
    for relation, check in CHECKS.items():
        if ledgers.tables[relation].num_rows and ledgers.sound(relation):
            ledgers.problems += told(check(ledgers))


def _subject(ledgers: Ledgers, relation: str, line: int, kind: str, allowed: tuple[str, ...], label: str) -> Iterator[Problem]:
    if allowed and kind not in allowed:
        labels = ledgers.catalogue.lists["subject_kind"]
        shown = "、".join(f"{each}({labels[each]})" for each in allowed)
        yield ledgers.problem(relation, line, "subject_kind", f"“{label}”不登记在{labels[kind]}上", f"请改为 {shown}")


# ---------------------------------------------------------------- metrics
def observations(ledgers: Ledgers) -> Iterator[Problem]:
    rows = ledgers.rows("observation", "subject_kind", "metric", "value", LINE)
    for kind, code, value, line in rows:
        metric = ledgers.catalogue.metrics.get(code)
        if metric is None:
            remedy = f"请在代码目录里写 metric.{code}.yaml,写明单位和查找方式"
            yield ledgers.problem("observation", line, "metric", f"指标“{code}”还没有登记", remedy)
            continue
        yield from _subject(ledgers, "observation", line, kind, metric.subject, metric.label)
        if metric.whole and value % 100:
            yield ledgers.problem("observation", line, "value", f"“{metric.label}”应是整数", f"请填写整数,单位是{metric.unit}")


# ---------------------------------------------------------------- checklists
def check_answers(ledgers: Ledgers) -> Iterator[Problem]:
    venues = dict(ledgers.rows("venue", "venue_id", "kind")) if ledgers.sound("venue") else {}
    columns = ("subject_kind", "subject_id", "checklist", "item", "answer", LINE)
    for kind, thing, code, item, answer, line in ledgers.rows("check_answer", *columns):
        checklist = ledgers.catalogue.checklists.get(code)
        if checklist is None:
            remedy = f"请在代码目录里写 checklist.{code}.yaml,列出检查项"
            yield ledgers.problem("check_answer", line, "checklist", f"检查表“{code}”还没有登记检查项", remedy)
            continue
        yield from _subject(ledgers, "check_answer", line, kind, checklist.subject, checklist.label)
        if kind == "venue" and thing in venues:
            yield from _venue(ledgers, line, checklist, thing, venues[thing])
        yield from _item(ledgers, line, checklist, item, answer)


def _venue(ledgers: Ledgers, line: int, checklist: Checklist, venue: str, kind: str) -> Iterator[Problem]:
    if checklist.venue_kind in (None, kind):
        return
    labels = ledgers.catalogue.lists["venue.kind"]
    wanted = labels.get(str(checklist.venue_kind), checklist.venue_kind)
    message = f"“{checklist.label}”查的是{wanted},阵地“{venue}”是{labels[kind]}"
    yield ledgers.problem("check_answer", line, "subject_id", message, "请改正阵地编号,或换用这类阵地的检查表")


def _item(ledgers: Ledgers, line: int, checklist: Checklist, code: str, answer: str) -> Iterator[Problem]:
    item = next((each for each in checklist.items if each.code == code), None)
    if item is None:
        mistake = wrong_code("检查项", code, {each.code: each.label for each in checklist.items if not each.computed}, checklist.code)
        yield ledgers.problem("check_answer", line, "item", mistake.message, mistake.remedy)
    elif item.computed:
        message = f"“{item.label}”由系统按登记的事实推算,不用作答"
        yield ledgers.problem("check_answer", line, "item", message, "请删去这一行")
    elif answer not in item.answers:
        yield _answer(ledgers, line, item, answer)


def _answer(ledgers: Ledgers, line: int, item: ChecklistItem, answer: str) -> Problem:
    labels = ledgers.catalogue.lists["check_answer.answer"]
    usable = "、".join(f"{each}({labels.get(each, each)})" for each in item.answers)
    return ledgers.problem("check_answer", line, "answer", f"“{item.label}”不能答“{labels[answer]}”", f"请从中选一个:{usable}")


# ---------------------------------------------------------------- rosters
def roster_entries(ledgers: Ledgers) -> Iterator[Problem]:
    columns = ("roster", "subject_kind", "category", "tier", LINE)
    for roster, subject, category, tier, line in ledgers.rows("roster_entry", *columns):
        kind = ledgers.catalogue.kinds.get(f"roster_entry.{roster}")
        if kind is not None:
            yield from _subject(ledgers, "roster_entry", line, subject, kind.subject, kind.label)
            yield from _tier(ledgers, line, kind, tier)
        if category is not None:
            yield from _category(ledgers, line, kind, roster, category)


def _tier(ledgers: Ledgers, line: int, kind: Kind, tier: str | None) -> Iterator[Problem]:
    if tier is None or tier in kind.tiers:
        return
    labels = ledgers.catalogue.lists["roster_entry.tier"]
    usable = "、".join(f"{each}({labels.get(each, each)})" for each in kind.tiers)
    message = f"“{kind.label}”不由{labels[tier]}批准"
    yield ledgers.problem("roster_entry", line, "tier", message, f"请从中选一个:{usable}" if usable else "请把这一格留空")


def _category(ledgers: Ledgers, line: int, kind: Kind | None, roster: str, category: str) -> Iterator[Problem]:
    if kind is not None and kind.composed:
        yield from COMPOSED.get(kind.composed, _any)(ledgers, line, category)
        return
    codes = ledgers.catalogue.lists.get("roster_entry.category", {})
    usable = kind.categories if kind is not None and kind.categories is not None else codes
    if category not in usable:
        mistake = wrong_code("类别", category, usable, f"roster_entry.category(名册 {roster})")
        yield ledgers.problem("roster_entry", line, "category", mistake.message, mistake.remedy)


def _any(_: Ledgers, __: int, ___: str) -> Iterator[Problem]:
    yield from ()


def _standard(ledgers: Ledgers, line: int, category: str) -> Iterator[Problem]:
    if not re.fullmatch(r"[^/\s]+/[^/\s]+", category):
        message = f"类别“{category}”不是“方案/标准”的写法"
        yield ledgers.problem("roster_entry", line, "category", message, "请写成 yunxi-2026/member-hours 的样子")


def _ledger(ledgers: Ledgers, line: int, category: str) -> Iterator[Problem]:
    """A ledger kept is a counted relation and one of its kinds."""
    relation, _, code = category.partition(".")
    counted = [name for name, each in RELATIONS.items() if each.nature == "counted" and not each.companion_of] + ["check_answer"]
    if relation not in counted:
        shown = "、".join(counted)
        remedy = choose(relation, counted, f"请写成 activity.training 的样子;可以在册的台账:{shown}")
        yield ledgers.problem("roster_entry", line, "category", f"“{relation}”不是逐次登记的台账", remedy)
        return
    name = LEDGER_LISTS.get(relation, f"{relation}.kind")
    codes = ledgers.catalogue.lists.get(name, {})
    if not (code and relation == TASKS) and code not in codes:
        mistake = wrong_code("台账种类", code, codes, name)
        yield ledgers.problem("roster_entry", line, "category", mistake.message, mistake.remedy)


LEDGER_LISTS: Final = {"participation": "activity.kind", "check_answer": "check_answer.checklist"}
"""Counted relations without a kind of their own are kept by that of the event; checks by their list."""
TASKS: Final = "task"
"""Kept plan by plan (`task.yunxi-2026`), and plans are no codes of the catalogue."""


COMPOSED: Final = {"<relation>.<kind>": _ledger, "<pack>/<standard>": _standard}


# ---------------------------------------------------------------- cases
def cases(ledgers: Ledgers) -> Iterator[Problem]:
    lists = ledgers.catalogue.lists
    for kind, state, closed, line in ledgers.rows("case", "kind", "state", "closed_on", LINE):
        states = lists.get(f"case_{kind}.state") or lists.get("case.state", {})
        ended = lists.get(f"case_{kind}.ended", {})
        if state not in states:
            mistake = wrong_code("状态", state, states, f"case_{kind}.state")
            yield ledgers.problem("case", line, "state", mistake.message, mistake.remedy)
        elif state in ended and closed is None:
            yield ledgers.problem("case", line, "closed_on", f"状态已是“{states[state]}”,没有办结日期", "请填写办结日期")
        elif ended and state not in ended and closed is not None:
            yield ledgers.problem("case", line, "closed_on", f"状态还是“{states[state]}”,却有办结日期", "请改正状态,或删去办结日期")


CHECKS: Final[dict[str, Callable[[Ledgers], Iterator[Problem]]]] = {
    "observation": observations,
    "check_answer": check_answers,
    "roster_entry": roster_entries,
    "case": cases,
}

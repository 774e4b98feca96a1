"""What each ledger asks of a row that is entered by hand: whose it is, which days are past, what cannot stand alone.

Organisations are missing, they change by `events`; and persons, who are corrected on their own page against a reason.
Membership is only corrected here: admission, transfer and leaving are deeds of their own. Columns are named as the model names
them, without `_id`; `subject`, `from` and `to` stand for the one of several references that is set, as a pair of kind and number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.models import ANY_SUBJECT_KINDS

SIDES = ("subject", "from", "to")
MEMBER_PAGE = "党员的进出和调动请在党员页面按程序办理，这里只更正登记错的内容"
OFFICE_PAGE = "任职、调整和离任请在任职页面办理，账号的授权随职务走，这里只更正登记错的内容"
# Lists that the engine reads as permission: granted by procedure, never by who benefits.
GRANTED = frozenset({"keeps", "exception", "suspension"})
# Kept on the pages of members: what they say of a person is for fewer eyes than the row, and stays out of the journal.
OF_MEMBERS = frozenset({"difficult", "floating_in", "floating_out"})
# A member is freed by the level above on the member's page; an organisation without a committee is entered as a row.
FREED = "exempt"
# Written by events of organisations, and taken back with them.
SUCCESSOR = "successor"


@dataclass(frozen=True)
class Rules:
    """`owner`: references from which the answering organisation follows, the first that is set. `names_org`: it may also be named.

    `fixed`: columns that no correction may change, and why. `only_corrected`: why rows are neither added nor taken away here.
    """

    ledger: str
    model: type[Model]
    prefix: str = ""
    identity: str = ""
    span: tuple[str, str] | None = None
    owner: tuple[str, ...] = ()
    names_org: bool = True
    one_of: tuple[str, ...] = ()
    past: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    only_corrected: str = ""


DAYS = ("since", "until")
RULES: Mapping[str, Rules] = {
    rules.ledger: rules
    for rules in (
        Rules("unit", ledgers.UnitVersion, "u", identity="unit", span=DAYS, past=frozenset({"since"})),
        Rules(
            "membership",
            ledgers.Membership,
            span=DAYS,
            past=frozenset({"since", "admitted_on", "approved_on"}),
            fixed={"org": MEMBER_PAGE, "person": MEMBER_PAGE, "until": MEMBER_PAGE, "exit": MEMBER_PAGE},
            only_corrected=MEMBER_PAGE,
        ),
        Rules(
            "post",
            ledgers.Post,
            span=DAYS,
            owner=("unit",),
            one_of=("org", "unit"),
            fixed=dict.fromkeys(("person", "org", "unit", "role", "since", "until", "exit"), OFFICE_PAGE),
            only_corrected=OFFICE_PAGE,
        ),
        Rules("tie", ledgers.Tie, "t", span=DAYS, owner=("from",), names_org=False),
        Rules("roster_entry", ledgers.RosterEntry, span=DAYS, owner=("subject",), names_org=False),
        Rules("venue", ledgers.Venue, "v", span=("opened_on", "closed_on"), owner=("unit",), one_of=("org", "unit")),
        Rules("check_answer", ledgers.CheckAnswer, owner=("subject",), names_org=False, past=frozenset({"checked_on"})),
        Rules("fund_entry", ledgers.FundEntry, "f", owner=("unit", "person"), one_of=("org", "unit", "person")),
        Rules("observation", ledgers.Observation, span=DAYS, owner=("subject",), names_org=False),
        Rules("task", ledgers.Task, "k", past=frozenset({"done_on"})),
        Rules("document", ledgers.DocumentVersion, "w", identity="document", span=DAYS),
        Rules("score", ledgers.Score, owner=("subject",), names_org=False, past=frozenset({"published_on"})),
        Rules("participation", ledgers.Participation, owner=("activity",), names_org=False),
    )
}

# Where the mistake of a constraint is shown, and what it says; the sentence is empty where the constraint says it itself.
CONSTRAINTS: Mapping[str, tuple[str, str]] = {
    "venue_days": ("closed_on", "停用日期必须晚于启用日期"),
    "exception_has_end_and_grantor": ("until", "依批准免计必须写明批准层级和截止日期"),
    "check_answer_key": ("checked_on", "这一项在这一天已经有一条结论；要改结论请打开那一条更正"),
    "score_key": ("published_on", "这个对象这一期、这一天已经登记过得分；要改请打开那一条更正"),
    "score_says_something": ("points", "得分和等次至少要填一项"),
    "tie_one_first_end": ("from", "请选一个，而且只选一个"),
    "tie_one_second_end": ("to", "请选一个，而且只选一个"),
    "task_done_has_day": ("done_on", "已完成的要写明完成日期"),
    "version_of_unit": ("since", "这个单位从这一天起已经有一条登记；要改请打开那一条更正"),
    "version_of_document": ("since", "这个文件从这一天起已经有一条登记；要改请打开那一条更正"),
    "unit_not_below_itself": ("parent", "单位不能是自己的上级，请重选"),
    "document_not_its_own_successor": ("supersedes", "文件不能取代自己，请重选"),
    "membership_key": ("since", "这名党员从这一天起在这个支部已经有一条党籍"),
    "participation_key": ("person", "这个人在这次活动里已经登记过这个角色"),
    "participation_hours": ("hours", "学时不能小于 0"),
}


def sides(model: type[Model], name: str) -> Mapping[str, str]:
    """Kind of subject → the reference that holds it; empty where the model has no such side."""
    known = {each.name for each in model._meta.concrete_fields}
    return {kind: f"{name}_{suffix}" for kind, suffix in ANY_SUBJECT_KINDS.items() if f"{name}_{suffix}" in known}


def value_of(row: Model, name: str) -> Any:
    """A column as callers give it: (kind, number) for a side, the number of a reference, else the value."""
    if name in SIDES:
        found = ((kind, getattr(row, f"{reference}_id")) for kind, reference in sides(type(row), name).items())
        return next(((kind, number) for kind, number in found if number is not None), None)
    return getattr(row, _column(row, name).attname)


def put(row: Model, name: str, value: Any) -> None:
    """The same the other way round; a row may be given instead of its number, no text is empty text."""
    number = value.pk if isinstance(value, Model) else value
    if name in SIDES:
        for kind, reference in sides(type(row), name).items():
            setattr(row, f"{reference}_id", value[1] if value and value[0] == kind else None)
        return
    column = _column(row, name)
    empty = "" if number is None and column.empty_strings_allowed and not column.null else number
    setattr(row, column.attname, empty.strip() if isinstance(empty, str) else empty)


def _column(row: Model, name: str) -> Any:
    """Any: the type checker knows no columns of a model in general."""
    return row._meta.get_field(name)


def subject_of(rules: Rules, row: Model) -> str:
    """What the journal calls the row; the pages of lists ask for its history by the same words."""
    return f"{rules.ledger}#{row.pk}"


def by_procedure(rules: Rules, row: Model) -> bool:
    """Was the row written by a procedure of its own, which alone may change it?"""
    if rules.ledger == "roster_entry":
        roster = getattr(row, "roster", "")
        return roster in GRANTED | OF_MEMBERS or (roster == FREED and getattr(row, "subject_person_id", None) is not None)
    return rules.ledger == "tie" and getattr(row, "kind", "") == SUCCESSOR

"""The checks of one row before it is saved, every mistake at its column, in words.

The same rules stand in the database as constraints and in the engine's loader; what slips past them here is refused there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, Model, Q

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.actions.rowrules import CONSTRAINTS, FREED, GRANTED, OF_MEMBERS, SIDES, SUCCESSOR, Rules, sides, value_of
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.kindrules import Mistake, answer_mistakes, observation_mistakes, roster_mistakes
from gangju.desk.ledgers.models import Organization, UnitVersion, in_force
from gangju.desk.ledgers.rules import NO_OVERLAPS
from gangju.desk.ledgers.secrecy import MARKED, is_marked

ABSENT = "没有找到，请从列表中重选"
FAR = date(9999, 12, 31)
PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?")
REGION = re.compile(r"\d{6}|\d{9}|\d{12}")
FIRST_YEAR, LAST_YEAR = 1949, 2100
# How a row of each table hangs below an organisation.
WAYS: dict[type[Model], str] = {
    ledgers.Organization: "",
    ledgers.Unit: "versions__org__",
    ledgers.Document: "versions__org__",
    **dict.fromkeys((ledgers.Person, ledgers.Venue, ledgers.Activity, ledgers.Case, ledgers.Tie, ledgers.Task), "org__"),
}


def within(scope: Scope, model: type[Model], number: int) -> bool:
    """Is there such a row in what the viewer may read? Absent and forbidden are the same."""
    return model._default_manager.filter(scope.reach("organization.read", WAYS[model]), pk=number).exists()


def answering(rules: Rules, row: Model, today: date) -> int | None:
    """The organisation that answers for the row: named, where it may be, else that of the first owner."""
    if rules.names_org and (named := getattr(row, "org_id", None)):
        return int(named)
    for name in rules.owner:
        found = value_of(row, name)
        if found is not None:
            kind, number = found if name in SIDES else (name, found)
            return _org_of(kind, number, today)
    return None


def _org_of(kind: str, number: int, today: date) -> int | None:
    if kind == "organization":
        return number
    if kind == "unit":
        versions = UnitVersion.objects.filter(unit=number).order_by("-since")
        current = versions.filter(in_force(today)).values_list("org_id", flat=True).first()
        return current or versions.values_list("org_id", flat=True).first()
    model = getattr(ledgers, kind.capitalize())
    found: int | None = model._default_manager.filter(pk=number).values_list("org_id", flat=True).first()
    return found


def mistakes(scope: Scope, rules: Rules, row: Model, changed: set[str]) -> Iterator[Mistake]:
    """`changed`: the columns that the viewer has filled in now; references among them are looked for in the scope."""
    yield from _references(scope, row, changed)
    yield from _texts(row)
    yield from _days(rules, row, scope.today)
    if rules.one_of and all(value_of(row, name) is None for name in rules.one_of):
        yield rules.one_of[0], "单位、党组织或领取人至少要选一项" if len(rules.one_of) > 2 else "单位和党组织至少要选一项"
    yield from _of_ledger(row)
    yield from _columns(rules, row)
    yield from _constraints(row)
    yield from _overlaps(row)


def _references(scope: Scope, row: Model, changed: set[str]) -> Iterator[Mistake]:
    for name in changed:
        found = value_of(row, name)
        if found is None:
            continue
        if name in SIDES:
            target = row._meta.get_field(sides(type(row), name)[found[0]]).related_model
            number = found[1]
        else:
            target, number = row._meta.get_field(name).related_model, found
        if isinstance(target, type) and not within(scope, target, number):
            yield name, ABSENT


def _texts(row: Model) -> Iterator[Mistake]:
    for column in row._meta.concrete_fields:
        text = getattr(row, column.attname)
        if isinstance(column, CharField) and isinstance(text, str) and is_marked(text):
            yield column.name, MARKED


def _days(rules: Rules, row: Model, today: date) -> Iterator[Mistake]:
    for name in sorted(rules.past):
        day = getattr(row, name)
        if day is not None and day > today:
            yield name, f"{day.year}年{day.month}月{day.day}日还没有到，请核对日期；只填已经发生的"


def _columns(rules: Rules, row: Model) -> Iterator[Mistake]:
    """Empty, too long, not a code of the list."""
    left_out = {each.name for each in row._meta.concrete_fields if each.is_relation} | {"id", "code"}
    try:
        row.clean_fields(exclude=left_out)
    except ValidationError as wrong:
        for name, messages in wrong.message_dict.items():
            yield from ((name, "没有填，请补填" if getattr(row, name) in (None, "") else said) for said in messages)
    for column in row._meta.concrete_fields:
        if column.is_relation and not column.null and column.name not in {"org", rules.identity} and value_of(row, column.name) is None:
            yield column.name, "没有选，请从列表中选一个"


def _constraints(row: Model) -> Iterator[Mistake]:
    for model, constraints in row.get_constraints():
        for each in constraints:
            try:
                each.validate(model, row)
            except ValidationError as wrong:
                yield placed(each.name, wrong.messages[0])


def placed(constraint: str, said: str) -> Mistake:
    """The column at which a constraint's mistake is shown, and its sentence."""
    if constraint in CONSTRAINTS:
        return CONSTRAINTS[constraint]
    if constraint.endswith("_days"):
        return "until", "结束日期必须晚于开始日期"
    if constraint.endswith("_one_subject"):
        return "subject", "没有选对象，请从列表中选一个"
    return NON_FIELD_ERRORS, said


def _overlaps(row: Model) -> Iterator[Mistake]:
    rule = next((each for each in NO_OVERLAPS if each.table == row._meta.db_table), None)
    since, until = getattr(row, "since", None), getattr(row, "until", None)
    if rule is None or since is None:
        return
    names = {each.column: each.attname for each in row._meta.concrete_fields}
    same = Q()
    for column in (*rule.numbers, *rule.words):
        value = getattr(row, names[column])
        same &= Q(**{f"{names[column]}__isnull": True}) if value is None else Q(**{names[column]: value})
    if all(getattr(row, names[column]) is None for column in rule.numbers):
        return  # its subject is missing, which is said elsewhere
    others = type(row)._default_manager.filter(same, since__lt=until or FAR).exclude(pk=row.pk)
    clash: Any = others.filter(Q(until__isnull=True) | Q(until__gt=since)).order_by("since").first()
    if clash is not None:
        span = f"{clash.since:%Y-%m-%d} 起" + (f"到 {clash.until:%Y-%m-%d}" if clash.until else "一直有效")
        yield "since", f"与已有的一条（{span}）时段重叠，同一天只能有一条。请先给那一条写明结束日期，或更正这里的日期"


def _of_ledger(row: Model) -> Iterator[Mistake]:
    """Rules of one ledger alone, and of its kinds."""
    check: Any = _CHECKS.get(type(row))
    if check is not None:
        yield from check(row)


def _roster(row: ledgers.RosterEntry) -> Iterator[Mistake]:
    if row.roster in OF_MEMBERS:
        yield "roster", f"“{label('roster_entry.roster', row.roster)}”请在党员页面登记，那里写明的缘由只给该看的人看"
    elif row.roster in GRANTED:
        yield "roster", f"“{label('roster_entry.roster', row.roster)}”不能在这里登记或更改，请按程序办理"
    elif row.roster:
        if row.roster == FREED and row.subject_person_id is not None:
            yield "roster", "党员的依规免计由直接上级在党员页面批准，写明期限，不能在这里登记或更改"
        yield from roster_mistakes(row.roster, _kind(row), row.category, row.tier)


def _observation(row: ledgers.Observation) -> Iterator[Mistake]:
    if row.metric:
        yield from observation_mistakes(row.metric, _kind(row), row.value)


def _answer(row: ledgers.CheckAnswer) -> Iterator[Mistake]:
    if row.checklist:
        venue = row.subject_venue.kind if row.subject_venue else None
        yield from answer_mistakes(row.checklist, _kind(row), venue, row.item, row.answer)


def _kind(row: Model) -> str | None:
    subject = value_of(row, "subject")
    return str(subject[0]) if subject else None


def _tie(row: ledgers.Tie) -> Iterator[Mistake]:
    if row.kind == SUCCESSOR:
        yield "kind", "沿革由组织变动写成，不能单独登记或更改，请办理合并、分设等变动"


def _fund(row: ledgers.FundEntry) -> Iterator[Mistake]:
    year: int | None = row.year
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        yield "year", f"年度请填 {FIRST_YEAR} 到 {LAST_YEAR} 之间的四位数字"


def _venue(row: ledgers.Venue) -> Iterator[Mistake]:
    if row.area_m2 is not None and row.area_m2 < 0:
        yield "area_m2", "面积不能小于 0"


def _score(row: ledgers.Score) -> Iterator[Mistake]:
    if row.period and not PERIOD.fullmatch(row.period):
        yield "period", "期间请写成年、半年、季度或月份，例如 2026、2026H1、2026Q3 或 2026-07"


def _unit(row: ledgers.UnitVersion) -> Iterator[Mistake]:
    if row.region and not REGION.fullmatch(row.region):
        yield "region", "区划代码是 6、9 或 12 位数字，例如 450300"


def _participation(row: ledgers.Participation) -> Iterator[Mistake]:
    """Who is in no branch and holds no post on the day cannot have been called."""
    if not row.activity_id or not row.person_id:
        return
    day = row.activity.started_at.date()
    belongs = row.person.memberships.filter(in_force(day)).exists() or row.person.posts.filter(in_force(day)).exists()
    if not belongs:
        yield "person", f"{day.year}年{day.month}月{day.day}日这个人还没有党籍，也没有担任职务，请核对"


_CHECKS: dict[type[Model], Any] = {
    ledgers.RosterEntry: _roster,
    ledgers.Observation: _observation,
    ledgers.CheckAnswer: _answer,
    ledgers.Tie: _tie,
    ledgers.FundEntry: _fund,
    ledgers.Venue: _venue,
    ledgers.Score: _score,
    ledgers.UnitVersion: _unit,
    ledgers.Participation: _participation,
}


def organization(number: int | None) -> Organization | None:
    return Organization.objects.filter(pk=number).first() if number else None

"""Which figures are disputed, and the list of disputes, cut to the viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.plans.addresses import why_figure
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.contests.actions import KIND, OPEN
from gangju.desk.plans.lines import Line
from gangju.desk.plans.models import Contest

# pack, standard, part, period, subject kind, subject, organisation
Key = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One dispute as pages list it."""

    number: int
    standard: str
    subject: str
    org: str
    org_code: str
    about: str
    row: str
    ground: str
    answer: str
    state: str
    is_open: bool
    late: bool
    opened_on: date
    due_on: date | None
    closed_on: date | None
    why: str
    opens: bool
    """A dispute about a person is for those who may read the person's name; others see that there is one."""


def seen(scope: Scope) -> QuerySet[Contest]:
    rows = scope.rows(Contest, "standard.read").filter(case__kind=KIND)
    return rows.select_related("case", "org")


def open_keys(scope: Scope, orgs: Collection[str]) -> frozenset[Key]:
    """Keys of disputed figures judged in these organisations, as `Line.key` writes them."""
    rows = seen(scope).filter(org__code__in=orgs, case__state__in=OPEN)
    columns = ("pack", "standard", "part", "period", "subject_kind", "subject", "org__code")
    return frozenset(tuple(str(each) for each in row) for row in rows.values_list(*columns))


def marked(scope: Scope, lines: Sequence[Line]) -> list[Line]:
    """The same lines, those in dispute marked."""
    disputed = open_keys(scope, {line.org_id for line in lines}) if lines else frozenset()
    return [replace(line, contested=True) if line.key in disputed else line for line in lines]


def about(scope: Scope, pack: str, standard: str, subject: str) -> list[Told]:
    """Everything ever said about one subject's figures under a standard, newest first."""
    return told(scope, seen(scope).filter(pack=pack, standard=standard, subject=subject).order_by("-case__opened_on", "-pk"))


def told(scope: Scope, rows: Iterable[Contest]) -> list[Told]:
    found = list(rows)
    titles = {key: known.title for key, known in standards_in_force(scope).items()}
    wanted = [(row.subject_kind, row.subject) for row in found] + [("organization", row.org.code) for row in found]
    called = names(scope, wanted)
    return [_told(scope, row, titles, called) for row in found]


def _told(scope: Scope, row: Contest, titles: Mapping[tuple[str, str], str], called: Mapping[tuple[str, str], str]) -> Told:
    case = row.case
    title = titles.get((row.pack, row.standard), "已停止执行的标准")
    return Told(
        number=row.pk,
        standard=f"{title}（{row.part}）" if row.part else title,
        subject=called.get((row.subject_kind, row.subject), NAMELESS),
        org=called.get(("organization", row.org.code), ""),
        org_code=row.org.code,
        about=row.get_about_display(),
        row=row.row,
        ground=row.ground,
        answer=row.answer,
        state=label("case_appeal.state", case.state),
        is_open=case.state in OPEN,
        late=case.state in OPEN and case.due_on is not None and case.due_on < scope.today,
        opened_on=case.opened_on,
        due_on=case.due_on,
        closed_on=case.closed_on,
        why=why_figure(row.pack, row.standard, row.subject_kind, row.subject, org=row.org.code, period=row.period, part=row.part),
        opens=may_open(scope, row),
    )


def may_open(scope: Scope, row: Contest) -> bool:
    return row.subject_kind not in ("person", "post") or bool(scope.persons_named(row.org))

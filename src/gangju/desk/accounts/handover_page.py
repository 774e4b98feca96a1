"""What the page of 职务交接 shows before and after: what passes, what the successor should know, who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gangju.desk.access.carried import role_of
from gangju.desk.access.scope import Scope
from gangju.desk.accounts import handover
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Organization, Person, Post, Task, below, in_force
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import Place, place
from gangju.desk.ledgers.posts import due
from gangju.desk.ledgers.posts.rights import HAND_OVER, is_above
from gangju.desk.ledgers.posts.terms import State, Term
from gangju.desk.lists.models import Draft
from gangju.desk.sheets.models import Import
from gangju.desk.sheets.models import State as Stage


@dataclass(frozen=True)
class Passing:
    """What the office answers for today. `drafts` and `imports` belong to the outgoing account and stay with it."""

    org: Place
    role: str
    carries: str
    below: int
    members: int
    term: Term | None
    tasks: Sequence[Task]
    late: int
    drafts: int
    imports: int
    overdue: int

    @property
    def warnings(self) -> list[str]:
        said = []
        if self.term and self.term.state == State.OVERDUE:
            said.append("本届已届满，还没有换届")
        elif self.term and self.term.state == State.UNKNOWN:
            said.append("没有换届记录，不知道本届何时届满")
        elif self.term and self.term.state == State.DUE:
            said.append(f"本届 {self.term.within} 个月内届满")
        said += [f"下级有 {self.overdue} 个党组织换届逾期"] if self.overdue else []
        said += [f"有 {self.late} 项任务已过期限"] if self.late else []
        return said


@dataclass(frozen=True)
class Other:
    """Another office of the outgoing person, which may pass along."""

    code: str
    title: str


@dataclass(frozen=True)
class Paper:
    """The one page that is signed."""

    entry: Entry
    org: Place
    roles: Sequence[str]
    outgoing: str
    successor: str
    day: date
    username: str
    account: str
    tasks: Sequence[Task]
    passing: Passing
    undone: bool
    may_undo: bool


def passing(scope: Scope, org: Place, post: Post) -> Passing:
    standing = due.standings(scope, org.path) if not org.is_branch else []
    tasks = handover.tasks_of(post)
    user = handover.account_of(post.person)
    return Passing(
        org=org,
        role=label("post.role", post.role),
        carries=carried.label if (carried := role_of(post.role, org.kind, org.level)) else "",
        below=scope.organizations(path__gt=org.path).filter(below(org.path)).count(),
        members=sum(rolls.counts(scope, org, scope.today).values()),
        term=due.term(scope, org),
        tasks=tasks,
        late=_late(tasks, scope.today),
        drafts=Draft.objects.filter(user=user).count() if user else 0,
        imports=Import.objects.filter(user=user, state=Stage.CHECKED).count() if user else 0,
        overdue=sum(each.term.state == State.OVERDUE for each in standing if each.place.code != org.code),
    )


def _late(tasks: Sequence[Task], day: date) -> int:
    return sum(task.due_on is not None and task.due_on < day for task in tasks)


def others(scope: Scope, post: Post) -> list[Other]:
    """Offices of the same person that the viewer may hand over too."""
    rows = (
        scope.rows(Post, HAND_OVER).filter(in_force(scope.today), person=post.person_id).exclude(pk=post.pk).select_related("org", "unit")
    )
    names = dict(scope.organizations(pk__in=[row.org_id for row in rows]).values_list("pk", "name"))
    mine = [row for row in rows.order_by("pk") if row.org_id in names and is_above(scope, row.org, HAND_OVER)]
    return [Other(row.code, f"{names[row.org_id]} {label('post.role', row.role)}") for row in mine]


def paper(scope: Scope, entry: Entry, *, opened: bool = False) -> Paper:
    """From the journal: the page says what was done, also after later changes. `opened`: names were opened against a reason.

    Raises Http404 where the viewer does not reach it.
    """
    kept, org = entry.after or {}, place(scope, entry.org_code, HAND_OVER)
    ended, begun = kept["ended"], kept["posts"]
    tasks = list(Task.objects.filter(pk__in=[row["id"] for row in kept["tasks"]]).select_related("org").order_by("due_on", "pk"))
    post = Post.objects.filter(pk=ended[0]["id"]).select_related("person", "org").first() or Post(**ended[0])
    return Paper(
        entry=entry,
        org=org,
        roles=[_title(scope, row) for row in begun],
        outgoing=_person(scope, org, ended[0]["person_id"], opened),
        successor=_person(scope, org, begun[0]["person_id"], opened),
        day=date.fromisoformat(kept["day"]),
        username=kept["account"]["username"],
        account=kept["account"]["done"],
        tasks=tasks,
        passing=replace(passing(scope, org, post), tasks=tasks, late=_late(tasks, scope.today)),
        undone=handover.undone(entry),
        may_undo=handover.may_undo(entry),
    )


def _title(scope: Scope, row: dict[str, object]) -> str:
    name = scope.organizations(pk=row["org_id"]).values_list("name", flat=True).first()
    return f"{name or ''}{label('post.role', str(row['role']))}"


def _person(scope: Scope, org: Place, number: int, opened: bool) -> str:
    """By name where the organisation's or the person's own may be named."""
    person = Person.objects.select_related("org").get(pk=number)
    here = Organization.objects.get(pk=org.org.pk)
    return person.name if opened or scope.persons_named(here) or scope.persons_named(person.org) else NAMELESS

"""The deeds of 异议: raise it, answer it, take it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from gangju.desk import clock
from gangju.desk.access.scope import STEP, Answer, Scope
from gangju.desk.bridge.adopted import nearest
from gangju.desk.bridge.catalogue import workday_after
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.models import Case, Organization
from gangju.desk.plans.models import Contest

FILE, ANSWER = "contest.file", "contest.answer"
KIND = "appeal"
OPEN = ("filed", "accepted", "reviewed")
OUTCOMES = {"corrected": "更正：异议成立，记录或规则照此改正", "upheld": "维持：原来的结果没有错", "rejected": "不受理：不是对这个数的异议"}
WORKDAYS_TO_ANSWER = 10


@dataclass(frozen=True)
class Figure:
    """Which figure: the key of a result row about one subject, and how it stood."""

    pack: str
    standard: str
    part: str
    period: str
    subject_kind: str
    subject: str
    verdict: str


def file_contest(scope: Scope, org: Organization, figure: Figure, about: str, row: str, ground: str) -> Contest:
    """Raises Denied for another's figure, ValidationError where nothing is said or one is open already."""
    scope.require(FILE, org)
    today = clock.today()
    due = workday_after(today, WORKDAYS_TO_ANSWER)
    case = Case(code=f"c-{secrets.token_hex(10)}", org=org, kind=KIND, state="filed", opened_on=today, due_on=due)
    contest = Contest(case=case, org=org, about=about, row=row, ground=ground.strip(), **vars(figure))
    with deed("contest.file", scope.actor, org=org, subject=f"contest:{case.code}") as log:
        _once(contest)
        case.full_clean()
        contest.full_clean(exclude=["case"])
        case.save()
        contest.case = case
        contest.save()
        log.changed("case", after=case)
        log.changed("contest", after=contest)
    return contest


def answer_contest(scope: Scope, contest: Contest, outcome: str, answer: str) -> Contest:
    """Raises Denied where another level is competent, ValidationError for an answer without words or to what is closed."""
    if not (allowed := may_answer(scope, contest)):
        scope.require(ANSWER, contest.org)
        raise ValidationError(allowed.reason)
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": "请从列表中选一项"})
    if not answer.strip():
        raise ValidationError({"answer": "请写明理由：查了哪些记录，依据哪一条"})
    return _closed(scope, contest, "contest.answer", outcome, answer.strip())


def withdraw_contest(scope: Scope, contest: Contest) -> Contest:
    """By those who may raise it, while it is open. Raises Denied, ValidationError."""
    scope.require(FILE, contest.org)
    return _closed(scope, contest, "contest.withdraw", "withdrawn", contest.answer)


def may_answer(scope: Scope, contest: Contest) -> Answer:
    """Never in one's own organisation; about a rule only where the plan was adopted."""
    if not scope.can(ANSWER, contest.org):
        return Answer(False, "这条异议不在您的范围内")
    level = _competent(contest)
    if level is None or not scope.can(ANSWER, level):
        return Answer(False, "规则和参数由采用方案的党组织答复" if contest.about == "rule" else "异议由上一级答复,不能答复自己的异议")
    return Answer(True, "")


def _competent(contest: Contest) -> Organization | None:
    """The organisation whose officers answer: about a rule those who had it adopted on the day the figure was disputed."""
    path = contest.org.path
    if contest.about == "rule":
        bound = nearest(contest.pack, contest.org, contest.case.opened_on)
        return Organization.objects.filter(code=bound.org).first() if bound else None
    return Organization.objects.filter(path=path[:-STEP]).first() if len(path) > STEP else None


def _once(contest: Contest) -> None:
    alike = Contest.objects.filter(
        org=contest.org, pack=contest.pack, standard=contest.standard, part=contest.part, period=contest.period, subject=contest.subject
    )
    if alike.filter(case__state__in=OPEN).exists():
        raise ValidationError("这个数已有一条异议正在处理,等答复以后再提,或先撤回原来的")


def _closed(scope: Scope, contest: Contest, name: str, state: str, answer: str) -> Contest:
    case = Case.objects.select_for_update().get(pk=contest.case.pk)
    if case.state not in OPEN:
        raise ValidationError("这条异议已经办结,不能再改。请刷新页面")
    with deed(name, scope.actor, org=contest.org, subject=f"contest:{case.code}") as log:
        log.changed("case", before=case)
        case.state, case.closed_on, contest.case = state, clock.today(), case
        contest.answer = answer
        contest.full_clean(exclude=["case"])
        case.save()
        contest.save()
        log.changed("case", after=case)
        log.changed("contest", after=contest)
    return contest

"""换届: the deeds. The organisation itself or one above records an election; only one above extends a term.

What is written is a finished case, as the staged work of an election will leave it (`terms` reads both alike).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.models import Case, CaseElection, Organization, OrganizationVersion, in_force
from gangju.desk.ledgers.posts.actions import one_at_a_time, refuse
from gangju.desk.ledgers.posts.rights import is_above
from gangju.desk.ledgers.posts.terms import (
    BY_ELECTION,
    DONE,
    ELECTING,
    KIND,
    LENGTHS,
    LONGEST_CHANGE,
    POSTPONED,
    Term,
    last_day,
    length_of,
    spells,
    term_of,
)
from gangju.desk.ledgers.secrecy import MARKED, is_marked

WRITE, EXTEND = "ledger.write", "organization.change"
MODES = ("members_meeting", "congress", "open_direct", "first", "by_election")


@dataclass(frozen=True)
class Vote:
    """`until` where the approval names an earlier last day than the rule, as for a common election; `number` of the approval."""

    day: date
    mode: str
    number: str = ""
    until: date | None = None


def record_election(scope: Scope, org: Organization, said: Vote) -> Case:
    """登记换届. Raises Denied; ValidationError by field (day, mode, number, until)."""
    scope.require(WRITE, org)
    version = _version(org, said.day)
    until = said.until or last_day(version.kind, version.level, said.day)
    length = length_of(version.kind, version.level, said.day)
    with deed("election.record", scope.actor, org=org, reason=said.number.strip()) as log:
        one_at_a_time(org)
        refuse(_wrong_vote(org, version, said))
        case = _case(scope, org, DONE, said.day)
        columns = CaseElection(
            case=case, org=org, mode=said.mode, day=said.day, term_from=said.day, term_until=until, on_voted=said.day, on_done=said.day,
            rule=length.rule if length else "", recorded_at=case.recorded_at, entered_by=case.entered_by,
        )  # fmt: skip
        columns.save()
        log.subject = f"case:{case.code}"
        log.changed("case", after=case)
        log.changed("election", after=columns)
    return case


def extend_term(scope: Scope, org: Organization, until: date, number: str) -> Case:
    """延期换届: at most a year beyond the regular end, by the organisation above. Raises Denied; ValidationError (until, number)."""
    scope.require(EXTEND, org)
    if not is_above(scope, org, EXTEND):
        raise Denied(Answer(False, "延期换届要由上级党组织批准,请由上级登记"))
    version = _version(org, scope.today)
    with deed("election.extend", scope.actor, org=org, reason=number.strip()) as log:
        one_at_a_time(org)
        term = term_of(spells(elections_of(org)), version.kind, version.level, scope.today)
        refuse(_wrong_extension(term, until, number))
        case = _case(scope, org, POSTPONED, scope.today)
        columns = CaseElection(
            case=case, org=org, term_from=term.elected_on, term_until=until, on_postponed=scope.today, recorded_at=case.recorded_at,
            rule="《关于党的基层组织任期的意见》第二条", entered_by=case.entered_by,
        )  # fmt: skip
        columns.save()
        log.subject = f"case:{case.code}"
        log.changed("case", after=case)
        log.changed("election", after=columns)
    return case


def withdraw_election(scope: Scope, case: Case, reason: str) -> None:
    """撤回: recorded by mistake. An extension is taken back where it was given. Raises Denied, ValidationError."""
    scope.require(EXTEND if case.state == POSTPONED else WRITE, case.org)
    if case.state == POSTPONED and not is_above(scope, case.org, EXTEND):
        raise Denied(Answer(False, "延期换届由上级登记,也由上级撤回"))
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由"})
    columns = CaseElection.objects.get(case=case)
    if case.state == DONE and elections_of(case.org).filter(case__state=POSTPONED, term_from=columns.term_from).exists():
        raise ValidationError({"reason": "这一届已批准延期,请先撤回延期,再撤回换届"})
    with deed("election.withdraw", scope.actor, org=case.org, subject=f"case:{case.code}", reason=reason.strip()) as log:
        log.changed("case", before=case)
        log.changed("election", before=columns)
        columns.delete()
        case.delete()


def elections_of(org: Organization) -> QuerySet[CaseElection]:
    """Finished elections and extensions of one organisation."""
    rows = CaseElection.objects.filter(case__kind=KIND, case__state__in=(DONE, POSTPONED), case__subject_org=org)
    return rows.select_related("case").order_by("term_from", "pk")


def _case(scope: Scope, org: Organization, state: str, day: date) -> Case:
    """A case that is over: opened and closed on the one day that is known."""
    case = Case(
        code=f"e-{secrets.token_hex(10)}", org=org, subject_org=org, kind=KIND, state=state, opened_on=day, closed_on=day,
        recorded_at=clock.now(), entered_by=entered_for(scope, org),
    )  # fmt: skip
    case.full_clean()
    case.save()
    return case


def _version(org: Organization, day: date) -> OrganizationVersion:
    """What the organisation was on the day. Raises ValidationError where it was not, or is not elected."""
    version = OrganizationVersion.objects.filter(in_force(day), organization=org).first()
    if version is None:
        raise ValidationError({"day": "这一天该组织尚未成立或已经撤销,请核对日期"})
    if version.kind not in ELECTING:
        kind = labels("organization.kind").get(version.kind, version.kind)
        raise ValidationError({"day": f"{kind}不经选举产生,没有换届"})
    return version


def _wrong_vote(org: Organization, version: OrganizationVersion, said: Vote) -> Iterator[tuple[str, str]]:
    longest = last_day(version.kind, version.level, said.day)
    if said.day > clock.today():
        yield "day", "这一天还没有到,只登记已经完成的换届选举"
    if said.mode not in MODES:
        yield "mode", "请从列表中选择选举方式"
    if is_marked(said.number):
        yield "number", MARKED
    if said.until is not None and said.until <= said.day:
        yield "until", "届满日必须晚于选举日"
    elif said.until is not None and longest is not None and said.until > longest:
        yield "until", f"届满日最晚是 {longest}。经批准延期的,请在届满前另外登记延期"
    elif said.until is None and longest is None and said.mode != BY_ELECTION:
        yield "until", f"{LENGTHS[0].since} 以前选举的,任期按当时的批复:请填写届满日"
    if said.mode != BY_ELECTION and elections_of(org).filter(case__state=DONE, term_from=said.day).exclude(mode=BY_ELECTION).exists():
        yield "day", "这一天的换届已经登记过,不必再记一次"


def _wrong_extension(term: Term, until: date, number: str) -> Iterator[tuple[str, str]]:
    if not number.strip():
        yield "number", "请填写批准延期的文号"
    elif is_marked(number):
        yield "number", MARKED
    if term.regular_end is None or term.ends_on is None:
        yield "until", "还没有登记过换届,不知道这一届何时届满。请先登记上一次换届"
    elif until <= term.ends_on:
        yield "until", f"这一届到 {term.ends_on} 届满,延期要晚于这一天"
    elif until > term.regular_end + LONGEST_CHANGE:
        yield "until", f"延期一般不超过一年,最晚到 {term.regular_end + LONGEST_CHANGE}"

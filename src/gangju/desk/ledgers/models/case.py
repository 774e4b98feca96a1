"""事项: something with stages. One row a case, and for seven kinds the typed columns that standards, lists and time limits read.

A case stands here as facts folders carry it: where it is now (`state`), by when (`due_on`), and in the columns of its kind the day of
the last entry into each state. Which state may follow which, who may move it and what the move writes is the flow machine's affair:
it will write these rows and add what belongs to a running case alone (its kind's version, signatures, reviewers) beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from gangju.desk.ledgers.fields import CodeField, HundredthsField
from gangju.desk.ledgers.models.base import ANY_SUBJECT, AboutAnything, Recorded, answering_org, at_most_one, public_code

if TYPE_CHECKING:
    from gangju.desk.ledgers.models.organization import Organization


class Case(AboutAnything, Recorded):
    """A case; its subject may be anything that has a public code, or nothing. `state` is judged by its kind."""

    code = public_code()
    org = answering_org("cases")
    kind = CodeField("case.kind")
    state = models.CharField(max_length=64)
    opened_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["org", "kind", "-opened_on"], name="case_by_org"),
            models.Index(fields=["kind", "opened_on", "id"], name="case_by_kind"),
        )
        constraints = (
            models.CheckConstraint(
                name="case_one_subject", condition=at_most_one(*ANY_SUBJECT), violation_error_message="最多写明一个对象"
            ),
            models.CheckConstraint(
                name="case_days",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="办结日期不能早于发起日期",
            ),
        )

    def __str__(self) -> str:
        return self.code


class CaseColumns(Recorded):
    """The typed columns of one case. `on_<state>` is the day of the last entry into that state."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="%(class)s")
    org: models.ForeignKey[Organization, Organization] = answering_org("%(class)s_rows")
    n_return = models.PositiveIntegerField(default=0)
    n_extend = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


def _day() -> Any:
    return models.DateField(null=True, blank=True)


def _count() -> Any:
    return models.PositiveIntegerField(null=True, blank=True)


def _person() -> Any:
    return models.ForeignKey("ledgers.Person", models.PROTECT, null=True, blank=True, related_name="+")


class CaseAdmission(CaseColumns):
    """发展党员: from the application to full membership. Standards count memberships, never these rows."""

    applied_on = models.DateField()
    talker = _person()
    talk_on = _day()
    recommended_by = CodeField("case_admission.recommended_by", blank=True)
    filed_on = _day()
    discussed_on = _day()
    notice_from = _day()
    notice_to = _day()
    training_hours = HundredthsField("学时", null=True, blank=True)
    reviewed_on = _day()
    decided_on = _day()
    due_n = _count()
    present_n = _count()
    yes_n = _count()
    no_n = _count()
    abstain_n = _count()
    approved_on = _day()
    oath_on = _day()
    asked_on = _day()
    extended_until = _day()
    on_applied = _day()
    on_talked = _day()
    on_activist = _day()
    on_candidate = _day()
    on_reviewed = _day()
    on_voted = _day()
    on_probationary = _day()
    on_conversion = _day()
    on_extended = _day()
    on_full = _day()
    on_cancelled = _day()
    on_ended = _day()


class CaseRectification(CaseColumns):
    """整改问题: one problem, one measure, one person, one day. `source_id` names a case or a standard, by its kind."""

    source_kind = CodeField("case_rectification.source_kind")
    source_id = models.CharField(max_length=64, blank=True)
    campaign = models.CharField(max_length=64, blank=True)
    nature = CodeField("case_rectification.nature", blank=True)
    owner = _person()
    due = _day()
    done_on = _day()
    checked_on = _day()
    result = CodeField("case_rectification.result", blank=True)
    relapse_of = models.ForeignKey("ledgers.Case", models.PROTECT, null=True, blank=True, related_name="+")
    on_found = _day()
    on_assigned = _day()
    on_planned = _day()
    on_working = _day()
    on_submitted = _day()
    on_closed = _day()
    on_dropped = _day()


class CaseTransfer(CaseColumns):
    """组织关系转接: to an organisation of this installation, or to one outside by its name."""

    route = CodeField("case_transfer.route")
    target = models.ForeignKey("ledgers.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    target_text = models.CharField(max_length=120, blank=True)
    dues_until = _day()
    letter_no = models.CharField(max_length=120, blank=True)
    letter_until = _day()
    received_on = _day()
    on_asked = _day()
    on_checked = _day()
    on_in_transit = _day()
    on_received = _day()
    on_refused = _day()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="transfer_has_target",
                condition=Q(target__isnull=False) | ~Q(target_text=""),
                violation_error_message="请写明接收党组织",
            ),
        )


class CaseProject(CaseColumns):
    """项目: from its topic to acceptance."""

    category = CodeField("case_project.category", blank=True)
    project_class = CodeField("case_project.class", blank=True)
    level = CodeField("organization.level", blank=True)
    plan = models.ForeignKey("ledgers.Document", models.PROTECT, null=True, blank=True, related_name="+")
    investment = HundredthsField("元", null=True, blank=True)
    quarter_score = HundredthsField("分", null=True, blank=True)
    build_mode = CodeField("case_project.build_mode", blank=True)
    venue_kind = CodeField("case_project.venue_kind", blank=True)
    handed_over_on = _day()
    on_topic = _day()
    on_applied = _day()
    on_approved = _day()
    on_running = _day()
    on_acceptance = _day()
    on_done = _day()
    on_stopped = _day()


class CaseSelection(CaseColumns):
    """干部选任: how many and how far, never who."""

    position = CodeField("case_selection.position", blank=True)
    tier = CodeField("case_selection.tier", blank=True)
    way = CodeField("case_selection.way", blank=True)
    special = models.BooleanField(null=True, blank=True)
    newly_proposed = models.BooleanField(null=True, blank=True)
    newly_promoted = models.BooleanField(null=True, blank=True)
    posts_n = _count()
    nominated_n = _count()
    inspected_n = _count()
    deliberated_n = _count()
    effective_on = _day()
    on_motion = _day()
    on_plan = _day()
    on_nominated = _day()
    on_seconded = _day()
    on_qualified = _day()
    on_competed = _day()
    on_inspected = _day()
    on_deliberated = _day()
    on_decided = _day()
    on_appointed = _day()
    on_stopped = _day()


class CaseElection(CaseColumns):
    """换届选举: the preparation, the day and the figures of the vote, never a ballot."""

    mode = CodeField("case_election.mode", blank=True)
    tier = CodeField("case_election.tier", blank=True)
    seats = _count()
    day = _day()
    electors_n = _count()
    present_n = _count()
    valid_n = _count()
    term_from = _day()
    term_until = _day()
    on_due = _day()
    on_asked = _day()
    on_approved = _day()
    on_slate = _day()
    on_voted = _day()
    on_reported = _day()
    on_done = _day()
    on_postponed = _day()


class CaseRequest(CaseColumns):
    """群众诉求: what became of it, never who filed it or what it says."""

    category = CodeField("case_request.category", blank=True)
    channel = CodeField("case_request.channel", blank=True)
    confirmed = models.BooleanField(null=True, blank=True)
    done_on = _day()
    mark = _count()
    on_filed = _day()
    on_accepted = _day()
    on_assigned = _day()
    on_mediation = _day()
    on_replied = _day()
    on_rated = _day()
    on_closed = _day()
    on_refused = _day()
    on_passed_on = _day()

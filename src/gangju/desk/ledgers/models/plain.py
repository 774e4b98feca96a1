"""联系, 经费, 任务, 文件: ledgers that later issues give pages; standards read them from the first day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gangju.desk.ledgers.fields import CodeField, HundredthsField
from gangju.desk.ledgers.models.activity import Activity
from gangju.desk.ledgers.models.base import SUBJECT_KINDS, Dated, Recorded, answering_org, exactly_one, public_code, reference
from gangju.desk.ledgers.models.case import Case
from gangju.desk.ledgers.models.organization import Organization
from gangju.desk.ledgers.models.person import Person
from gangju.desk.ledgers.models.unit import Unit, Venue

ENDS = tuple(SUBJECT_KINDS.values())


class Tie(Dated):
    """联系: a dated link; the first end is the one who acts. Each end is one real reference."""

    code = public_code()
    org = answering_org("ties")
    kind = CodeField("tie.kind")
    from_org: models.ForeignKey[Organization | None, Organization | None] = reference("org", "ties_from")
    from_unit: models.ForeignKey[Unit | None, Unit | None] = reference("unit", "ties_from")
    from_person: models.ForeignKey[Person | None, Person | None] = reference("person", "ties_from")
    from_venue: models.ForeignKey[Venue | None, Venue | None] = reference("venue", "ties_from")
    from_activity: models.ForeignKey[Activity | None, Activity | None] = reference("activity", "ties_from")
    from_case: models.ForeignKey[Case | None, Case | None] = reference("case", "ties_from")
    to_org: models.ForeignKey[Organization | None, Organization | None] = reference("org", "ties_to")
    to_unit: models.ForeignKey[Unit | None, Unit | None] = reference("unit", "ties_to")
    to_person: models.ForeignKey[Person | None, Person | None] = reference("person", "ties_to")
    to_venue: models.ForeignKey[Venue | None, Venue | None] = reference("venue", "ties_to")
    to_activity: models.ForeignKey[Activity | None, Activity | None] = reference("activity", "ties_to")
    to_case: models.ForeignKey[Case | None, Case | None] = reference("case", "ties_to")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(name="tie_one_first_end", condition=exactly_one(*(f"from_{end}" for end in ENDS))),
            models.CheckConstraint(name="tie_one_second_end", condition=exactly_one(*(f"to_{end}" for end in ENDS))),
        )
        indexes = (models.Index(fields=["kind", "since", "id"], name="tie_by_kind"),)


class FundEntry(Recorded):
    """经费: money budgeted, granted, paid, received, in fen. A correction is a negative row."""

    code = public_code()
    org = answering_org("fund_entries")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="fund_entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="fund_entries")
    kind = CodeField("fund_entry.kind")
    flow = CodeField("fund_entry.flow")
    payer_level = CodeField("fund_entry.payer_level", blank=True)
    year = models.PositiveIntegerField()
    dated_on = models.DateField(null=True, blank=True)
    amount = HundredthsField("元")

    class Meta:
        indexes = (models.Index(fields=["kind", "dated_on", "id"], name="fund_by_kind"),)


class Task(Recorded):
    """任务: a task of a plan, assigned to an organisation."""

    code = public_code()
    org = answering_org("tasks")
    plan = models.CharField(max_length=64)
    clause = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tasks")
    duty = CodeField("task.duty")
    due_on = models.DateField(null=True, blank=True)
    state = CodeField("task.state")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="task_done_has_day",
                condition=~Q(state="done") | Q(done_on__isnull=False),
                violation_error_message="已完成的任务必须写明完成日期",
            ),
        )
        indexes = (models.Index(fields=["due_on", "id"], name="task_by_day"),)


class Document(models.Model):
    """文件 as itself."""

    code = public_code()

    def __str__(self) -> str:
        return self.code


class DocumentVersion(Dated):
    """A rule, notice, course, book, briefing or experience, in its version."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    org = answering_org("document_versions")
    kind = CodeField("document.kind")
    number = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=120, blank=True)
    supersedes = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["document", "since"], name="version_of_document"),
            models.CheckConstraint(
                name="document_not_its_own_successor", condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("document"))
            ),
        )
        indexes = (models.Index(fields=["kind", "since", "id"], name="document_by_kind"),)

"""Rows about one subject: 名册, 数据, 核查, 得分."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from gangju.desk.ledgers.fields import CodeField, HundredthsField
from gangju.desk.ledgers.models.base import ANY_SUBJECT, SUBJECTS, AboutAnything, AboutSubject, Dated, Recorded, answering_org, one_subject
from gangju.desk.ledgers.models.person import Person


def key(name: str, *fields: str, of: tuple[str, ...] = SUBJECTS) -> models.UniqueConstraint:
    """A natural key that begins with the subject; references that are not set are equal to each other."""
    subject = [Coalesce(F(reference), Value(0)) for reference in of]
    return models.UniqueConstraint(*subject, *(F(field) for field in fields), name=name)


class RosterEntry(AboutSubject, Dated):
    """名册: a subject stands on a named, dated list: pool, honours, floating, exempt, which ledgers are kept (`keeps`)."""

    org = answering_org("roster_entries")
    roster = CodeField("roster_entry.roster")
    # composed for `keeps` (<relation>.<kind>) and `exception` (<pack>/<standard>), hence no closed list
    category = models.CharField(max_length=150, blank=True)
    tier = CodeField("roster_entry.tier", blank=True)
    batch = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            one_subject(),
            models.CheckConstraint(
                name="exception_has_end_and_grantor",
                condition=~Q(roster="exception") | (Q(until__isnull=False) & ~Q(tier="")),
                violation_error_message="依批准免计必须写明批准层级和截止日期",
            ),
        )
        # also the way by which the no-overlap guard finds its neighbours
        indexes = (
            models.Index(fields=["roster", "category", *SUBJECTS], name="roster_by_name_subject"),
            models.Index(fields=["roster", "since", "id"], name="roster_by_day"),
        )


class Observation(AboutSubject, Dated):
    """数据: a measured value of a subject in a period, in hundredths of the metric's unit."""

    org = answering_org("observations")
    metric = CodeField("observation.metric")
    value = HundredthsField()
    published_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta(Dated.Meta):
        constraints = (*Dated.Meta.constraints, one_subject())
        indexes = (
            models.Index(fields=["metric", *SUBJECTS], name="observation_by_metric_subject"),
            models.Index(fields=["metric", "since", "id"], name="observation_by_day"),
        )


class CheckAnswer(AboutAnything, Recorded):
    """核查: one item of a checklist, answered on one day."""

    org = answering_org("check_answers")
    checklist = CodeField("check_answer.checklist")
    item = models.CharField(max_length=64)
    answer = CodeField("check_answer.answer")
    checked_on = models.DateField()
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="answers_given")

    class Meta:
        constraints = (one_subject(ANY_SUBJECT), key("check_answer_key", "checklist", "item", "checked_on", of=ANY_SUBJECT))
        indexes = (models.Index(fields=["checklist", "checked_on", "id"], name="check_answer_by_day"),)


class Score(AboutSubject, Recorded):
    """得分: a published grade of a subject in a scheme and period; the one home of grades. The newest publication counts."""

    org = answering_org("scores")
    scheme = CodeField("score.scheme")
    period = models.CharField(max_length=7)
    points = HundredthsField("分", null=True, blank=True)
    grade = CodeField("score.grade", blank=True)
    source = CodeField("score.source")
    published_on = models.DateField()

    class Meta:
        constraints = (
            one_subject(),
            key("score_key", "scheme", "period", "source", "published_on"),
            models.CheckConstraint(name="score_says_something", condition=Q(points__isnull=False) | ~Q(grade="")),
        )
        indexes = (models.Index(fields=["scheme", "published_on", "id"], name="score_by_day"),)

"""人员, 党籍 and 职务. Identity numbers and phones have no column here: they are not facts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gangju.desk.ledgers.fields import CodeField
from gangju.desk.ledgers.models.base import Dated, Recorded, answering_org, public_code


class Person(Recorded):
    """A person; `org` answers for the row: that of the membership, else of the post."""

    code = public_code()
    org = answering_org("persons")
    name = models.CharField(max_length=60)
    gender = CodeField("person.gender", blank=True)
    born_on = models.DateField(null=True, blank=True)
    education = CodeField("person.education", blank=True)

    class Meta:
        indexes = (models.Index(fields=["org", "name"], name="person_by_org"),)

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """党籍: one spell of one person's membership in one branch."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    org = answering_org("memberships")
    kind = CodeField("membership.kind")
    entry = CodeField("membership.entry", blank=True)
    exit = CodeField("membership.exit", blank=True)
    admitted_on = models.DateField(null=True, blank=True, help_text="支部大会通过之日,预备期由此起算")
    approved_on = models.DateField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "org", "since"], name="membership_key"),
        )
        indexes = (models.Index(fields=["kind"], name="membership_by_kind"),)


class Post(Dated):
    """职务: a person holds a role; the place says the rest. Empty `full_time` is unknown."""

    code = public_code()
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    org = answering_org("posts")
    unit = models.ForeignKey("ledgers.Unit", models.PROTECT, null=True, blank=True, related_name="posts")
    role = CodeField("post.role")
    rank = CodeField("post.rank", blank=True)
    full_time = models.BooleanField(null=True, blank=True)
    appointed_by = models.ForeignKey("ledgers.Organization", models.PROTECT, null=True, blank=True, related_name="appointments")
    exit = CodeField("post.exit", blank=True)

    class Meta(Dated.Meta):
        indexes = (
            models.Index(fields=["org", "role"], name="post_by_org", condition=Q(until__isnull=True)),
            models.Index(fields=["role"], name="post_by_role"),
        )

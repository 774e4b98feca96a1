"""党组织 and where they hang: identity, dated versions, dated placements, and the tree of the business day as a path."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.db import models
from django.db.models import F, FilteredRelation, Q

from gangju.desk.ledgers.fields import CodeField, PathField
from gangju.desk.ledgers.models.base import Dated, in_force, public_code

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

BEYOND = "~"  # stands after every base-36 digit, so [path, path~) is the whole subtree


def below(path: str, field: str = "path") -> Q:
    """An organisation and everything under it, as a range over the path index. Without a path there is no place: nothing."""
    if not path:
        return Q(**{f"{field}__in": []})
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + BEYOND})


class OrganizationQuery(models.QuerySet["Organization"]):
    def on(self, day: date) -> models.QuerySet[OrganizationOnDay]:
        """Organisations in force on the day, each with its name, kind, domain, level and parent of that day: one query."""
        found = self.annotate(
            version=FilteredRelation("versions", condition=in_force(day, "versions__")),
            place=FilteredRelation("placements", condition=in_force(day, "placements__")),
        ).filter(version__isnull=False)
        named = found.annotate(
            name=F("version__name"),
            kind=F("version__kind"),
            domain=F("version__domain"),
            level=F("version__level"),
            unit=F("version__unit"),
            parent=F("place__parent"),
        )
        return cast("models.QuerySet[OrganizationOnDay]", named)


class Organization(models.Model):
    """A 党组织 as itself, whatever it is called and wherever it hangs. `path` follows the placements of the business day."""

    code = public_code()
    path = PathField(default="", db_index=True)

    objects = OrganizationQuery.as_manager()

    def __str__(self) -> str:
        return self.code


class AsOfDay(TypedDict):
    """What `on` adds to an organisation: its version and place of that day; `unit` and `parent` are numbers."""

    name: str
    kind: str
    domain: str
    level: str
    unit: int | None
    parent: int | None


if TYPE_CHECKING:
    OrganizationOnDay = WithAnnotations[Organization, AsOfDay]
else:
    OrganizationOnDay = Organization


class OrganizationVersion(Dated):
    """What an organisation was called and was, in time. Found, dissolve, rename close and open rows, never rewrite them."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=120)
    kind = CodeField("organization.kind")
    domain = CodeField("organization.domain", blank=True)
    level = CodeField("organization.level")
    unit = models.ForeignKey("ledgers.Unit", models.PROTECT, null=True, blank=True, related_name="organization_versions")
    region = models.CharField(max_length=12, blank=True)
    set_up_mode = CodeField("organization.set_up_mode", blank=True)

    class Meta(Dated.Meta):
        constraints = (*Dated.Meta.constraints, models.UniqueConstraint(fields=["organization", "since"], name="version_of_organization"))
        indexes = (models.Index(fields=["kind"], name="organization_by_kind"),)

    def __str__(self) -> str:
        return self.name


class Placement(Dated):
    """隶属: below whom an organisation hangs, in time; an empty parent is a root in that span."""

    org = models.ForeignKey(Organization, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="child_placements")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["org", "since"], name="placement_of_organization"),
            models.CheckConstraint(
                name="placement_not_below_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("org")),
                violation_error_message="党组织不能隶属于自己",
            ),
        )

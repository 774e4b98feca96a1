"""The forms of the six kinds. Organisations are typed by name and found in the viewer's own scope."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.events.checks import PERMISSION
from gangju.desk.ledgers.events.said import AnyEvent, Dissolve, Found, Merge, Move, NewOrganization, NewUnit, Part, Rename, Split
from gangju.desk.ledgers.models import Organization, Unit, Venue
from gangju.desk.ledgers.places import Place

MOST_NAMED = 5
NEEDED = {"required": "请填写这一格"}


def text(title: str, *, required: bool = True, most: int = 120, help_text: str = "") -> forms.CharField:
    too_long = {"max_length": f"请控制在 {most} 字以内"}
    return forms.CharField(label=title, required=required, max_length=most, help_text=help_text, error_messages=NEEDED | too_long)


class NamedField(forms.CharField):
    """One organisation by its name. Part of a name is enough where it names only one."""

    def __init__(self, title: str, *, required: bool = True, help_text: str = "写名称或名称中的几个字") -> None:
        super().__init__(label=title, required=required, help_text=help_text, error_messages=NEEDED)

    def found(self, scope: Scope, typed: str) -> Organization:
        """Raises ValidationError."""
        known = scope.organizations(PERMISSION)
        exact = list(known.filter(name=typed)[: MOST_NAMED + 1])
        near = exact or list(known.filter(name__contains=typed)[: MOST_NAMED + 1])
        if not near:
            raise ValidationError(f"您负责的范围里没有名称含“{typed}”的党组织，请核对后重填")
        if len(near) > 1:
            raise ValidationError(f"名称含“{typed}”的不止一个:{'、'.join(each.name for each in near[:MOST_NAMED])}。请写全名")
        return Organization.objects.get(pk=near[0].pk)


class EventForm(forms.Form):
    """What every kind asks; `org` is the organisation on whose page it was opened."""

    day = DayField(label="自哪一天起", help_text="可写 20260701、2026.7.1；最多提前一年登记", error_messages=NEEDED)
    number = text("批准文号", help_text="例如 云组发〔2026〕12号")
    note = text("说明", required=False, most=400)
    field_order = ("day", "number")

    def __init__(self, *args: Any, scope: Scope, org: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scope, self.org = scope, org
        self.order_fields([name for name in self.fields if name not in ("day", "number", "note")] + ["day", "number", "note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, NamedField) and cleaned.get(name):
                try:
                    cleaned[name] = field.found(self.scope, cleaned[name])
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        return cleaned

    @abstractmethod
    def event(self) -> AnyEvent:
        """What was typed, as the event it means."""

    @property
    def common(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("day", "number", "note")}

    @property
    def subject(self) -> Organization:
        return Organization.objects.get(pk=self.org.org.pk)


def _choice(title: str, code_list: str, *, required: bool = True) -> forms.ChoiceField:
    """Read when the form is made: the lists come with the catalogue."""

    def choices() -> list[tuple[str, str]]:
        return [("", "请选择"), *labels(code_list).items()]

    return forms.ChoiceField(label=title, required=required, choices=choices, error_messages=NEEDED)


class FoundForm(EventForm):
    name = text("新组织名称")
    kind = _choice("类别", "organization.kind")
    level = _choice("层级", "organization.level")
    domain = _choice("领域", "organization.domain", required=False)
    unit_name = text("同时设立的单位", required=False, help_text="例如新设的行政村；没有就留空")
    unit_kind = _choice("单位类别", "unit.kind", required=False)

    def event(self) -> Found:
        said = self.cleaned_data
        unit = NewUnit(said["unit_name"], said["unit_kind"], said["domain"], self._parent_unit()) if said["unit_name"] else None
        founded = NewOrganization(said["name"], said["kind"], said["level"], said["domain"], unit=unit)
        return Found(parent=self.subject, founded=founded, **self.common)

    def _parent_unit(self) -> Unit | None:
        return None if self.org.unit_id is None else Unit.objects.filter(pk=self.org.unit_id).first()


class DissolveForm(EventForm):
    successor = NamedField("由谁接收", required=False, help_text="党员、下级组织和单位转到哪个组织；已经没有这些的可以留空")
    close_venues = forms.BooleanField(label="阵地同时停用", required=False)

    def event(self) -> Dissolve:
        said = self.cleaned_data
        return Dissolve(org=self.subject, successor=said["successor"] or None, close_venues=said["close_venues"], **self.common)


class RenameForm(EventForm):
    name = text("新名称")
    unit_name = text("单位新名称", required=False, help_text="所在单位同时更名的才填")

    def event(self) -> Rename:
        return Rename(org=self.subject, name=self.cleaned_data["name"], unit_name=self.cleaned_data["unit_name"], **self.common)


class MoveForm(EventForm):
    parent = NamedField("新的上级")

    def event(self) -> Move:
        return Move(org=self.subject, parent=self.cleaned_data["parent"], **self.common)


class MergeForm(EventForm):
    others = text("与谁合并", most=400, help_text="几个组织用顿号隔开")
    name = text("合并后的名称", required=False, help_text="留空就是并入本组织，本组织继续存在")
    unit_name = text("新单位名称", required=False, help_text="随新组织设立的单位；留空不设单位")
    unit_kind = _choice("新单位类别", "unit.kind", required=False)
    keep_units = forms.BooleanField(label="单位不合并，只合并党组织", required=False)

    def clean_others(self) -> tuple[Organization, ...]:
        names = [name for name in re.split(r"[、,，;；\s]+", self.cleaned_data["others"]) if name]
        return tuple(NamedField("").found(self.scope, name) for name in names)

    def event(self) -> Merge:
        said = self.cleaned_data
        orgs = (self.subject, *said["others"])
        if not said["name"]:
            return Merge(orgs=orgs, into=self.subject, keep_units=said["keep_units"], **self.common)
        place = self.org
        unit = NewUnit(said["unit_name"], said["unit_kind"], place.domain) if said["unit_name"] else None
        founded = NewOrganization(said["name"], place.kind, place.level, place.domain, unit=unit)
        return Merge(orgs=orgs, founded=founded, parent=self._above(), keep_units=said["keep_units"], **self.common)

    def _above(self) -> Organization | None:
        return None if self.org.org.parent is None else Organization.objects.filter(pk=self.org.org.parent).first()


class SplitForm(EventForm):
    name = text("分出的组织名称")
    rest = text("其余党员组成", required=False, help_text="填了就是原组织撤销、一分为二；留空则原组织保留")
    members = forms.MultipleChoiceField(label="分出去的党员", required=False, widget=forms.CheckboxSelectMultiple)
    venues = forms.MultipleChoiceField(label="分出去的阵地", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = self.scope.persons_named(self.org.org)
        self.roll = rolls.roll(self.scope, self.org, self.scope.today) if named else []
        places = self.scope.rows(Venue).filter(org=self.org.org.pk, closed_on=None).order_by("pk").values_list("code", "name")
        for name, choices in (("members", self.roll), ("venues", [(code, title or code) for code, title in places])):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices
        self.fields["members"].help_text = "" if named else "党员姓名只对本组织和直接上级显示，请由直接上级办理分设"

    def event(self) -> Split:
        said = self.cleaned_data
        parts = [Part(self._new(said["name"]), tuple(said["members"]), tuple(said["venues"]))]
        if said["rest"]:
            parts.append(Part(self._new(said["rest"]), tuple(code for code, _ in self.roll if code not in said["members"])))
        return Split(org=self.subject, parts=tuple(parts), dissolve=bool(said["rest"]), **self.common)

    def _new(self, name: str) -> NewOrganization:
        return NewOrganization(name, self.org.kind, self.org.level, self.org.domain)


FORMS: dict[str, Callable[..., EventForm]] = {
    "found": FoundForm,
    "dissolve": DissolveForm,
    "rename": RenameForm,
    "move": MoveForm,
    "merge": MergeForm,
    "split": SplitForm,
}

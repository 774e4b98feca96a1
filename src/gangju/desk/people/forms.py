"""The forms of this room. Days are typed as officials type them; what is chosen comes from the catalogue when the form is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.kindrules import items_of
from gangju.desk.ledgers.models import Person
from gangju.desk.people.actions import Basics, Newcomer, Standing
from gangju.desk.people.actions.checks import CHECKLIST, Answers
from gangju.desk.people.actions.members import ENTRIES, EXITS
from gangju.desk.people.actions.standing import usable_categories
from gangju.desk.people.lists import Listed
from gangju.desk.ui.words import full_width

NEEDED = {"required": "请填写这一格"}
CHOOSE = {"required": "请选一项", "invalid_choice": "请从列表中选一项"}
TYPED = "可写 20260701、2026.7.1"
ANSWERS = (("yes", "相符"), ("no", "有更正"), ("na", "不适用"))
KINDS = ("probationary", "full")
Choice = tuple[str, str]


def text(title: str, *, required: bool = True, most: int = 60, help_text: str = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    said = NEEDED | {"max_length": f"请控制在 {most} 字以内"}
    help_text = full_width(help_text)
    return forms.CharField(label=title, required=required, max_length=most, help_text=help_text, widget=widget, error_messages=said)


def choice(
    title: str, choices: Iterable[Choice], *, required: bool = True, help_text: str = "", empty: str = "请选择"
) -> forms.ChoiceField:
    return forms.ChoiceField(label=title, required=required, choices=[("", empty), *choices], help_text=help_text, error_messages=CHOOSE)


def day(title: str, *, required: bool = True, help_text: str = TYPED) -> DayField:
    return DayField(label=title, required=required, help_text=full_width(help_text), error_messages=NEEDED)


class BasicsForm(forms.Form):
    """The columns of a person."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = text("姓名")
        self.fields["gender"] = choice("性别", labels("person.gender").items(), required=False, empty="未填")
        self.fields["born_on"] = day("出生日期", required=False)
        self.fields["education"] = choice("学历", labels("person.education").items(), required=False, empty="未填")

    @property
    def basics(self) -> Basics:
        said = self.cleaned_data
        return Basics(said["name"].strip(), said["gender"], said["born_on"], said["education"])


class CorrectForm(BasicsForm):
    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        options["initial"] = vars(Basics.of(person))
        super().__init__(*args, **options)
        self.fields["reason"] = text("更正依据", most=200, help_text="例如:本人核对、档案复核")


class MemberForm(BasicsForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds, entries = labels("membership.kind"), labels("membership.entry")
        self.fields["number"] = text("证件号码", required=False, most=18, help_text="加密保存,用来查重;没有带来可以以后补")
        self.fields["entry"] = choice("怎样进入本支部", [(code, entries[code]) for code in ENTRIES])
        self.fields["kind"] = choice("党籍", [(code, kinds[code]) for code in KINDS])
        self.fields["since"] = day("从哪天起是本支部党员", help_text="发展入党的写支部大会通过的日期")
        self.fields["admitted_on"] = day("支部大会通过", required=False)
        self.fields["approved_on"] = day("上级审批", required=False)
        self.fields["confirmed"] = forms.BooleanField(label="已经核实,不是同一个人", required=False)

    @property
    def newcomer(self) -> Newcomer:
        said = self.cleaned_data
        days = {name: said[name] for name in ("since", "admitted_on", "approved_on")}
        return Newcomer(basics=self.basics, kind=said["kind"], entry=said["entry"], confirmed=said["confirmed"], **days)


class TransferForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = text("转入哪个支部", most=120, help_text="写名称或名称中的几个字")
        self.fields["day"] = day("从哪天起")


class LeaveForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.named = {**labels("membership.exit"), "transfer": "转到本系统以外的党组织"}
        self.fields["exit"] = choice("情形", [(code, self.named[code]) for code in EXITS])
        self.fields["day"] = day("从哪天起不再是本支部党员")
        self.fields["reason"] = text("依据", most=200, help_text="例如:某委组〔2026〕3号批复、介绍信去向")

    @property
    def exit_name(self) -> str:
        return self.named[self.cleaned_data["exit"]]


class StandingForm(forms.Form):
    """What is asked follows from the list."""

    def __init__(self, *args: Any, listed: Listed, contacts: Sequence[Choice], today: date, **options: Any) -> None:
        options["initial"] = {"since": today}
        super().__init__(*args, **options)
        self.listed = listed
        self.fields["category"] = choice(listed.category, usable_categories(listed.roster).items())
        self.fields["since"] = day(listed.since)
        ends = "这一天起不再列入" if listed.needs_end else "不知道就空着;到这一天自行退出,没回来的可以续"
        self.fields["until"] = day(listed.until, required=listed.needs_end, help_text=f"{ends};{TYPED}")
        if listed.purpose:
            self.fields["purpose"] = text(listed.purpose, most=60, help_text="例如:2026年春节走访慰问")
        if listed.contact:
            self.fields["contact"] = choice(
                listed.contact, contacts, required=False, empty="以后再定", help_text="本支部哪位党员与他保持联系"
            )
        self.fields["reason"] = text(listed.reason, most=200, help_text=listed.reason_help, rows=3)

    @property
    def standing(self) -> Standing:
        said = self.cleaned_data
        contact = Person.objects.filter(code=said["contact"]).first() if said.get("contact") else None
        purpose = said.get("purpose", "")
        return Standing(self.listed.roster, said["since"], said["until"], said["category"], said["reason"], purpose, contact)


class VisitorForm(StandingForm, BasicsForm):
    """Who he is and whence he came; the person first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["name", "gender", "born_on", "education"])


class UntilForm(forms.Form):
    def __init__(self, *args: Any, listed: Listed, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"] = day(f"新的{listed.until}日期")


class EndForm(forms.Form):
    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options["initial"] = {"day": today}
        super().__init__(*args, **options)
        self.fields["day"] = day("从哪天起退出")


class ContactPersonForm(forms.Form):
    def __init__(self, *args: Any, contacts: Sequence[Choice], today: date, **options: Any) -> None:
        options["initial"] = {"day": today}
        super().__init__(*args, **options)
        self.fields["contact"] = choice("联系人", contacts, help_text="本支部哪位党员与他保持联系")
        self.fields["day"] = day("从哪天起")


class ContactForm(forms.Form):
    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options["initial"] = {"day": today}
        super().__init__(*args, **options)
        self.fields["day"] = day("哪一天联系的")
        self.fields["topic"] = text("说了什么", required=False, most=200, help_text="一句话,例如:电话了解近况,告知七月组织生活")


class CheckForm(forms.Form):
    """One radio row a part of the sheet; everything agrees unless said otherwise."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options["initial"] = {"day": today}
        super().__init__(*args, **options)
        self.fields["day"] = day("交回日期")
        for item, title in items_of(CHECKLIST).items():
            self.fields[item] = forms.ChoiceField(
                label=title, choices=ANSWERS, initial="yes", widget=forms.RadioSelect, error_messages=CHOOSE
            )

    @property
    def answers(self) -> Answers:
        return Answers(self.cleaned_data["day"], {item: self.cleaned_data[item] for item in items_of(CHECKLIST)})


class RevealForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = text("姓名", help_text="写全名")
        self.fields["reason"] = text("查看理由", most=200, help_text="理由记入操作日志;只在这一次显示,下次再看要再写")

"""The forms of 任职, 离任, 换届 and 延期. Days are typed as officials type them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gangju.desk.ledgers.codes import labels
from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.posts.elections import MODES

NEEDED = {"required": "请填写这一格", "invalid_choice": "请从列表中选一项"}
Choice = tuple[str, str]


def chosen(title: str, code_list: str, *, required: bool = True, help_text: str = "", only: Sequence[str] = ()) -> forms.ChoiceField:
    """Read when the form is made: the lists come with the catalogue."""

    def choices() -> list[Choice]:
        return [("", "请选择"), *((code, said) for code, said in labels(code_list).items() if not only or code in only)]

    return forms.ChoiceField(label=title, required=required, choices=choices, help_text=help_text, error_messages=NEEDED)


def paper(*, required: bool = False, help_text: str = "例如 云组干〔2026〕12号；记入操作日志") -> forms.CharField:
    too_long = {"max_length": "请控制在 120 字以内"}
    return forms.CharField(label="批准文号", required=required, max_length=120, help_text=help_text, error_messages=NEEDED | too_long)


class OfficeForm(forms.Form):
    """调整: what may change of an office."""

    role = chosen("职务", "post.role")
    since = DayField(label="自哪一天起", help_text="可写 20260701、2026.7.1；最多提前一年登记", error_messages=NEEDED)
    rank = chosen("职级", "post.rank", required=False)
    full_time = forms.ChoiceField(
        label="专职或兼职", required=False, choices=[("", "未登记"), ("yes", "专职"), ("no", "兼职")], error_messages=NEEDED
    )
    number = paper()

    def clean_full_time(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["full_time"])


class AppointForm(OfficeForm):
    """任职. A name is typed in full; those who may be named are offered while typing."""

    person = forms.CharField(
        label="谁来任职", max_length=60, help_text="写全名；同名的在后面写出生年月，例如 张三 1975.3", error_messages=NEEDED
    )
    field_order = ("person", "role", "since", "full_time", "rank", "number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].widget.attrs |= {"list": "people", "autocomplete": "off"}


class EndForm(forms.Form):
    until = DayField(label="自哪一天起不再担任", help_text="可写 20260701、2026.7.1；最多提前一年登记", error_messages=NEEDED)
    exit = chosen("缘由", "post.exit")
    number = paper()


class ElectionForm(forms.Form):
    day = DayField(label="选举日", help_text="大会选举产生的那一天", error_messages=NEEDED)
    mode = chosen("选举方式", "case_election.mode", only=MODES, help_text="补选不起算新的一届")
    until = DayField(label="届满日", required=False, help_text="留空按规定的任期推算；为了统一换届而缩短的，按批复填写")
    number = paper(help_text="上级同意换届或批准结果的文号；记入操作日志")


class ExtensionForm(forms.Form):
    until = DayField(label="延期到哪一天", help_text="届满以后一年以内", error_messages=NEEDED)
    number = paper(required=True, help_text="上级批准延期的文号；记入操作日志")

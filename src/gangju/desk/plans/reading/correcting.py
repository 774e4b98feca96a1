"""更正: the body of one item as a form in plain words, and back.

What has a plain word is a field of its own: name, force, period, comparison, figures, days, units, lists. Everything else of the body
stands in one field as the plan's file has it, so that nothing an item says is out of reach and nothing is lost by saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml
from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.ledgers.codes import labels
from gangju.desk.plans.forms import read_exact
from gangju.desk.ui.words import unit_name

Data = Mapping[str, Any]
NEEDED = {"required": "请填写这一格", "invalid_choice": "请从列表中选一项", "max_length": "太长了，请缩短"}
EACH: Final = {
    "organization": "党组织", "unit": "单位（村、社区、机关、企业……）", "person": "党员", "post": "任职", "venue": "场所", "case": "事项",
}  # fmt: skip
FORCE: Final = {"must": "必须做到", "generally": "一般应做到", "strive": "力争做到", "report": "只报不评"}
WINDOWS: Final = {
    "week": "每周", "month": "每月", "two_months": "每两个月", "quarter": "每季度", "half": "每半年", "year": "每年", "two_years": "每两年",
}  # fmt: skip
PERIODS: Final = {"year": "一年", "half": "半年", "quarter": "一个季度", "month": "一个月"}
OPERATORS: Final = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "少于", "=": "等于"}
#: Keys of a body that are one word or number, with their label; a choice has its words beside it.
PLAIN: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "title": ("名称", {}),
    "label": ("名称", {}),
    "each": ("看谁", EACH),
    "force": ("力度", FORCE),
    "period": ("按多久算", PERIODS),
    "window": ("多久一次", WINDOWS),
    "at_least": ("每次至少几次", {}),
    "unit": ("计量单位", {}),
    "due": ("完成时限", {}),
    "before": ("在哪一天之前", {}),
    "exactly": ("恰好几个", {}),
    "points": ("分值", {}),
    "advice": ("怎样才能做到", {}),
}
LISTS: Final = {"lead": "牵头单位", "responsible": "责任单位", "assign": "责任单位"}
SIMPLE: Final = re.compile(r"(?P<figure>.+?) (?P<op>>=|<=|=|>|<) (?P<target>param\('\w+'(?:, ?[^()]+)?\)|[\d./]+)")
DOMAIN: Final = re.compile(r"(organization\.domain = ')(\w+)(')")
REST, WHOM = "rest", "whom"


@dataclass(frozen=True)
class Slot:
    """Where a figure stands: the parameter, the value of it."""

    param: int
    value: int

    @property
    def name(self) -> str:
        return f"figure_{self.param}_{self.value}"


class CorrectForm(forms.Form):
    """`change` is what has to be written into the item."""

    def __init__(self, *args: Any, item: Data, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item, self.body = item, dict(item["body"])
        self.slots = [Slot(at, place) for at, param in enumerate(item["params"]) for place in range(len(param.get("values", [])))]
        self._plain()
        for slot in self.slots:
            self.fields[slot.name] = _figure(item["params"][slot.param], slot.value)
        for name in self._lists():
            self._add(name, _lines(LISTS[name], self.body[name]))
        if self._items():
            self._add("items", _lines("清单各项", [each["label"] for each in self.body["items"]]))
        left = {key: value for key, value in self.body.items() if key not in self.fields and key != "id"}
        self._add(REST, _rest(left))

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field

    def _plain(self) -> None:
        for key, (label, words) in PLAIN.items():
            if isinstance(self.body.get(key), str | int) and not isinstance(self.body[key], bool):
                self._add(key, _choice(label, words, self.body[key]) if words else _word(label, self.body[key]))
        if found := SIMPLE.fullmatch(str(self.body.get("require", ""))):
            self._add("operator", _choice("比较", OPERATORS, found["op"]))
        if found := DOMAIN.search(str(self.body.get("where", ""))):
            self._add("domain", _choice("领域", labels("organization.domain"), found[2]))
        if self.body.get("where") == "":
            self._whom()

    def _whom(self) -> None:
        """Nobody is meant yet: a kind of organisation is chosen here, anybody else is written into the rest."""
        kinds = [("", "另写在下面"), *labels("organization.kind").items()]
        self._add(WHOM, forms.ChoiceField(label="哪一类党组织", choices=kinds, required=False, error_messages=NEEDED))
        if "each" in self.fields:
            self.fields["each"].required = False

    def _lists(self) -> list[str]:
        return [name for name in LISTS if name in self.body]

    def _items(self) -> bool:
        items = self.body.get("items")
        return isinstance(items, list) and all(isinstance(each, dict) and "label" in each for each in items)

    def clean_rest(self) -> dict[str, Any]:
        try:
            said = yaml.safe_load(self.cleaned_data[REST]) or {}
        except yaml.MarkedYAMLError as wrong:
            line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
            raise ValidationError(f"第 {line} 行读不出来：冒号后面要空一格，各行对齐，引号要成对") from wrong
        if not isinstance(said, dict):
            raise ValidationError("每行写成“名称: 内容”")
        return said

    @property
    def change(self) -> dict[str, Any]:
        """Body and figures as they now are."""
        said = self.cleaned_data
        body = {key: said.get(key, value) for key, value in self.body.items() if key in self.fields or key == "id"}
        body |= {key: _as_before(self.body[key], said[key]) for key in PLAIN if key in self.fields}
        body |= {key: _list(self.body[key], said[key]) for key in self._lists()}
        if "items" in self.fields:
            body["items"] = _items(self.body["items"], _typed(said["items"]))
        body |= said[REST]
        if "operator" in said and (found := SIMPLE.fullmatch(str(body.get("require", "")))):
            body["require"] = f"{found['figure']} {said['operator']} {found['target']}"
        if said.get(WHOM):
            body |= {"each": "organization", "where": f"organization.kind = '{said[WHOM]}'"}
        if "domain" in said and "where" in body:
            body["where"] = DOMAIN.sub(rf"\g<1>{said['domain']}\g<3>", str(body["where"]))
        return {"body": body, "params": self._params()}

    def _params(self) -> list[dict[str, Any]]:
        made = [{**param, "values": [dict(value) for value in param.get("values", [])]} for param in self.item["params"]]
        for slot in self.slots:
            made[slot.param]["values"][slot.value]["value"] = self.cleaned_data[slot.name]
        return made

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """The field that a mistake about a key belongs to: its own, else the rest."""
        return {key: key if key in self.fields else REST for key in keys}


# ---------------------------------------------------------------- fields
def _word(label: str, value: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, initial=str(value), error_messages=NEEDED)


def _choice(label: str, words: Mapping[str, str], value: Any) -> forms.ChoiceField:
    known = dict(words) | ({} if value in words else {str(value): str(value)})
    return forms.ChoiceField(label=label, choices=list(known.items()), initial=str(value), error_messages=NEEDED)


class FigureField(forms.CharField):
    """A number as pack files write it: whole, a decimal, or an exact ratio; `30%` becomes one."""

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "").strip()
        if not typed:
            return typed
        try:
            found = read_exact(typed)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        return found.numerator if found.denominator == 1 else str(found)


def _figure(param: Data, place: int) -> FigureField:
    value = param["values"][place]
    unit, whom = str(param.get("unit") or ""), [str(value[key]) for key in ("domain", "place", "category") if value.get(key)]
    called = labels("organization.domain")
    ending = f"（{'、'.join(called.get(each, each) for each in whom)}）" if whom else ""
    said = "比例，写成 30%、1.7 或 3/10" if unit == "ratio" else f"单位：{unit_name(unit)}" if unit else ""
    return FigureField(
        label=f"{param.get('title') or param.get('id')}{ending}", initial=str(value.get("value", "")), help_text=said, error_messages=NEEDED
    )


def _lines(label: str, value: Any) -> forms.CharField:
    rows = [value] if isinstance(value, str) else list(value or [])
    area = forms.Textarea(attrs={"rows": min(max(len(rows), 2), 14)})
    return forms.CharField(label=label, required=False, initial="\n".join(map(str, rows)), widget=area, help_text="一行一个")


def _rest(left: Data) -> forms.CharField:
    said = yaml.safe_dump(dict(left), allow_unicode=True, sort_keys=False, width=100) if left else ""
    area = forms.Textarea(attrs={"rows": min(said.count("\n") + 1, 16), "spellcheck": "false", "class": "code"})
    return forms.CharField(label="其余内容（按方案文件的写法）", required=False, initial=said, widget=area, strip=False)


# ---------------------------------------------------------------- and back
def _as_before(before: Any, typed: str) -> Any:
    return int(typed) if isinstance(before, int) and typed.isdecimal() else typed


def _typed(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _list(before: Any, text: str) -> Any:
    typed = _typed(text)
    return "、".join(typed) if isinstance(before, str) else typed


def _items(before: Sequence[Data], typed: Sequence[str]) -> list[dict[str, Any]]:
    """An item whose words stay keeps its code; one in the same place keeps it too; a new one gets the next free number."""
    by_label = {each["label"]: each for each in before}
    codes = {str(each["code"]) for each in before}
    made = []
    for place, label in enumerate(typed):
        known = by_label.get(label) or (before[place] if len(typed) == len(before) else None)
        code = known["code"] if known else next(f"item_{n}" for n in range(1, 1000) if f"item_{n}" not in codes)
        codes.add(str(code))
        made.append({**(known or {}), "code": code, "label": label})
    return made


def cuts(item: Data) -> list[tuple[int, str, str]]:
    """Where an item can be cut without a cursor: after each stop; the place in the text, what stands before and after."""
    text, start = str(item["text"]), int(item["start"])
    places = [found.end() for found in re.finditer(r"[,;。，；：:、\n]", text) if 0 < found.end() < len(text)]
    return [(start + place, text[max(0, place - 18) : place], text[place : place + 18]) for place in places]

"""From checked files to the nouns of `model.py`. Nothing is validated here: shape and agreement were checked before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gangju.engine.forms import FORMS
from gangju.engine.load_checks import clauses
from gangju.engine.load_schema import own_keys, schema
from gangju.engine.model import Catalogue, Clause, Due, Mark, Measure, Param, ParamValue, Phase, Plan, PlanTask, RollUp, Standard, Terms
from gangju.engine.yaml_marks import Marked, Where
from gangju.engine.yearly import Growth, spread


def build_plan(data: Mapping[str, Any]) -> Plan:
    return Plan(
        id=data["id"],
        title=data["title"],
        issuer=data["issuer"],
        number=data.get("number"),
        issued_on=day(data.get("issued_on")),
        in_force_from=date.fromisoformat(data["in_force"]["from"]),
        in_force_until=day(data["in_force"].get("to")),
        phases=tuple(_phase(phase) for phase in data.get("phases") or []),
        clauses={
            clause["number"]: Clause(clause["number"], clause["title"], clause["text"], parent) for _, clause, parent in clauses(data)
        },
        tasks=tuple(_task(task) for task in data.get("tasks") or []),
    )


def build_standards(marked: Marked, catalogue: Catalogue) -> tuple[Standard, ...]:
    return tuple(_in_parts(_with_parts(marked, place, item), catalogue) for place, item in enumerate(marked.data))


def _in_parts(standard: Standard, catalogue: Catalogue) -> Standard:
    """A form may itself fall into parts, as a split does into those who pay."""
    own = getattr(FORMS.get(standard.form), "parts", None)
    return standard if own is None else replace(standard, parts=own(standard, catalogue))


def build_measures(marked: Marked) -> dict[str, Measure]:
    items = enumerate(marked.data or [])
    return {item["id"]: _measure(item, Mark(marked.file, marked.line((place, "value")))) for place, item in items}


def _measure(item: Mapping[str, Any], mark: Mark) -> Measure:
    return Measure(item["id"], item["title"], item["each"], item["value"], item["unit"], mark)


def build_params(marked: Marked) -> dict[str, Param]:
    return {item["id"]: _param(item, Mark(marked.file, marked.line((place,)))) for place, item in enumerate(marked.data)}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def exact(value: int | Decimal | str) -> Fraction:
    """`24`, `0.5` and `1/3` without loss."""
    return Fraction(value)


def _phase(phase: Mapping[str, Any]) -> Phase:
    return Phase(phase["id"], phase["title"], date.fromisoformat(phase["from"]), date.fromisoformat(phase["to"]))


def _task(task: Mapping[str, Any]) -> PlanTask:
    responsible = tuple(task.get("responsible") or [])
    return PlanTask(task["id"], task["clause"], task["title"], task["lead"], responsible, day(task.get("due")), task.get("assign_to"))


def _standard(marked: Marked, place: int, item: Mapping[str, Any]) -> Standard:
    common, own = schema()["$defs"]["standard"]["properties"], own_keys(item["form"])
    period = item.get("period")
    return Standard(
        id=item["id"],
        title=item["title"],
        clause=tuple(item["clause"]),
        form=item["form"],
        each=item["each"],
        where=item["where"],
        force=item["force"],
        unit=item["unit"],
        period=None if period == "as_of" else period,
        absence=item.get("absence"),
        exempt=tuple(item.get("exempt") or []),
        roll_up=(*(_roll_up(roll_up) for roll_up in item.get("roll_up") or []), *_own_roll_ups(item["form"], item)),
        advice=item.get("advice", ""),
        keys={key: _plain(value) for key, value in item.items() if (key not in common or key in own) and key != "parts"},
        mark=Mark(marked.file_of((place,)), marked.line((place,))),
        marks=marked.under((place,)),
        due=_due(item.get("due")),
        differs=item.get("differs") or {},
        terms=_terms(item, own),
    )


def _with_parts(marked: Marked, place: int, item: Mapping[str, Any]) -> Standard:
    whole = _standard(marked, place, item)
    return replace(
        whole, parts=tuple(_part(marked, (place, "parts", number), whole, part) for number, part in enumerate(item.get("parts") or []))
    )


def _part(marked: Marked, where: Where, whole: Standard, part: Mapping[str, Any]) -> Standard:
    keys = {key: _plain(value) for key, value in part.items() if key not in ("title", "unit")}
    marks = {**whole.marks, **marked.under(where)}
    unit = part.get("unit", whole.unit)
    roll_up = (*whole.roll_up, *_own_roll_ups(whole.form, keys))
    return replace(
        whole, keys=keys, unit=unit, roll_up=roll_up, part=part["title"], mark=Mark(marked.file_of(where), marked.line(where)), marks=marks
    )


def _own_roll_ups(form: str, keys: Mapping[str, Any]) -> tuple[RollUp, ...]:
    """Groups that a form judges by its own keys."""
    own = getattr(FORMS.get(form), "roll_ups", None)
    return () if own is None else own(keys)


def _terms(item: Mapping[str, Any], own: Collection[str]) -> Terms:
    """A form may own a key of the same name, as a spell owns `after`."""
    return Terms(
        at_start=item.get("measured_on") == "period_start",
        ever_listed=item.get("on_list") == "during period",
        grace=0 if item.get("grace") is None else item["grace"]["days"],
        after=None if "after" in own else item.get("after"),
        superseded_by=item.get("superseded_by"),
    )


def _due(said: str | Mapping[str, Any] | None) -> Due | None:
    if said is None:
        return None
    return Due(date.fromisoformat(said)) if isinstance(said, str) else Due(None, said["after"], said["days"])


def _roll_up(data: Mapping[str, Any]) -> RollUp:
    value = data.get("value")
    return RollUp(data["kind"], data.get("op"), None if value is None else str(_plain(value)), data.get("at"), data.get("of"))


def _param(data: Mapping[str, Any], mark: Mark) -> Param:
    return Param(
        id=data["id"],
        title=data["title"],
        unit=data["unit"],
        values=param_values(data),
        clause=tuple(data.get("clause") or []),
        local=data.get("local", False),
        by=data.get("by"),
        list=data.get("list"),
        mark=mark,
    )


def param_values(data: Mapping[str, Any]) -> tuple[ParamValue, ...]:
    """The dated values of a parameter, those that grow year by year written out. Raises ExprError."""
    fixed = [_param_value(value) for value in data["values"] if "yearly" not in value]
    growths = [_growth(value) for value in data["values"] if "yearly" in value]
    return spread(fixed, growths, data["unit"])


def _param_value(data: Mapping[str, Any]) -> ParamValue:
    since = date.fromisoformat(data["since"])
    return ParamValue(since, exact(data["value"]), data.get("domain"), data.get("place"), data.get("category"))


def _growth(data: Mapping[str, Any]) -> Growth:
    since, until = date.fromisoformat(data["since"]), date.fromisoformat(data["until"])
    return Growth(since, until, data["yearly"], (data.get("domain"), data.get("place"), data.get("category")))


def _plain(value: Any) -> Any:
    """Decimals become fractions, so that nothing behind the loader knows two kinds of exact number."""
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, Mapping):
        return {key: _plain(below) for key, below in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value

"""From a checked `scoring.yaml` to the nouns of `model`. Nothing is validated here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from gangju.engine.model import Catalogue
from gangju.engine.scoring.model import AWARDS, Band, Bar, Class, Consequence, Item, MeanOf, Quota, Scheme, Section
from gangju.engine.yaml_marks import Marked, Where

BONUS: Final = "bonus"
VETOES: Final = "vetoes"
EXACT: Final = ("amount", "per", "cap", "floor")
PLAIN: Final = ("standard", "part", "roll_up", "measure", "value", "metric", "unit", "require", "target", "without")


def build_schemes(marked: Marked, catalogue: Catalogue) -> tuple[Scheme, ...]:
    return tuple(_scheme(marked, place, data, catalogue) for place, data in enumerate(marked.data or []))


def exact(value: int | Decimal | str) -> Fraction:
    return Fraction(value)


def _scheme(marked: Marked, place: int, data: Mapping[str, Any], catalogue: Catalogue) -> Scheme:
    grades, bonus = data.get("grades") or {}, data.get("bonus") or {}
    labels = catalogue.lists.get(f"score.grade.{data.get('scheme')}", {})
    sections = data.get("sections") or []
    period = data.get("period")
    return Scheme(
        id=data["id"],
        title=data["title"],
        clause=tuple(data.get("clause") or []),
        each=data["each"],
        period=None if period == "as_of" else period,
        points=exact(data["points"]),
        classes=tuple(Class(each["id"], each["title"], each["where"]) for each in classes_of(data)),
        exempt=tuple(data.get("exempt") or []),
        code=data.get("scheme"),
        sections=tuple(Section(each["id"], each["title"], exact(each["points"])) for each in sections),
        items=tuple(
            _item(marked, (place, "sections", at, "items", number), item, each["title"])
            for at, each in enumerate(sections)
            for number, item in enumerate(each["items"])
        ),
        bonus=tuple(_item(marked, (place, BONUS, "items", at), item, "加分") for at, item in enumerate(bonus.get("items") or [])),
        bonus_cap=exact(bonus.get("cap", 0)),
        vetoes=tuple(_item(marked, (place, VETOES, at), item, "否决") for at, item in enumerate(data.get(VETOES) or [])),
        mean_of=_mean_of(data.get("mean_of")),
        bands=tuple(_band(each, labels) for each in grades.get("bands") or []),
        quotas=tuple(Quota(each["grade"], exact(each["at_most"]), each["at"]) for each in grades.get("quotas") or []),
        bars=tuple(Bar(each["grade"], each["any_is"]) for each in grades.get("bars") or []),
        consequences=tuple(_consequence(each) for each in data.get("consequences") or []),
        file=marked.file_of((place,)),
        line=marked.line((place,)),
        marks=marked.under((place,)),
    )


def classes_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Its classes, or one of all that are meant."""
    return data.get("classes") or [{"id": "all", "title": data["title"], "where": data.get("where", "")}]


def _item(marked: Marked, where: Where, data: Mapping[str, Any], section: str) -> Item:
    kind = data.get("kind", VETOES)
    given: dict[str, Any] = {"without": "zero"} if kind in AWARDS else {}
    given |= {name: data[name] for name in PLAIN if name in data} | {name: exact(data[name]) for name in EXACT if name in data}
    return Item(
        id=data["id"],
        title=data["title"],
        clause=tuple(data.get("clause") or []),
        kind=kind,
        points=exact(data.get("points", 0)),
        section=section,
        bands=tuple(sorted(((exact(each["from"]), exact(each["points"])) for each in data.get("bands") or []), reverse=True)),
        only=tuple(data.get("only") or []),
        line=marked.line(where),
        marks=marked.under(where),
        **given,
    )


def _mean_of(data: Mapping[str, Any] | None) -> MeanOf | None:
    if data is None:
        return None
    worth = {grade: exact(value) for grade, value in (data.get("worth") or {}).items()}
    return MeanOf(data["scheme"], data.get("through"), data.get("weight", "heads"), worth, data.get("owed"))


def _band(data: Mapping[str, Any], labels: Mapping[str, str]) -> Band:
    first = data["param"] if "param" in data else exact(data["from"])
    return Band(data["grade"], data.get("title", labels.get(data["grade"], data["grade"])), first)


def _consequence(data: Mapping[str, Any]) -> Consequence:
    when = data["when"]
    return Consequence(
        id=data["id"],
        title=data["title"],
        clause=tuple(data.get("clause") or []),
        effect=data["effect"],
        grades=tuple(when.get("grade") or []),
        below=exact(when["below"]) if "below" in when else None,
        proposes=data.get("proposes", ""),
        said={key: data[key] for key in ("told", "decides", "until") if key in data},
    )

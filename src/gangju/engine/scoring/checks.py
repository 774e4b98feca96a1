"""What a score sheet must be beyond its shape: points that add up, items that read one thing, grades in order, means without circles.

Every mistake is told at its own line. What expressions mean is checked once the pack stands (`mistakes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gangju.engine.load_checks import Files
from gangju.engine.meaning import standard_mistakes
from gangju.engine.model import Catalogue, Pack
from gangju.engine.problem import Problem
from gangju.engine.scoring.asking import COUNTED, ORGANIZATION, OWN_ROW, own
from gangju.engine.scoring.build import BONUS, VETOES, classes_of
from gangju.engine.scoring.cards import number
from gangju.engine.scoring.points import VERDICTS
from gangju.engine.spelling import choose
from gangju.engine.yaml_marks import Marked, Where

SOURCES: Final = ("standard", "measure", "value", "metric")
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "bands": ("bands",),
    "deduct_each": ("amount",),
    "deduct_if": ("amount",),
    "award_each": ("amount",),
}
"""Keys that a kind of item needs beside its source."""
OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "bands": ("bands",),
    "amount": ("deduct_each", "deduct_if", "award_each"),
    "per": ("deduct_each", "award_each"),
    "cap": ("deduct_each", "award_each"),
    "floor": ("deduct_each", "deduct_if"),
    "target": ("by_share",),
    "require": VERDICTS,
    "reviewers": ("entered",),
    "evidence": ("entered",),
}
"""Keys that only some kinds of item have."""


def scheme_problems(files: Files, catalogue: Catalogue) -> list[Problem]:
    """Every mistake that the files alone show."""
    marked = files.scoring
    known = {item["id"]: item for item in files.standards.data}
    measures = {item["id"]: item for item in files.measures.data or []}
    params = {item["id"] for item in files.params.data or []}
    found: list[Problem] = []
    for place, data in enumerate(marked.data or []):
        if data["id"] in known:
            found.append(marked.problem((place, "id"), f"编号“{data['id']}”已是一项标准的编号", "评分方案请另取编号"))
        found += _codes(marked, place, data, catalogue)
        found += _worth(marked, place, data)
        found += _classes(marked, place, data)
        for where, item in items_of(place, data):
            found += _item(marked, where, item, data, known, measures, catalogue)
        found += _grades(marked, place, data, params)
    return [*found, *_means(marked, catalogue)]


def items_of(place: int, data: Mapping[str, Any]) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    for at, section in enumerate(data.get("sections") or []):
        yield from (((place, "sections", at, "items", number), item) for number, item in enumerate(section["items"]))
    yield from (((place, BONUS, "items", at), item) for at, item in enumerate((data.get(BONUS) or {}).get("items") or []))
    yield from (((place, VETOES, at), {**item, "kind": VETOES}) for at, item in enumerate(data.get(VETOES) or []))


# ---------------------------------------------------------------- points
def _worth(marked: Marked, place: int, data: Mapping[str, Any]) -> Iterator[Problem]:
    """A sheet has sections or is a mean; what sections and items are worth adds up for every class."""
    if ("sections" in data) == ("mean_of" in data):
        yield marked.problem((place,), "评分方案要么有 sections,要么有 mean_of", "只写其中一种")
    if "mean_of" in data:
        return
    for klass in classes_of(data):
        sections = data.get("sections") or []
        total = Fraction(0)
        for at, section in enumerate(sections):
            items = [item for item in section["items"] if klass["id"] in item.get("only", [klass["id"]])]
            worth = sum((Fraction(item.get("points", 0)) for item in items), Fraction(0))
            total += worth
            if worth != Fraction(section["points"]) and not any("only" in item for item in section["items"]):
                yield _uneven(marked, (place, "sections", at, "points"), f"“{section['title']}”", section["points"], worth)
        if sections and total != Fraction(data["points"]):
            named = f"“{klass['title']}”" if "classes" in data else f"“{data['title']}”"
            yield _uneven(marked, (place, "points"), named, data["points"], total)
    worth = sum((Fraction(each["points"]) for each in data.get("sections") or []), Fraction(0))
    if worth != Fraction(data["points"]):
        yield _uneven(marked, (place, "points"), "各部分", data["points"], worth)


def _uneven(marked: Marked, where: Where, named: str, wanted: Any, worth: Fraction) -> Problem:
    return marked.problem(where, f"{named}写的是 {wanted} 分,各项加起来是 {number(worth)} 分", "请核对每一项的分值,使各项之和等于总分")


# ---------------------------------------------------------------- codes, classes
def _codes(marked: Marked, place: int, data: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    asked = [("scheme", "score.scheme", [data["scheme"]])] if "scheme" in data else []
    asked.append(("exempt", "roster_entry.category", data.get("exempt") or []))
    for key, name, codes in asked:
        known = catalogue.lists.get(name, {})
        for code in codes:
            if code not in known:
                yield marked.problem((place, key), f"代码表 {name} 里没有“{code}”", choose(code, known, f"请先在代码表 {name} 里登记"))
    known = catalogue.lists.get(f"score.grade.{data.get('scheme')}", {})
    for at, band in enumerate((data.get("grades") or {}).get("bands") or []):
        if known and band["grade"] not in known:
            where = (place, "grades", "bands", at, "grade")
            yield marked.problem(where, f"方案“{data['scheme']}”没有等次“{band['grade']}”", choose(band["grade"], known, "请核对等次"))


def _classes(marked: Marked, place: int, data: Mapping[str, Any]) -> Iterator[Problem]:
    if ("classes" in data) == ("where" in data):
        yield marked.problem((place,), "没有说评哪些对象,或者说了两遍", "写 where,或写分类 classes,只写一种")
    names = [each["id"] for each in data.get("classes") or []]
    for where, item in items_of(place, data):
        for name in item.get("only") or []:
            if name not in names:
                yield marked.problem((*where, "only"), f"没有“{name}”这一类", choose(name, names, "请先写进 classes"))


# ---------------------------------------------------------------- items
def _item(
    marked: Marked,
    where: Where,
    item: Mapping[str, Any],
    data: Mapping[str, Any],
    standards: Mapping[str, Any],
    measures: Mapping[str, Any],
    catalogue: Catalogue,
) -> Iterator[Problem]:
    named = [source for source in SOURCES if source in item]
    if len(named) != 1 and (named or item["kind"] != "entered"):
        yield marked.problem(where, "要写明这一项看什么,只写一样", f"在 {'、'.join(SOURCES)} 里写一个")
        return
    for key in (*ASKS.get(item["kind"], ()), *(("points",) if item["kind"] != VETOES else ())):
        if key not in item:
            yield marked.problem(where, f"“{item['kind']}”的项缺少“{key}”", f"请补上“{key}:”和它的值")
    for key, kinds in OWN.items():
        if key in item and item["kind"] not in kinds:
            yield marked.problem((*where, key), f"“{item['kind']}”的项不写“{key}”", "请删去这一键,或换一种计分办法")
    yield from _value(marked, where, item)
    if "standard" in item:
        yield from _standard(marked, where, item, data, standards)
    if "measure" in item:
        yield from _measure(marked, where, item, data, measures)
    if "metric" in item:
        yield from _metric(marked, where, item, data, catalogue)


def _value(marked: Marked, where: Where, item: Mapping[str, Any]) -> Iterator[Problem]:
    """A figure of its own says its unit, and where it asks whether something holds, what."""
    own_figure = "value" in item or "measure" in item or "metric" in item
    if "value" in item and "unit" not in item:
        yield marked.problem(where, "算出来的数没有写单位", "请补上 unit,例如 unit: 元")
    if own_figure and item["kind"] in VERDICTS and not ("value" in item and "require" in item):
        yield marked.problem(where, "看达标没有达标的项没有说怎样算达标", "写 value 和 require,或改引一项标准")
    if own_figure and item["kind"] == "by_share" and "target" not in item:
        yield marked.problem(where, "按比例得分的项没有写与什么比", "请补上 target,例如 target: \"param('x')\"")


def _standard(
    marked: Marked, where: Where, item: Mapping[str, Any], data: Mapping[str, Any], standards: Mapping[str, Any]
) -> Iterator[Problem]:
    standard = standards.get(item["standard"])
    if standard is None:
        remedy = choose(item["standard"], standards, "请核对标准的编号")
        yield marked.problem((*where, "standard"), f"方案包里没有标准“{item['standard']}”", remedy)
        return
    kinds = [each["kind"] for each in standard.get("roll_up") or []]
    if data["each"] != ORGANIZATION and standard["each"] != data["each"]:
        yield marked.problem(
            (*where, "standard"), f"“{item['standard']}”评判的是 {standard['each']},这里给 {data['each']} 打分", "换一项标准"
        )
    elif item.get("roll_up") == OWN_ROW:
        yield from _own_row(marked, where, item, data, standard)
        return
    elif data["each"] == ORGANIZATION and not any(kind in COUNTED for kind in kinds) and "roll_up" not in item:
        yield marked.problem((*where, "standard"), f"“{item['standard']}”没有按组织汇总", "在标准上写 roll_up: [{kind: all}]")
    if "roll_up" in item and item["roll_up"] not in kinds:
        yield marked.problem(
            (*where, "roll_up"), f"“{item['standard']}”没有 {item['roll_up']} 这种汇总", choose(item["roll_up"], kinds, "请核对")
        )
    ceiling = any(str(standard.get("require", "")).strip().startswith(f"value {op}") for op in ("<", "<="))
    if item["kind"] == "by_share" and ceiling and data["each"] != ORGANIZATION:
        yield marked.problem((*where, "kind"), f"“{item['standard']}”是不得超过的上限,不能按完成的比例得分", "改用 deduct_each")


def _own_row(
    marked: Marked, where: Where, item: Mapping[str, Any], data: Mapping[str, Any], standard: Mapping[str, Any]
) -> Iterator[Problem]:
    """Of an organisation one can ask for itself or for all below it; of anything else only for itself."""
    if data["each"] != ORGANIZATION:
        yield marked.problem((*where, "roll_up"), "只有给党组织打分才分“本组织”和“所辖各家”", "请删去 roll_up")
    elif standard["each"] != ORGANIZATION:
        said = f"“{item['standard']}”评判的是 {standard['each']},没有党组织自己的一行"
        yield marked.problem((*where, "roll_up"), said, "请删去 roll_up,或换一项评判党组织的标准")


def _measure(
    marked: Marked, where: Where, item: Mapping[str, Any], data: Mapping[str, Any], measures: Mapping[str, Any]
) -> Iterator[Problem]:
    measure = measures.get(item["measure"])
    if measure is None:
        yield marked.problem(
            (*where, "measure"), f"没有“{item['measure']}”这个量", choose(item["measure"], measures, "请先写进 measures.yaml")
        )
    elif measure["each"] != data["each"] != ORGANIZATION:
        yield marked.problem(
            (*where, "measure"), f"量“{item['measure']}”是按 {measure['each']} 算的,这里给 {data['each']} 打分", "换成同一种对象的量"
        )


def _metric(marked: Marked, where: Where, item: Mapping[str, Any], data: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    metric = catalogue.metrics.get(item["metric"])
    if metric is None:
        remedy = choose(item["metric"], catalogue.metrics, "请先在代码目录里登记这项数据")
        yield marked.problem((*where, "metric"), f"没有“{item['metric']}”这项数据", remedy)
    elif metric.subject and data["each"] not in metric.subject:
        yield marked.problem((*where, "metric"), f"“{metric.label}”不登记在 {data['each']} 上", f"可以登记在:{'、'.join(metric.subject)}")


# ---------------------------------------------------------------- grades
def _grades(marked: Marked, place: int, data: Mapping[str, Any], params: set[str]) -> Iterator[Problem]:
    grades = data.get("grades") or {}
    bands = grades.get("bands") or []
    names = [band["grade"] for band in bands]
    firsts = [Fraction(band["from"]) for band in bands if "from" in band]
    if firsts != sorted(set(firsts), reverse=True):
        yield marked.problem((place, "grades", "bands"), "各档没有从高到低写,或有两档起点相同", "从最高一档写起,起点一档比一档低")
    for at, band in enumerate(bands):
        where: Where = (place, "grades", "bands", at)
        if ("from" in band) == ("param" in band):
            yield marked.problem(where, "没有说从多少分起,或者说了两遍", "写 from,或写 param(参数名),只写一种")
        if "param" in band and band["param"] not in params:
            yield marked.problem((*where, "param"), f"没有“{band['param']}”这个参数", choose(band["param"], params, "请先写进 params.yaml"))
    asked = [("quotas", "grade"), ("bars", "grade")]
    for part, key in asked:
        for at, each in enumerate(grades.get(part) or []):
            if each[key] not in names[:-1]:
                yield marked.problem(
                    (place, "grades", part, at, key),
                    f"“{each[key]}”不是一档,或者是最低一档",
                    choose(each[key], names[:-1], "请先写进 bands"),
                )
    if "bars" in grades and "mean_of" not in data:
        yield marked.problem((place, "grades", "bars"), "只有由别的得分平均出来的才看下面各家的等次", "请删去 bars")
    for at, each in enumerate(data.get("consequences") or []):
        for grade in each["when"].get("grade") or []:
            if grade not in names:
                yield marked.problem(
                    (place, "consequences", at, "when", "grade"), f"没有“{grade}”这一档", choose(grade, names, "请先写进 grades.bands")
                )


# ---------------------------------------------------------------- means
def _means(marked: Marked, catalogue: Catalogue) -> Iterator[Problem]:
    known = {data["id"]: data for data in marked.data or []}
    for place, data in enumerate(marked.data or []):
        mean = data.get("mean_of")
        if mean is None:
            continue
        where: Where = (place, "mean_of", "scheme")
        of = known.get(mean["scheme"])
        if of is None:
            yield marked.problem(where, f"没有“{mean['scheme']}”这个评分方案", choose(mean["scheme"], known, "请核对编号"))
        elif data["id"] in _reached(data["id"], known):
            yield marked.problem(where, f"“{data['id']}”绕一圈又用到自己的得分", "请去掉循环")
        elif of.get("period") != data.get("period"):
            yield marked.problem(where, f"“{mean['scheme']}”的期间与这里不同", "两个方案写同一种 period")
        else:
            yield from _averaged(marked, place, data, of, catalogue)


def _averaged(marked: Marked, place: int, data: Mapping[str, Any], of: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Problem]:
    mean = data["mean_of"]
    kinds = catalogue.lists.get("tie.kind", {})
    if "through" in mean and mean["through"] not in kinds:
        yield marked.problem(
            (place, "mean_of", "through"),
            f"没有“{mean['through']}”这种联系",
            choose(mean["through"], kinds, "请先在代码表 tie.kind 里登记"),
        )
    if "through" not in mean and data["each"] != ORGANIZATION:
        yield marked.problem((place, "mean_of"), "没有说取谁的平均", "写 through(哪种联系),或把 each 写成 organization,取所辖的平均")
    if mean.get("weight") == "months" and "through" not in mean:
        yield marked.problem((place, "mean_of", "weight"), "按月数计只用于有起止日期的联系", "请删去 weight,或写 through")
    grades = [band["grade"] for band in (of.get("grades") or {}).get("bands") or []]
    for grade in grades if "worth" in mean else []:
        if grade not in mean["worth"]:
            yield marked.problem((place, "mean_of", "worth"), f"没有说“{grade}”折合几分", "请把每一档都写上")
    for at, bar in enumerate((data.get("grades") or {}).get("bars") or []):
        if bar["any_is"] not in grades:
            said = f"“{mean['scheme']}”没有“{bar['any_is']}”这一档"
            yield marked.problem((place, "grades", "bars", at, "any_is"), said, choose(bar["any_is"], grades, "请核对等次"))


def _reached(start: str, known: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
    """The schemes that one is a mean of, directly or by others."""
    found: list[str] = []
    ahead = str((known[start].get("mean_of") or {}).get("scheme"))
    while ahead in known and ahead not in found:
        found.append(ahead)
        ahead = str((known[ahead].get("mean_of") or {}).get("scheme"))
    return found


# ---------------------------------------------------------------- meaning
def mistakes(pack: Pack) -> list[Problem]:
    """What the expressions of the schemes mean, once everything they name is sound."""
    found = [problem for scheme in pack.schemes for standard in own(pack, scheme) for problem in standard_mistakes(pack, standard)]
    return list(dict.fromkeys(found))

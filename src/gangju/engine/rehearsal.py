"""Rehearsal: what holds, against the same with other values of parameters.

`member_hours=56` says one value for everybody; `member_hours@rural=30` says it for one domain, place or category and leaves the others.
`some-plan/member_hours=56` says it of one pack alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from gangju.engine.compare import Side
from gangju.engine.model import Pack, Param, ParamValue
from gangju.engine.params import in_force
from gangju.engine.problem import BadInput, Problem

_SHAPE: Final = re.compile(r"(?:(?P<pack>[\w-]+)/)?(?P<name>[\w-]+)(?:@(?P<whom>[\w-]+))?=(?P<value>[^=]+)")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?(/[1-9]\d*)?")
# A slip of the hand, not a policy; and a number that no verdict could hold.
LARGEST: Final = Fraction(10**12)


@dataclass(frozen=True)
class Setting:
    """One value that is thought of. `whom` is a domain, a place or a category, None everybody; `pack` None is every pack that has it."""

    name: str
    value: Fraction
    whom: str | None = None
    pack: str | None = None

    @property
    def key(self) -> str:
        return self.name if self.whom is None else f"{self.name}@{self.whom}"

    def means(self, pack: str) -> bool:
        return self.pack in (None, pack)


def parse(text: str) -> Setting:
    """Raises BadInput."""
    found = _SHAPE.fullmatch(text.replace(" ", ""))
    value = None if found is None else number(found["value"])
    if found is None or value is None:
        raise BadInput([Problem("", 0, text, "看不懂这个设定", "写成 参数=数值,如 member_hours=56;只改一类的写 member_hours@rural=30")])
    return Setting(found["name"], value, found["whom"], found["pack"])


def number(text: str) -> Fraction | None:
    """A decimal or an exact ratio, not below zero; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, _, den = text.partition("/")
    value = Fraction(whole) / (int(den) if den else 1)
    return value if value <= LARGEST else None


def whom_of(value: ParamValue) -> str | None:
    """How a setting names the circumstance of a value: the most particular of its three marks."""
    return value.category or value.place or value.domain


def slots(param: Param, day: date) -> list[ParamValue]:
    """The values in force that a rehearsal may move, the one for everybody first."""
    return sorted(
        in_force(param, day), key=lambda value: (whom_of(value) is not None, value.domain or "", value.place or "", value.category or "")
    )


def rehearsed(side: Side, settings: Sequence[Setting]) -> Side:
    """The side with these values instead of its own. Raises BadInput for one that no pack has."""
    problems = [problem for setting in settings for problem in _problems(side, setting)]
    if problems:
        raise BadInput(problems)
    packs = [_with(pack, settings, side.as_of) for pack in side.packs]
    known = {pack.id: pack.params for pack in side.packs}
    bound = [replace(each, params={**each.params, **_everywhere(each.pack, settings, known)}) for each in side.bound()]
    return replace(side, packs=packs, adoptions=bound)


def _everywhere(pack: str, settings: Sequence[Setting], known: Mapping[str, Mapping[str, Param]]) -> dict[str, Fraction]:
    """Values for everybody that the pack has."""
    mine = [setting for setting in settings if setting.whom is None and setting.means(pack)]
    return {setting.name: setting.value for setting in mine if setting.name in known.get(pack, {})}


def _problems(side: Side, setting: Setting) -> list[Problem]:
    packs = [pack for pack in side.packs if setting.means(pack.id)]
    holders = [pack.params[setting.name] for pack in packs if setting.name in pack.params]
    if not holders:
        listed = "、".join(sorted({name for pack in packs or side.packs for name in pack.params}))
        return [Problem("", 0, setting.key, f"方案包里没有参数“{setting.name}”", f"可以设的有:{listed}")]
    if setting.whom is None:
        return []
    whoms = sorted({whom for param in holders for value in slots(param, side.as_of) if (whom := whom_of(value))})
    if setting.whom not in whoms:
        remedy = f"可以写:{'、'.join(whoms)}" if whoms else f"这个参数不分类,写成 {setting.name}=数值"
        return [Problem("", 0, setting.key, f"参数“{setting.name}”没有分给“{setting.whom}”的值", remedy)]
    if any(setting.name in each.params for each in side.bound() if setting.means(each.pack)):
        return [Problem("", 0, setting.key, f"参数“{setting.name}”已有本地规定的值,不再分类", f"写成 {setting.name}=数值")]
    return []


def _with(pack: Pack, settings: Sequence[Setting], day: date) -> Pack:
    """The pack with the values for one circumstance changed; those for everybody are set by the adoptions."""
    changed: dict[str, Param] = {}
    for setting in settings:
        param = changed.get(setting.name) or pack.params.get(setting.name)
        if param is None or setting.whom is None or not setting.means(pack.id):
            continue
        moved: Mapping[ParamValue, ParamValue] = {
            value: replace(value, value=setting.value) for value in in_force(param, day) if whom_of(value) == setting.whom
        }
        changed[setting.name] = replace(param, values=tuple(moved.get(value, value) for value in param.values))
    return replace(pack, params={**pack.params, **changed}) if changed else pack

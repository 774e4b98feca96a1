"""An invented town: forty branches, their members, places and money, as plain values. A workbook is one way of writing it down."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国秀英志强玉兰海燕文博思远春生桂芳永福晓东雪梅大勇小红"
VILLAGES = (
    *("双江", "榕荫", "石门", "松岭", "竹塘", "桃源", "柳湾", "梅溪", "荷塘", "莲花"),
    *("青冲", "杉木", "枫树", "樟木", "槐荫", "榆树", "杨梅", "李子", "杏花", "梨园"),
)
EDUCATION = {"本科": "bachelor", "大专": "junior_college", "高中": "senior_secondary", "初中": "junior_secondary", "小学": "primary"}
KINDS = {"正式党员": "full", "预备党员": "probationary"}
GENDERS = {"男": "1", "女": "2"}


@dataclass
class Fact:
    """One row of a ledger: its canonical values by a word for the column. `id` tells it from others."""

    ledger: str
    id: str
    values: dict[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)


def any_day(draw: random.Random, first: int, last: int, *, month: bool) -> date:
    day = date(first, 1, 1) + timedelta(days=draw.randrange((date(last, 12, 31) - date(first, 1, 1)).days))
    return day.replace(day=1) if month else day


def branches(draw: random.Random, parent: str, count: int, mark: str) -> list[Fact]:
    ends = ["村党支部", *(f"第{turn}党支部" for turn in range(2, 10))]
    names = [f"{mark}{village}{end}" for end in ends for village in VILLAGES]
    return [
        Fact(
            "organization",
            name,
            {
                "name": name, "kind": "branch", "parent": parent, "level": "village", "domain": "rural",
                "since": any_day(draw, 1978, 2015, month=draw.random() < 0.5),
            },
            {
                "kind": draw.choice(["党支部", "支部"]),
                "level": draw.choice(["村", "村级", "村(社区)"]),
                "domain": draw.choice(["农村", "农村领域"]),
            },
        )
        for name in names[:count]
    ]  # fmt: skip


def members(draw: random.Random, orgs: list[Fact], count: int) -> list[Fact]:
    found: dict[str, Fact] = {}
    while len(found) < count:
        name = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice([1, 2])))
        if name not in found:
            found[name] = member(draw, name, orgs[len(found) * len(orgs) // count].id)
    return list(found.values())


def member(draw: random.Random, name: str, org: str) -> Fact:
    gender, education = draw.choice(list(GENDERS)), draw.choice(list(EDUCATION))
    kind = "正式党员" if draw.random() < 0.9 else "预备党员"
    values = {
        "name": name, "gender": GENDERS[gender], "education": EDUCATION[education], "kind": KINDS[kind], "org": org,
        "born_on": any_day(draw, 1945, 1998, month=draw.random() < 0.5),
        "admitted_on": any_day(draw, 2017, 2024, month=draw.random() < 0.5),
    }  # fmt: skip
    return Fact("person", name, values, {"gender": gender, "education": education, "kind": kind})


def money(draw: random.Random, orgs: list[Fact], count: int) -> list[Fact]:
    found = []
    for number in range(count):
        org, year = orgs[number % len(orgs)].id, 2020 + number // len(orgs)
        values = {"kind": "office_fund", "flow": "granted", "org": org, "year": year, "amount": draw.randint(100_000, 9_000_000)}
        found.append(Fact("fund_entry", f"{org}{year}", values, {"kind": "办公经费", "flow": draw.choice(["拨付", "已拨付"])}))
    return found


def places(draw: random.Random, orgs: list[Fact]) -> list[Fact]:
    found = []
    for org in orgs:
        values = {"name": f"{org.id}活动室", "kind": "member_room", "org": org.id, "area_m2": draw.randint(2_000, 60_000)}
        values["opened_on"] = any_day(draw, 2001, 2020, month=True)
        found.append(Fact("venue", str(values["name"]), values, {"kind": "党员活动室"}))
    return found

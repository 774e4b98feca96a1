"""An index of 200,000 rows with the names of one city, written past the ledgers: asking it costs the same however it was filled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection, transaction

from gangju.desk.ledgers import bulk, tree
from gangju.desk.ledgers.models import Organization, OrganizationVersion, Person, Placement
from gangju.desk.search import indexing
from gangju.desk.search.kinds import KINDS
from gangju.desk.search.reading import Entry

TOWNS, BRANCHES = 40, 50  # branches in each town: 2,040 organisations
FAMILIES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文红志梅云"
PLACES = "云岭青山龙泉白石双河东坝南塘西江北坡上寨下湾新桥古楼长田金鸡银杏梨园竹溪枫林桃源荷塘松柏"
TOPICS = ("学习贯彻全会精神", "主题党日活动", "支部党员大会", "第二季度党课", "乡村振兴专题培训", "民主评议党员")
SINCE = date(2015, 1, 1)
# Of every hundred entries.
SHARES = {"person": 45, "activity": 35, "post": 8, "venue": 4, "roster": 5, "tie": 3}


def settle(rows: int, seed: int = 7) -> None:
    """Organisations, and so many entries spread over the branches. The ledgers themselves stay empty but for the tree."""
    draw = random.Random(seed)
    with transaction.atomic():
        branches = _tree(draw)
        indexing.refresh_all()
        for kind, share in SHARES.items():
            for entries in _in_pieces(kind, rows * share // 100, branches, draw):
                with connection.cursor() as cursor:
                    indexing._add(cursor, KINDS[kind].number, entries)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _tree(draw: random.Random) -> list[int]:
    """Numbers of the branches."""
    towns = [(f"t{town}", f"中共{_place(draw)}镇委员会", "yl") for town in range(TOWNS)]
    below = [(f"b{town}-{number}", f"{_place(draw)}村党支部", f"t{town}") for town in range(TOWNS) for number in range(BRANCHES)]
    everywhere = [("yl", "中共云澜县委员会", None), *towns, *below]
    numbers = {code: number for number, (code, *_) in enumerate(everywhere, start=1)}
    bulk.insert(Organization, ["id", "code", "path"], [(numbers[code], code, "") for code, *_ in everywhere])
    kinds = {"y": ("committee", "county"), "t": ("committee", "township"), "b": ("branch", "village")}
    versions = [(numbers[code], name, *kinds[code[0]], "", "", "", SINCE) for code, name, _ in everywhere]
    bulk.insert(OrganizationVersion, ["organization_id", "name", "kind", "level", "domain", "region", "set_up_mode", "since"], versions)
    bulk.insert(
        Placement, ["org_id", "parent_id", "since"], [(numbers[code], numbers.get(above or ""), SINCE) for code, _, above in everywhere]
    )
    bulk.catch_up_sequences([Organization, OrganizationVersion, Placement])
    tree.rebuild(date(2026, 6, 30))
    return [numbers[code] for code, *_ in below]


def _in_pieces(kind: str, count: int, branches: list[int], draw: random.Random) -> Iterator[list[Entry]]:
    for start in range(1, count + 1, 5_000):
        yield [_entry(kind, number, draw.choice(branches), draw) for number in range(start, min(start + 5_000, count + 1))]


def _entry(kind: str, number: int, org: int, draw: random.Random) -> Entry:
    name = draw.choice(FAMILIES) + draw.choice(GIVEN) + draw.choice(GIVEN)
    day = SINCE + timedelta(days=draw.randrange(4_000))
    place, code = _place(draw), f"{kind[0]}-{number}"
    said = {
        "person": Entry(number, org, name, (name,), code, personal=True),
        "post": Entry(number, org, f"{name}（党组织书记）", (name, "党组织书记"), code, day=day, personal=True),
        "activity": Entry(
            number, org, f"{place}村{draw.choice(TOPICS)}", (f"{place}村{draw.choice(TOPICS)}", "党课"), code, "党课", day=day
        ),
        "venue": Entry(number, org, f"{place}村党群服务中心", (f"{place}村党群服务中心", "党群服务中心"), code, "党群服务中心", day=day),
        "roster": Entry(number, org, f"{place}村 党员示范岗", (f"{place}村", "党员示范岗", "第二批"), "", "党员示范岗", "第二批", day),
        "tie": Entry(number, org, f"{place}小学 结对", (f"{place}小学", "结对"), code, "结对", day=day),
    }
    return said[kind]


def _place(draw: random.Random) -> str:
    return "".join(draw.choice(PLACES) for _ in range(2))


def members(count: int) -> Iterator[tuple[int, str, int, str, str, str]]:
    """Plain rows of persons, to be written with and without the triggers."""
    draw = random.Random(11)
    for number in range(1, count + 1):
        name = draw.choice(FAMILIES) + draw.choice(GIVEN) + draw.choice(GIVEN)
        yield number, f"m-{number}", 1 + number % TOWNS, name, "1", "21"


MEMBER_COLUMNS = ["id", "code", "org_id", "name", "gender", "education"]
MEMBERS = Person

"""Which row of the ledger a row of the sheet is: by code, else by its natural key; else it is new.

A code that is taken outside the scope is answered like any other that cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.directory import Names, plain_name
from gangju.desk.sheets.drafts import Draft
from gangju.desk.sheets.identity import born, keeper
from gangju.desk.sheets.shapes import Kept

NOT_USABLE = Wrong("这个编号在您负责的范围里不能使用", "请核对编号;新增的请留空,由系统编号")
HELD_BY_ANOTHER = Wrong("这个号码已经登记在另一人名下", "请对照身份证核对;确是同一个人的,一个人只在一个支部,请办理组织关系转接")
OTHER_NUMBER = Wrong("与台账中这个人已登记的号码不同", "如是另一个人,请在人员编号列填一个新编号;号码登记错了的,请在他的证件信息页更正")
AT_ONCE = 500


def register(draft: Draft, names: Names) -> None:
    """Before references are found: every organisation or unit of the sheet gets its number, new ones a negative one."""
    codes, words = draft.get("code"), draft.get("name")
    taken = _taken_elsewhere(draft, {code for code in codes if code and code not in names.by_code})
    seen: dict[Any, int] = {}
    for place, (code, word) in enumerate(zip(codes, words, strict=True)):
        number = _registered(draft, names, place, code, word) if code not in taken else 0
        if code in taken:
            draft.mark(place, "code", NOT_USABLE)
        key = number if number > 0 else (code or (plain_name(word or ""), draft.said(place, "parent")))
        if number and key in seen:
            draft.mark(place, "code" if code else "name", _repeats(draft, seen[key]))
        seen.setdefault(key, place)
        draft.numbers.append(number)
    for place, (code, word) in enumerate(zip(codes, words, strict=True)):
        if draft.numbers[place] < 0:
            names.add(draft.numbers[place], code, word, draft.numbers[place])


def _registered(draft: Draft, names: Names, place: int, code: str | None, word: str | None) -> int:
    if code:
        return names.by_code.get(code) or draft.directory.new()
    if word is None:
        return 0
    found = list(dict.fromkeys(names.named(word)))
    if len(found) > 1:
        draft.mark(place, "name", Wrong(f"“{word}”有 {len(found)} 个同名的{names.what}", f"请填{names.what}编号(可从导出的表中查到)"))
        return 0
    return found[0] if found else draft.directory.new()


def _repeats(draft: Draft, first: int) -> Wrong:
    return Wrong(f"与第 {draft.row(first) + 1} 行重复", "请删去多余的一行;确是两条的,请各填不同的编号")


def _taken_elsewhere(draft: Draft, codes: set[str]) -> set[str]:
    """Codes that some row has already; those of the scope have been taken out by the caller."""
    if not draft.shape.coded or not codes:
        return set()
    asked, found = sorted(codes), set[str]()
    for start in range(0, len(asked), AT_ONCE):
        rows = draft.shape.identity._default_manager.filter(code__in=asked[start : start + AT_ONCE])
        found.update(rows.values_list("code", flat=True))
    return found


def match_rows(draft: Draft, kept: Mapping[int, Kept]) -> None:
    """For every ledger but the two that are registered before."""
    by_code = {row.code: pk for pk, row in kept.items()}
    codes = draft.get("code")
    asked = {code for code in codes if code and code not in by_code}
    taken = _taken_elsewhere(draft, asked) if draft.shape.coded else asked
    by_key: dict[Any, list[int]] = {}
    if draft.shape.key:
        for pk, row in kept.items():
            by_key.setdefault(tuple(row.values.get(name) for name in draft.shape.key), []).append(pk)
    keys = list(zip(*(draft.get(name) for name in draft.shape.key), strict=True))
    seen: dict[Any, int] = {}
    for place, (code, key) in enumerate(zip(codes, keys, strict=True)):
        draft.numbers.append(_number(draft, place, code, by_code, taken, by_key.get(key, ())))
        _alone(draft, place, seen, draft.numbers[place] if draft.numbers[place] > 0 else (code or key))


def _number(draft: Draft, place: int, code: str | None, by_code: Mapping[str, int], taken: set[str], alike: Any) -> int:
    if code:
        if code in taken:
            draft.mark(place, "code", NOT_USABLE)
            return 0
        return by_code.get(code) or draft.directory.new()
    if len(alike) > 1:
        draft.mark(place, draft.shape.key[0], Wrong(f"台账里有 {len(alike)} 条与它相同", "请从导出的表中查到编号,填入编号列"))
        return 0
    return alike[0] if alike else draft.directory.new()


def _alone(draft: Draft, place: int, seen: dict[Any, int], key: Any) -> None:
    if place in draft.bad:
        return
    if key in seen:
        draft.mark(place, "code" if draft.get("code")[place] else _first_said(draft), _repeats(draft, seen[key]))
    seen.setdefault(key, place)


def _first_said(draft: Draft) -> str:
    """The column by which people would speak of a row."""
    return next(
        (name for name in ("subject", "from", "person", "name", *draft.shape.key) if draft.columns.table.where(name) is not None), "code"
    )


def match_persons(draft: Draft, kept: Mapping[int, Kept]) -> None:
    """By code, by identity number, by name in the branch (with the birthday where it is given)."""
    by_code = {row.code: pk for pk, row in kept.items()}
    codes, identities = draft.get("code"), draft.get("identity")
    keys = list(zip(draft.get("org"), draft.get("name"), draft.get("born_on"), strict=True))
    known = _known_identities(identities)
    if not kept and not known and not any(codes) and len(set(keys)) == len(keys):
        draft.numbers = [draft.directory.new() for _ in keys]
        _identities(draft, identities, known)
        _in_two_branches(draft, kept)
        return
    taken = _taken_elsewhere(draft, {code for code in codes if code and code not in by_code})
    by_name: dict[Any, list[int]] = {}
    for pk, row in kept.items():
        by_name.setdefault((row.values.get("org"), row.values.get("name")), []).append(pk)
    seen: dict[Any, int] = {}
    rows = zip(codes, identities, draft.get("org"), draft.get("name"), draft.get("born_on"), strict=True)
    for place, (code, number, org, name, birthday) in enumerate(rows):
        if code and (code in by_code or code in taken):
            draft.numbers.append(by_code.get(code, 0))
            if code in taken:
                draft.mark(place, "code", NOT_USABLE)
        elif number and number in known:
            draft.numbers.append(known[number] if known[number] in kept else 0)
        elif not code and (org, name) in by_name:
            draft.numbers.append(_by_birthday(draft, place, by_name[org, name], kept, birthday))
        else:
            draft.numbers.append(draft.directory.new())
        pk = draft.numbers[-1]
        key = pk if pk > 0 else (code or (org, name, birthday))
        if key in seen and place not in draft.bad and name:
            _same_person(draft, place, seen[key])
        seen.setdefault(key, place)
    _identities(draft, identities, known)
    _in_two_branches(draft, kept)


def _same_person(draft: Draft, place: int, first: int) -> None:
    column = "code" if draft.get("code")[place] else "name"
    remedy = "重复的请删去一行;同名的两个人请各填出生日期,或在人员编号列各填一个编号"
    draft.mark(place, column, Wrong(f"与第 {draft.row(first) + 1} 行是同一个人", remedy))


def _in_two_branches(draft: Draft, kept: Mapping[int, Kept]) -> None:
    """One name and one birthday in two branches may be one person or two: people decide, so it keeps nothing out."""
    known = {(row.values.get("name"), row.values.get("born_on")): row.values.get("org") for row in kept.values()}
    rows = zip(draft.numbers, draft.get("code"), draft.get("name"), draft.get("born_on"), draft.get("org"), strict=True)
    for place, (number, code, name, birthday, org) in enumerate(rows):
        if name and birthday and org and known.setdefault((name, birthday), org) != org and number < 0 and not code:
            remedy = "如是同一个人,请只留一处,调动请办组织关系转接;如是两个人,不用改"
            draft.warn(place, "name", Wrong("与另一个支部的一名党员同名、出生日期也相同", remedy))


def _known_identities(numbers: list[str | None]) -> Mapping[str, int]:
    """Who holds the numbers, by the keeper's hashes; also persons outside the scope, of whom nothing is told."""
    keeping = keeper()
    asked = [number for number in numbers if number]
    return keeping.find(asked) if keeping and asked else {}


def _identities(draft: Draft, numbers: list[str | None], known: Mapping[str, int]) -> None:
    """What the sheet's numbers say against each other, against the birthdays and against what is kept."""
    _identities_once(draft, numbers)
    keeping = keeper()
    if keeping is None:
        return
    asked = {}
    for place, (number, pk) in enumerate(zip(numbers, draft.numbers, strict=True)):
        if number and known.get(number, pk) != pk:
            draft.mark(place, "identity", HELD_BY_ANOTHER)
        elif number and number not in known:
            draft.identities[place] = number
            asked[pk] = number
    kept = keeping.known({pk: number for pk, number in asked.items() if pk > 0})
    for place in [place for place in draft.identities if draft.numbers[place] in kept]:
        del draft.identities[place]
        draft.mark(place, "identity", OTHER_NUMBER)


def _by_birthday(draft: Draft, place: int, alike: list[int], kept: Mapping[int, Kept], birthday: date | None) -> int:
    if birthday is not None:
        same = [pk for pk in alike if kept[pk].values.get("born_on") == birthday]
        unknown = [pk for pk in alike if kept[pk].values.get("born_on") is None]
        fitting = same or unknown
        if not fitting:
            remedy = "如是同一个人,请填人员编号(可从导出的表中查到);如是另一个人,请在人员编号列填一个新编号"
            draft.mark(place, "born_on", Wrong("与台账中本支部同名党员的出生日期不同", remedy))
            return 0
        alike = fitting
    if len(alike) > 1:
        draft.mark(place, "name", Wrong(f"本支部有 {len(alike)} 个同名的党员", "请填人员编号或出生日期来区分"))
        return 0
    return alike[0]


def _identities_once(draft: Draft, numbers: list[str | None]) -> None:
    """One number stands once; and it is compared with the birthday, which it never overwrites."""
    told = [number for number in numbers if number]
    if len(set(told)) < len(told):
        _name_repeated(draft, numbers)
    birthdays = draft.get("born_on")
    month = {day: f"{day:%Y%m}" for day in set(birthdays) if day is not None}
    pairs = enumerate(zip(numbers, birthdays, strict=True))
    for place, number in [(place, number) for place, (number, day) in pairs if number and day and number[6:12] != month[day]]:
        draft.warn(place, "born_on", Wrong(f"与身份证号里的 {born(number)} 不同", "请核对;档案认定的日期可以不同,照表中所填导入"))


def _name_repeated(draft: Draft, numbers: list[str | None]) -> None:
    seen: dict[str, int] = {}
    orgs = draft.get("org")
    for place, number in enumerate(numbers):
        first = seen.setdefault(number, place) if number else place
        if first != place:
            where = "却在两个支部" if orgs[first] != orgs[place] else "写了两遍"
            draft.mark(
                place, "identity", Wrong(f"与第 {draft.row(first) + 1} 行是同一个号码,{where}", "一个人只在一个支部,请核对后删去或更正")
            )

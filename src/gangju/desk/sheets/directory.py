"""Whom and what a sheet speaks of: found by code, else by name, in the viewer's scope and in the workbook itself.

What lies outside the scope and what does not exist get the same answer. New rows of the workbook stand here under
negative numbers until they are written; a row with a mistake stands here too, so that rows that speak of it wait for it
instead of being called wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Organization, Person, Post, UnitVersion, Venue, in_force
from gangju.desk.ledgers.posts.rights import HAND_OVER, is_above
from gangju.desk.sheets.cells import Wrong

IMPORT = "ledger.import"
_PARTY = ("中国共产党", "中共")
_LONG_FORMS = (("总支部委员会", "党总支"), ("党支部委员会", "党支部"), ("支部委员会", "党支部"), ("总支部", "党总支"), ("党党", "党"))


def plain_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def short_name(name: str) -> str:
    """The official long name as people say it: 中共甲村支部委员会 is 甲村党支部."""
    found = plain_name(name)
    for word in _PARTY:
        found = found.removeprefix(word)
    for long, short in _LONG_FORMS:
        found = found.replace(long, short)
    return found


class Names:
    """Numbers by code and by name, for one kind of thing."""

    def __init__(self, what: str, rows: Iterable[tuple[int, str, str, int | None]] = ()) -> None:
        self.what = what
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.by_short: dict[str, list[int]] = {}
        self.org: dict[int, int | None] = {}
        self.called: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        for number, code, name, org in rows:
            self.add(number, code, name, org)

    def add(self, number: int, code: str | None, name: str | None, org: int | None) -> None:
        if code:
            self.by_code[code] = number
            self.codes[number] = code
        if name:
            self.by_name.setdefault(plain_name(name), []).append(number)
            self.by_short.setdefault(short_name(name), []).append(number)
        self.called[number] = name or code or ""
        self.org[number] = org

    def named(self, word: str) -> list[int]:
        return self.by_name.get(plain_name(word)) or self.by_short.get(short_name(word)) or []

    def word_for(self, number: int) -> str:
        """What to write in a sheet so that `find` gives the number back: the name where it is the only one, else the code."""
        name = self.called.get(number, "")
        return name if name and self.find(name) == number else self.codes.get(number, "")

    def find(self, word: str) -> int | Wrong:
        """By code, else by a name that only one has."""
        if (known := self.by_code.get(word)) is not None:
            return known
        found = list(dict.fromkeys(self.named(word)))
        if len(found) == 1:
            return found[0]
        if found:
            return Wrong(f"“{word}”有 {len(found)} 个同名的{self.what}", f"请改填{self.what}编号(可从导出的表中查到)")
        return Wrong(f"在您负责的范围里没有找到{self.what}“{word}”", "请核对名称或编号;新增的请先在同一工作簿的相应工作表中写明")


class Directory:
    """Everything that rows may refer to, read once for one import."""

    def __init__(self, scope: Scope, permission: str = IMPORT) -> None:
        self.scope, self.permission = scope, permission
        self.held: dict[int, str] = {}
        self._next = 0

    def new(self) -> int:
        """A number for something that is not written yet."""
        self._next -= 1
        return self._next

    @cached_property
    def orgs(self) -> Names:
        rows = self.scope.organizations(self.permission).values_list("pk", "code", "name")
        found = Names("党组织", ((pk, code, name, pk) for pk, code, name in rows))
        for pk, code in Organization.objects.filter(self.scope.reach(self.permission, "")).values_list("pk", "code"):
            found.by_code.setdefault(code, pk)
            found.org.setdefault(pk, pk)
        return found

    @cached_property
    def offices_from_above(self) -> frozenset[int]:
        """Posts that open somebody's way in and that the viewer, not standing above, may not change."""
        opening = self.scope.rows(Post, self.permission).filter(grants__isnull=False).select_related("org").distinct()
        return frozenset(post.pk for post in opening if not is_above(self.scope, post.org, HAND_OVER))

    @cached_property
    def named_orgs(self) -> frozenset[int]:
        """Organisations whose persons the viewer may know by name."""
        return frozenset(Organization.objects.filter(self.scope.named("")).values_list("pk", flat=True))

    @cached_property
    def units(self) -> Names:
        rows = self.scope.rows(UnitVersion, self.permission).filter(in_force(self.scope.today))
        return Names("单位", rows.values_list("unit_id", "unit__code", "name", "org_id"))

    @cached_property
    def venues(self) -> Names:
        return Names("阵地", self.scope.rows(Venue, self.permission).values_list("pk", "code", "name", "org_id"))

    @cached_property
    def persons(self) -> Names:
        return Names("人员", self.scope.rows(Person, self.permission).values_list("pk", "code", "name", "org_id"))

    def person(self, word: str, org: int | None) -> int | Wrong:
        """By code, else by name in the organisation, else by a name that only one in the scope has."""
        if (known := self.persons.by_code.get(word)) is not None:
            return known
        found = list(dict.fromkeys(self.persons.named(word)))
        here = [number for number in found if org is not None and self.persons.org[number] == org]
        if len(here) == 1 or (not here and len(found) == 1):
            return (here or found)[0]
        if found:
            return Wrong(f"“{word}”有 {len(here or found)} 个同名的人", "请改填人员编号(可从导出的党员表中查到)")
        return Wrong(f"在您负责的范围里没有找到人员“{word}”", "请核对姓名;新进人员请先在党员表中写明")

    def subject(self, word: str, kind: str | None) -> tuple[str, int] | Wrong:
        """The kind and number of what a row is about. Without a kind the word must mean one thing only."""
        kinds = {"organization": self.orgs, "unit": self.units, "venue": self.venues, "person": self.persons}
        if kind is not None and kind not in kinds:
            return Wrong("这类对象不能从表格导入", "对象类型请填党组织、单位、人员或阵地")
        answers = {name: kinds[name].find(word) for name in ([kind] if kind else list(kinds))}
        sure = [(name, number) for name, number in answers.items() if isinstance(number, int)]
        if len(sure) == 1:
            return sure[0]
        if sure:
            return Wrong(f"“{word}”可以指党组织、单位、人员或阵地中的 {len(sure)} 个", "请加一列“对象类型”写明,或改填编号")
        wrong = [answer for answer in answers.values() if isinstance(answer, Wrong)]
        return next((each for each in wrong if "同名" in each.message), wrong[0]) if kind else self._unknown(word, wrong)

    def _unknown(self, word: str, wrong: list[Wrong]) -> Wrong:
        alike = next((each for each in wrong if "同名" in each.message), None)
        return alike or Wrong(f"在您负责的范围里没有找到“{word}”", "请核对名称或编号")

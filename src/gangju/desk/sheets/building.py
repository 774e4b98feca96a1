"""From drafts without mistakes to rows to add and columns to change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from gangju.desk.identity.masks import masked
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Participation
from gangju.desk.sheets.cells import Wrong, show, text
from gangju.desk.sheets.directory import Directory
from gangju.desk.sheets.drafts import Attendance, Draft
from gangju.desk.sheets.layout import Column
from gangju.desk.sheets.plan import Batch, Changed, Update
from gangju.desk.sheets.rules import GRANTED, not_from_a_sheet
from gangju.desk.sheets.shapes import SIDES, Kept, Part, as_columns, as_kept

UNKEPT = frozenset({"code", "identity", "present", "absent", "subject_kind", "from_kind", "to_kind"})
MOST_SHOWN = 2_000
NOT_SHOWN = "（不显示）"


def compare(draft: Draft, kept: Mapping[int, Kept], stamp: Mapping[str, str]) -> dict[int, dict[str, Any]]:
    """For known rows: the columns whose value differs, by place. A change that is no correction becomes a finding."""
    columns = [name for name in draft.present() if name not in UNKEPT and not (name == "org" and "org" in draft.derived)]
    found: dict[int, dict[str, Any]] = {}
    known = [(place, number) for place, number in enumerate(draft.numbers) if number > 0]
    for place, number in known:
        if place in draft.bad:
            continue
        row = kept[number]
        told = {name: draft.get(name)[place] for name in columns}
        differing = {name: value for name, value in told.items() if value is not None and not _same(value, row.values.get(name))}
        if "since" in draft.derived and draft.columns.table.where("since") is None:
            differing.pop("since", None)
        _refuse(draft, place, row, differing, stamp)
        found[place] = differing
    return found


def _same(value: Any, before: Any) -> bool:
    if value == before:
        return True
    return isinstance(value, str) and isinstance(before, str) and text(before) == value


def _refuse(draft: Draft, place: int, row: Kept, differing: dict[str, Any], stamp: Mapping[str, str]) -> None:
    for name in differing:
        if name in draft.shape.fixed:
            draft.mark(place, name, Wrong("与台账不同", draft.shape.fixed[name]))
    granted = next((each for each in (row.values.get("roster"), differing.get("roster")) if each in GRANTED), None)
    if differing and granted:
        draft.mark(place, next(iter(differing)), not_from_a_sheet(granted))
    if differing and draft.layout.ledger == "post" and draft.numbers[place] in draft.directory.offices_from_above:
        draft.mark(place, next(iter(differing)), Wrong("不能从表格改动:这个职务带有账号授权", "请由上级党组织在职务页面办理"))
    printed = stamp.get(f"{draft.layout.ledger}:{row.code}")
    if differing and printed is not None and printed != row_stamp(row.values):
        hidden = draft.layout.personal and row.values.get("org") not in draft.directory.named_orgs
        for name, value in differing.items():
            column = draft.layout.columns[name]
            now, typed = (spoken(column, each, draft.directory) for each in (row.values.get(name), value))
            message = f"在这张表导出之后台账已改动:现在是“{NOT_SHOWN if hidden else now}”,表中是“{typed}”"
            draft.mark(place, name, Wrong(message, "请重新导出最新的表再填,以免改回旧值"))


def row_stamp(values: Mapping[str, Any]) -> str:
    """Changes whenever a column of the row changes."""
    plain = json.dumps(sorted(values.items()), cls=DjangoJSONEncoder, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def spoken(column: Column, value: Any, directory: Directory | None) -> str:
    """A value as people read it in a sheet."""
    if value is None:
        return ""
    match column.type:
        case "code" | "item":
            return label(column.list, value) if column.list else str(value)
        case "number":
            return f"{value / 100:.2f}".removesuffix(".00") if abs(value) < 10**13 else str(value // 100)
        case "yes_no":
            return "是" if value else "否"
        case "identity":
            return masked("number", value)
        case "org" | "unit" | "person":
            names = getattr(directory, f"{column.type}s", None)
            return names.called.get(value, "") if names is not None else ""
        case "subject":
            return _subject_name(value, directory)
    return value.isoformat() if isinstance(value, date) else show(value)


def _subject_name(value: tuple[str, int], directory: Directory | None) -> str:
    kind, number = value
    names = getattr(directory, {"organization": "orgs", "unit": "units", "venue": "venues", "person": "persons"}.get(kind, ""), None)
    return names.called.get(number, "") if names is not None else ""


def build(draft: Draft, kept: Mapping[int, Kept], differing: Mapping[int, dict[str, Any]]) -> None:
    """Adds the draft's good rows to the plan and counts them."""
    out = draft.out
    new = [place for place, number in enumerate(draft.numbers) if number < 0 and place not in out]
    if new:
        _add(draft, new)
    counts = draft.sheet.counts
    counts["added"], counts["left_out"] = len(new), len(out)
    for place, changes in differing.items():
        if place in out:
            continue
        counts["changed" if changes or place in draft.identities else "unchanged"] += 1
        if changes:
            _change(draft, place, kept[draft.numbers[place]], changes)
        if place in draft.identities:
            _show(draft, place, kept[draft.numbers[place]], {"identity": draft.identities[place]})
    draft.sheet.left_out = {draft.row(place) for place in out}
    _hand_over_identities(draft)


def _hand_over_identities(draft: Draft) -> None:
    out = draft.out
    draft.plan.identities |= {draft.numbers[place]: number for place, number in draft.identities.items() if place not in out}


def _add(draft: Draft, new: Sequence[int]) -> None:
    numbers = [draft.numbers[place] for place in new]
    codes = _at(draft.get("code"), new)
    shape = draft.shape
    if all(part.link for part in shape.parts):
        _batch(draft, shape.identity, {"id": numbers, "code": codes})
    for part in shape.parts:
        columns: dict[str, Sequence[Any]] = {part.link or "id": numbers}
        if shape.coded and not part.link:
            columns["code"] = codes
        for column, name in part.fields.items():
            columns |= _written(part, column, name, _at(draft.get(column), new))
        if part.model._meta.label == "ledgers.Activity":
            columns["status"] = ["held"] * len(new)
        _batch(draft, part.model, columns)


def _at(values: list[Any], places: Sequence[int]) -> list[Any]:
    return [values[place] for place in places] if len(places) < len(values) else values


def _written(part: Part, column: str, name: str, values: list[Any]) -> dict[str, list[Any]]:
    if column in SIDES:
        each = [as_columns(part, {column: value}) for value in values]
        return {key: [row[key] for row in each] for key in each[0]}
    known = {value: as_kept(part, column, value) for value in set(values)}
    return {name: [known[value] for value in values]}


def _batch(draft: Draft, model: type[Model], columns: Mapping[str, Sequence[Any]]) -> None:
    draft.plan.batches.append(Batch(model, tuple(columns), list(zip(*columns.values(), strict=True))))


def _change(draft: Draft, place: int, row: Kept, changes: dict[str, Any]) -> None:
    for part in draft.shape.parts:
        mine = {name: value for name, value in changes.items() if name in part.fields}
        if mine and part.model in row.rows:
            before = as_columns(part, {name: row.values.get(name) for name in mine if name not in SIDES})
            after = as_columns(part, {name: value for name, value in mine.items() if name not in SIDES})
            draft.plan.updates.append(Update(part.model, row.rows[part.model], before, after))
    _show(draft, place, row, changes)


def _show(draft: Draft, place: int, row: Kept, changes: Mapping[str, Any]) -> None:
    if len(draft.plan.changed) < MOST_SHOWN:
        draft.plan.changed += [_shown(draft, place, row, name, value) for name, value in changes.items()]


def _shown(draft: Draft, place: int, row: Kept, name: str, value: Any) -> Changed:
    column = draft.layout.columns[name]
    before, after = (spoken(column, each, draft.directory) for each in (row.values.get(name), value))
    if draft.layout.personal and row.values.get("org") not in draft.directory.named_orgs:
        before = NOT_SHOWN
    spoken_of = next(
        (
            draft.said(place, each)
            for each in (draft.layout.names, "subject", "from", "person", "topic", "clause", "code")
            if each and draft.said(place, each)
        ),
        row.code,
    )
    return Changed(draft.name, draft.row(place), draft.layout.title, spoken_of, column.title, before, after)


def attendance(draft: Draft) -> list[list[Attendance]]:
    """Who was there and who was not, as (person, place of the row, present); names that are not found are marked."""
    found: list[list[Attendance]] = []
    finder: Callable[[str, int | None], int | Wrong] = draft.directory.person
    for place, (org, present, absent) in enumerate(zip(draft.get("org"), draft.get("present"), draft.get("absent"), strict=True)):
        row: list[Attendance] = []
        for column, told, there in (("present", present, True), ("absent", absent, False)):
            for name in told or ():
                number = finder(name, org)
                if isinstance(number, Wrong):
                    draft.mark(place, column, number)
                else:
                    row.append((number, place, there))
        _not_both(draft, place, row)
        found.append(row)
    return found


def _not_both(draft: Draft, place: int, row: Sequence[Attendance]) -> None:
    if len({person for person, *_ in row}) < len(row):
        draft.mark(place, "absent", Wrong("里有人同时写在到会人员里", "请核对,一个人只写在一处"))


def build_attendance(draft: Draft, differing: dict[int, dict[str, Any]]) -> None:
    """Participations to add or turn; people whom the sheet does not name stay as they are."""
    known = _participations({number for number in draft.numbers if number > 0})
    added: list[tuple[Any, ...]] = []
    for place, row in enumerate(draft.attendance):
        if place in draft.out:
            continue
        activity, org, hours = draft.numbers[place], draft.get("org")[place], draft.get("hours")[place]
        for person, _, there in row:
            before = known.get((activity, person))
            if before is None:
                added.append((activity, person, org, "attendee", hours if there else None, there))
            elif before[1] != there:
                draft.plan.updates.append(Update(Participation, before[0], {"attended": before[1]}, {"attended": there}))
            else:
                continue
            if place in differing:
                differing[place].setdefault("present" if there else "absent", draft.get("present" if there else "absent")[place])
    if added:
        columns = ("activity_id", "person_id", "org_id", "role", "hours", "attended")
        draft.plan.batches.append(Batch(Participation, columns, added))


def _participations(activities: set[int]) -> dict[tuple[int, int], tuple[int, bool]]:
    found: dict[tuple[int, int], tuple[int, bool]] = {}
    asked = sorted(activities)
    for start in range(0, len(asked), 500):
        rows = Participation.objects.filter(activity__in=asked[start : start + 500], role="attendee")
        for activity, person, pk, attended in rows.values_list("activity_id", "person_id", "pk", "attended"):
            found[activity, person] = (pk, attended)
    return found

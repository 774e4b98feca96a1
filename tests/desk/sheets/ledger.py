"""What the ledgers hold, as plain values by the words of the truth; and how a marked workbook is mended by hand."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import load_workbook

from gangju.desk.ledgers.models import FundEntry, Membership, OrganizationVersion, Person, Venue, in_force
from gangju.desk.sheets.workbook import Workbook, open_workbook
from tests.desk import world
from tests.workbooks.maker import Made, Place
from tests.workbooks.truth import Fact


def opened(made: Made) -> Workbook:
    return open_workbook(made.name, made.data)


def stands(fact: Fact) -> Mapping[str, Any] | None:
    """The ledger's row for a fact, by the same words; None where there is none."""
    return {"organization": _organization, "person": _person, "fund_entry": _fund, "venue": _venue}[fact.ledger](fact)


def _organization(fact: Fact) -> Mapping[str, Any] | None:
    row = OrganizationVersion.objects.filter(name=fact.id).first()
    if row is None:
        return None
    place = row.organization.placements.filter(in_force(world.TODAY)).get()
    parent = place.parent.code if place.parent else ""
    told = {"name": row.name, "kind": row.kind, "parent": parent, "level": row.level, "domain": row.domain, "since": row.since}
    return told if place.since == row.since else None


def _person(fact: Fact) -> Mapping[str, Any] | None:
    row = Person.objects.filter(name=fact.id).first()
    if row is None:
        return None
    spell = Membership.objects.get(person=row)
    org = _org_name(spell.org_id)
    told = {"name": row.name, "gender": row.gender, "education": row.education or None, "born_on": row.born_on}
    return told | {"kind": spell.kind, "org": org, "admitted_on": spell.admitted_on}


def _fund(fact: Fact) -> Mapping[str, Any] | None:
    for row in FundEntry.objects.filter(year=fact.values["year"]):
        if _org_name(row.org_id) == fact.values["org"]:
            return {"kind": row.kind, "flow": row.flow, "org": fact.values["org"], "year": row.year, "amount": row.amount}
    return None


def _venue(fact: Fact) -> Mapping[str, Any] | None:
    row = Venue.objects.filter(name=fact.id).first()
    if row is None:
        return None
    return {"name": row.name, "kind": row.kind, "org": _org_name(row.org_id), "area_m2": row.area_m2, "opened_on": row.opened_on}


def _org_name(number: int) -> str:
    return OrganizationVersion.objects.get(organization=number).name


def marked_cells(data: bytes) -> set[Place]:
    """Where the returned workbook has a comment of ours."""
    book = load_workbook(io.BytesIO(data))
    return {
        (sheet.title, (cell.row or 0) - 1, (cell.column or 0) - 1)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.comment.author == "纲举"
    }


def mended(data: bytes, mends: Mapping[Place, Any]) -> Workbook:
    """The returned workbook with the marked cells typed anew, nothing else touched."""
    book = load_workbook(io.BytesIO(data))
    for (sheet, row, column), value in mends.items():
        cell = book[sheet].cell(row + 1, column + 1)
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    kept = io.BytesIO()
    book.save(kept)
    return open_workbook("改好.xlsx", kept.getvalue())

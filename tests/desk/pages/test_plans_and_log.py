"""The plans behind the standards, and the log of deeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gangju.desk
from gangju.desk.access.logbook import DEEDS
from gangju.desk.access.roles import Role
from gangju.desk.plans.models import Adoption
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db


def test_a_plan_reads_as_a_book_with_its_standards(visitor: Visitor) -> None:
    client = visitor(Role.BRANCH_SECRETARY, "b1")
    adoption = Adoption.objects.get()
    assert adoption.title in client.get("/plans/").content.decode()
    body = client.get(f"/plans/{adoption.pk}/").content.decode()
    assert "农村党员学时" in body
    assert "一(一)" in body
    assert client.get(f"/plans/{adoption.pk + 1}/").status_code == 404


def test_without_a_plan_the_page_names_the_next_step(visitor: Visitor) -> None:
    Adoption.objects.all().delete()
    assert "采用方案由县委组织部在方案库里办理" in visitor(Role.COUNTY_OFFICER, "yl").get("/plans/").content.decode()


def test_the_auditor_reads_deeds_in_chinese_and_nothing_else(visitor: Visitor) -> None:
    auditor = visitor(Role.AUDITOR, "yl")
    body = auditor.get("/journal/").content.decode()
    assert "采用方案" in body
    assert auditor.get("/standards/yl/").status_code == 404
    assert auditor.get("/branches/b1/").status_code == 404


def test_every_deed_of_the_desk_has_its_words() -> None:
    sources = Path(gangju.desk.__file__).parent.rglob("*.py")
    named = {deed for source in sources for deed in re.findall(r'with deed\("([a-z_.]+)"', source.read_text("utf-8"))}
    assert named
    assert named <= set(DEEDS)

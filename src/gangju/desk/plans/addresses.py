"""The addresses of why pages, built in one place because every figure links to one."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from gangju.desk.bridge.results import SubjectRow


def why_subject(row: SubjectRow) -> str:
    """A result row of one subject. Two posts of one person give two rows, so the organisation is part of the address."""
    return why_figure(row.pack, row.standard, row.subject_kind, row.subject_id, org=row.org_id, period=row.period, part=row.part)


def why_figure(pack: str, standard: str, kind: str, subject: str, *, org: str, period: str | None, part: str | None) -> str:
    where = _at("plans:why", pack, standard, kind, subject)
    asked = {"org": org, "period": period, "part": part}
    return f"{where}?{urlencode({key: value for key, value in asked.items() if value})}"


def why_group(org: str, pack: str, standard: str, verdict: str = "", part: str | None = None) -> str:
    """`part` is the title of one of several conditions."""
    where = _at("plans:group", org, pack, standard)
    asked = {name: value for name, value in (("part", part), ("verdict", verdict)) if value}
    return f"{where}?{urlencode(asked)}" if asked else where


@lru_cache(maxsize=30_000)
def _at(page: str, *said: str) -> str:
    """Kept: a matrix of a county leads to three hundred of them, the same for every viewer."""
    return reverse(page, args=said)

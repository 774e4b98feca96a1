"""The one template language of our pages: Jinja2, strict about undefined names.

A template that names something the view did not give fails in the test, not silently on an officer's screen.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from gangju.desk import clock
from gangju.desk.ui import nav, verdicts, words


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 backend with its own options, which hold the loader over the rooms' folders."""
    ours = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, **{name: value for name, value in options.items() if name != "autoescape"} | ours)
    made.globals.update(
        static=static,
        url=_url,
        nav=nav.menu,
        today=clock.today,
        demo=lambda: bool(getattr(settings, "GANGJU_DEMO", False)),
        marks=verdicts.MARKS,
        days=words.span,
        verdict_mark=verdicts.mark,
    )
    made.filters.update(
        long_day=words.long_day,
        short_day=words.short_day,
        iso_day=words.iso_day,
        number=words.number,
        money=words.money,
        amount=words.amount,
        unit_name=words.unit_name,
        joined=words.joined,
        zh=words.full_width,
        period_name=words.period_name,
    )
    return made


def _url(name: str, *args: object, **query: object) -> str:
    """`url("work:branch", org.pk, tab="members")`; empty query values are left out."""
    wanted = {key: value for key, value in query.items() if value not in (None, "")}
    address = reverse(name, args=args) if args else _fixed(name)
    return address + (f"?{urlencode(wanted)}" if wanted else "")


@cache
def _fixed(name: str) -> str:
    """An address without holes is the same as long as the process lives; a page has a dozen of them."""
    return reverse(name)

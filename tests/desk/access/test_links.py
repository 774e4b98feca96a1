"""No page leads astray: whatever a page links to opens for whoever sees the link.

Every role walks from its first page, some pages of each address; the county and its rows are those of the canary.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve

from gangju.desk.access.roles import Role
from tests.desk import world
from tests.desk.access.test_canary import VIEWERS, Planted, _own_installation, installation, planted

__all__ = ["_own_installation", "installation", "planted"]

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGES_OF_AN_ADDRESS = 8
LINK = re.compile(r'\bhref="(/[^"#]*)')
FILES = ("/static/",)


def dead_links(visitor: Client) -> dict[str, tuple[int, str]]:
    """Address → status and the page that led there."""
    waiting, met, pages = deque([("/", "")]), {"/"}, Counter[str]()
    dead: dict[str, tuple[int, str]] = {}
    while waiting:
        address, came_from = waiting.popleft()
        name = resolve(address.partition("?")[0]).view_name
        pages[name] += 1
        if pages[name] > PAGES_OF_AN_ADDRESS:
            continue
        answer = visitor.get(address)
        if answer.status_code >= 400:
            dead[address] = (answer.status_code, came_from)
        for link in onward(answer):
            if link not in met:
                met.add(link)
                waiting.append((link, address))
    return dead


def onward(answer: object) -> list[str]:
    headers = getattr(answer, "headers", {})
    if "Location" in headers:
        return [headers["Location"]]
    if not headers.get("Content-Type", "").startswith("text/html"):
        return []
    found = (unescape(link) for link in LINK.findall(getattr(answer, "content", b"").decode()))
    return [link for link in found if not link.startswith(FILES)]


WALKERS = [pytest.param(role, place, id=f"{role.value}-{place}") for role, place in VIEWERS if role]


@pytest.mark.parametrize(("role", "place"), WALKERS)
def test_every_link_that_a_role_sees_opens(planted: Planted, role: Role, place: str) -> None:
    visitor = Client()
    visitor.force_login(world.viewer(role, place))
    assert dead_links(visitor) == {}

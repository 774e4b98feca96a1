"""The six masks: never more than they say, always the same length, masked twice is masked once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from gangju.desk.access.roles import MAY, Role
from gangju.desk.access.scope import Scope
from gangju.desk.identity.masks import MASKS, STAR, is_masked, masked
from gangju.desk.identity.sights import SIGHTS, Near, Sight, at, for_role, nearness, shown
from tests.desk import world

TEXTS = st.text(st.characters(exclude_characters=STAR, codec="utf-8"), max_size=60)


@given(name=st.sampled_from(sorted(MASKS)), text=TEXTS)
def test_a_mask_reveals_no_more_than_it_says_and_at_most_half(name: str, text: str) -> None:
    mask = MASKS[name]
    left = mask(text)
    if mask.keeps_length:
        revealed = sum(letter != STAR for letter in left)
        assert len(left) == len(text)
        most = len(text) // 2 if mask.half else max(len(text) - 1, 0)
        assert revealed - sum(letter in mask.keeps for letter in left) <= min(mask.most, most)
        assert all(now in (STAR, before) for now, before in zip(left, text, strict=True))
    elif text:
        assert not set(left) & (set(text) - set(left))
        assert left == mask("另一句话")


@given(name=st.sampled_from(sorted(MASKS)), text=TEXTS)
def test_a_masked_text_is_masked_to_itself_and_known_as_masked(name: str, text: str) -> None:
    left = masked(name, text)
    assert masked(name, left) == left
    assert is_masked(left) == bool(text)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("number", "110101199003070134", "110***********0134"),
        ("number", "H1234567", "H12****7"),
        ("phone", "13800001234", "*******1234"),
        ("phone", "0571-88881234", "****-****1234"),
        ("name", "王明", "王*"),
        ("name", "王小明", "王*明"),
        ("name", "欧阳小明", "欧**明"),
        ("place", "样例省样例市样例县样例街道", "样例省样例市*******"),
        ("born", "1990-03-07", "1990-**-**"),
        ("cause", "脑出血", "（不显示）"),
        ("number", "", ""),
    ],
)
def test_what_each_mask_leaves(name: str, text: str, left: str) -> None:
    assert masked(name, text) == left


def test_every_mask_has_its_line_in_the_table_of_sights() -> None:
    assert set(SIGHTS) == set(MASKS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "place", "near"),
    [
        (Role.BRANCH_SECRETARY, "b1", Near.OWN),
        (Role.TOWN_COMMISSIONER, "g1", Near.DIRECT),
        (Role.TOWN_COMMISSIONER, "t1", Near.FAR),
        (Role.COUNTY_OFFICER, "yl", Near.FAR),
        (Role.BRANCH_SECRETARY, "b2", Near.NONE),
        (Role.INSPECTOR, "g1", Near.NONE),
        (Role.AUDITOR, "g1", Near.NONE),
        (Role.SYSTEM_ADMIN, "yl", Near.NONE),
    ],
)
def test_how_near_a_grant_is_decides(county: None, role: Role, place: str, near: Near) -> None:
    scope, branch = world.scope(role, place), world.org("b1")
    assert nearness(scope, branch.path) is near
    for name, mask in MASKS.items():
        text = "2001-02-03 之类的内容"
        wanted = {Sight.WHOLE: text, Sight.MASKED: mask(text), Sight.HIDDEN: ""}[at(name, near)]
        assert shown(scope, branch, name, text) == wanted


@pytest.mark.parametrize("name", sorted(MASKS))
@pytest.mark.parametrize("near", list(Near))
def test_no_sight_shows_a_whole_number_or_phone_and_further_is_never_more(name: str, near: Near) -> None:
    order = [Sight.WHOLE, Sight.MASKED, Sight.HIDDEN]
    seen = [order.index(at(name, each)) for each in Near]
    assert seen == sorted(seen)
    if name in {"number", "phone"}:
        assert at(name, near) is not Sight.WHOLE


def test_the_page_says_of_each_role_what_the_table_says() -> None:
    assert for_role(Role.BRANCH_SECRETARY, "cause") == "本组织完整"
    assert for_role(Role.COUNTY_OFFICER, "number") == "本组织遮盖,直接下级遮盖,再往下不显示;凭理由可查看完整"
    assert for_role(Role.BRANCH_SECRETARY, "name") == "本组织完整"
    assert {for_role(role, "number") for role in Role if "person.name" not in MAY[role]} == {"不显示"}


@pytest.mark.django_db
def test_without_a_grant_nothing_is_shown(county: None) -> None:
    nobody = Scope(User.objects.create(username="nobody"))
    assert {shown(nobody, world.org("b1"), name, "王小明") for name in MASKS} == {""}

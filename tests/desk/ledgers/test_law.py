"""What the platform refuses, whoever asks: facts that no ledger may hold, and text that carries a mark of secrecy."""

from __future__ import annotations

import pytest
from django.apps import apps

from gangju.desk.ledgers.secrecy import is_marked

# Parts of column names that would turn a ledger into a watch on people.
FORBIDDEN = {
    "login", "logon", "session", "visit", "view", "click", "download", "like", "online", "duration", "location", "latitude", "longitude",
    "gps", "photo", "video", "track", "step", "ip", "device", "identity", "phone", "mobile", "id_card", "install", "rank_no",
}  # fmt: skip


def words(name: str) -> set[str]:
    return {name, *name.split("_")}


def test_no_ledger_holds_a_forbidden_fact() -> None:
    columns = [
        (model.__name__, field.name) for model in apps.get_app_config("ledgers").get_models() for field in model._meta.concrete_fields
    ]
    assert len(columns) > 150
    assert [column for column in columns if words(column[1]) & FORBIDDEN] == []


@pytest.mark.parametrize("text", ["秘密★5年", "机密 ★ 长期", "关于某事的报告【机密】", "(绝密)", "绝密", "密级:秘密"])
def test_a_mark_of_secrecy_is_seen(text: str) -> None:
    assert is_marked(text)


@pytest.mark.parametrize("text", ["保守国家秘密专题学习", "学习保密法", "党的秘密工作传统教育", "", "揭秘密室中的党史"])
def test_speaking_of_secrets_is_no_mark(text: str) -> None:
    assert not is_marked(text)

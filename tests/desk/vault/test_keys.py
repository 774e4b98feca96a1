"""The key file: made once, readable by its owner alone, never replaced in silence; what is wrong with it is said."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gangju.desk.vault import keys, registry
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.sealing import open_sealed, seal

pytestmark = pytest.mark.usefixtures("nothing_sealed")


def test_the_first_use_makes_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    seal(b"x", context=b"")
    assert keys.file() == tmp_path / "vault.key"
    assert stat.S_IMODE(keys.file().stat().st_mode) == 0o600


def test_the_file_stays_as_it_was_made() -> None:
    made = keys.ring()
    keys._read.cache_clear()
    assert keys.ring() == made


def test_of_many_first_starts_one_makes_the_keys() -> None:
    with ThreadPoolExecutor(8) as together:
        rings = list(together.map(lambda _: keys.ring(), range(8)))
    assert len({each.sealing[-1].number for each in rings}) == 1
    assert [file.name for file in keys.file().parent.glob("*.key")] == ["vault.key"]


def test_the_environment_may_name_another_file(settings: Any, tmp_path: Path) -> None:
    made = keys.ring()
    elsewhere = tmp_path / "on-a-card.key"
    keys.file().rename(elsewhere)
    settings.GANGJU_KEY_FILE = str(elsewhere)
    assert keys.ring() == made


def test_a_named_file_that_is_not_there_is_said_and_not_made(settings: Any, tmp_path: Path) -> None:
    settings.GANGJU_KEY_FILE = str(tmp_path / "absent.key")
    with pytest.raises(KeyProblem, match=r"absent\.key 不存在"):
        keys.ring()
    assert not (tmp_path / "absent.key").exists()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace("seal ", "saal "), "第 2 行已损坏"),
        (lambda text: _flip(text, "seal "), "第 2 行已损坏"),
        (lambda text: _flip(text, "sha256 "), "第 3 行已损坏"),
        (lambda text: text.splitlines()[0], "不完整"),
        (lambda text: "\n".join(text.splitlines()[:2]), "不完整"),
        (lambda text: text[:0], "不是密钥文件"),
        (lambda text: f"你好 {text}", "不是密钥文件"),
    ],
)
def test_a_damaged_file_is_said_and_left_alone(damage: Any, said: str) -> None:
    keys.ring()
    text = damage(keys.file().read_text("utf-8"))
    keys.file().write_text(text, "utf-8")
    with pytest.raises(KeyProblem, match=said):
        keys.ring()
    assert keys.file().read_text("utf-8") == text


def _flip(text: str, after: str) -> str:
    """Another hex digit in place of the third of a secret."""
    place = text.index(after) + len(after) + 2
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]


def test_bytes_that_are_no_text_are_said() -> None:
    keys.ring()
    keys.file().write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KeyProblem, match="读不出来"):
        keys.ring()


class _Held:
    name = title = "证件号码"

    def holds_any(self) -> bool:
        return True

    def numbers(self) -> set[bytes]:
        return set()

    def reseal(self) -> int:
        return 0


def test_no_new_keys_are_made_where_something_is_sealed_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_holdings", {"证件号码": _Held()})
    with pytest.raises(KeyProblem, match=r"密钥文件 .* 不见了,而证件号码已经加密保存"):
        seal(b"x", context=b"")
    assert not keys.file().exists()


class _HeldMeanwhile(_Held):
    """Another process makes the keys and seals its first value while this one is looking."""

    def holds_any(self) -> bool:
        keys.write(keys.new_keys())
        return True


def test_who_comes_second_at_the_first_use_takes_the_keys_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_holdings", {"证件号码": _HeldMeanwhile()})
    assert open_sealed(seal(b"x", context=b""), context=b"") == b"x"


def test_a_changed_file_is_seen_without_a_restart() -> None:
    sealed = seal(b"x", context=b"")
    keys.write(keys.joined(keys.ring(), keys.new_keys()))
    assert len(keys.ring().sealing) == 2
    assert open_sealed(sealed, context=b"") == b"x"

"""What an officer reads when he asks 为什么: the hard rules of the packs, each in a case of its own pack, word for word.

The texts lie in `tests/data/explained`; whoever changes a sentence of the engine reads there what becomes of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from gangju.cli import DONE, main
from gangju.engine.cases import read_cases
from gangju.engine.facts import facts_from_rows, write_facts
from gangju.engine.load import load_pack

PACKS = Path(__file__).parents[2] / "src" / "gangju" / "packs"
TEXTS = Path(__file__).parents[1] / "data" / "explained"


@dataclass(frozen=True)
class Asked:
    """A case of a pack by the beginning of its name, and whom the question is about."""

    pack: str
    file: str
    case: str
    standard: str
    subject: str


ASKED = {
    "pay-of-a-secretary": Asked("xinshao-2012", "village-pay", "书记应发六千八百元", "village-pay", "书记岗"),
    "pay-of-a-director": Asked("xinshao-2012", "village-pay", "主任应发六千一百二十元", "village-pay", "主任岗"),
    "pay-of-another": Asked("xinshao-2012", "village-pay", "其他固定补贴干部", "village-pay", "会计岗"),
    "pay-when-income-falls": Asked("xinshao-2012", "village-pay", "第二年收入下降", "village-pay", "书记岗"),
    "blank-village-after-a-merger": Asked("xinshao-2012", "blank-village", "两村合并,两边都三年以上", "blank-village", "合村"),
    "village-saved-by-a-merger": Asked("xinshao-2012", "blank-village", "两村合并,取各方最近", "blank-village", "合村"),
    "five-towns-seven-reserves": Asked(
        "huizhou-2021", "township-secretary-reserve", "五个镇要八人:七人", "township-secretary-reserve", "上级"
    ),
    "weekly-calls-with-a-pause": Asked("haian-2017", "key-project", "项目停了两整周", "key-project-phone", "甲项目"),
    "four-to-six-overpaid-by-the-district": Asked("guilin-2018", "community-pay-split", "城区多拨一万", "community-pay-split", "叠翠区"),
    "two-hundred-square-metres": Asked("guilin-2018", "village-place-area", "恰好二百平方米", "village-place-area", "榕溪村"),
    "staff-of-thirty": Asked("huizhou-2021", "agency-staff", "三十人的小单位要一人", "agency-staff", "某局"),
    "staff-of-ninety-nine": Asked("huizhou-2021", "agency-staff", "九十九人有两人", "agency-staff", "某局"),
}
CODES = re.compile(r"\([a-z0-9-]+\)|[a-z_]+-\d+|params\.yaml( \w+=\w+)?|\b(reserve|person|township_secretary)\b")
"""Addresses that lead to the rule, the row or the file; everything else is for people."""


def told(asked: Asked, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `gangju explain` prints about the subject in the world of the case."""
    pack = load_pack(PACKS / asked.pack)
    case = next(case for case in read_cases(pack) if case.file.endswith(f"{asked.file}.yaml") and case.name.startswith(asked.case))
    write_facts(facts_from_rows(case.rows, pack.catalogue).tables, folder)
    period = ["--period", case.period] if case.period else []
    day = ["--as-of", case.as_of.isoformat()]
    assert main(["explain", "--pack", str(pack.folder), "--facts", str(folder), *day, *period, asked.standard, asked.subject]) == DONE
    return capsys.readouterr().out


@pytest.mark.row("002-06", "002-30", "000-47", "001-30", "000-91")
@pytest.mark.parametrize("name", ASKED)
def test_a_hard_rule_is_explained_in_words(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(ASKED[name], tmp_path, capsys)
    assert text == (TEXTS / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"[A-Za-z]{2,}|None", CODES.sub("", text)), text

"""Blanks that a program or a typist set around figures: `2025 年 6 月`, `不少于 4 次`, `扣 0. 5 分`, `每 季 度`.

They mean nothing in Chinese, but they stand between a figure and the words that make it a demand. A blank is closed up
only where the figure has its measure word beside it, so blanks that part two cells (`组织建设 20 每季度`) stay, and so do
those that tell what a copy lost (`“1 6”`, `2018年 月 日`).
"""

from __future__ import annotations

import re

from gangju.reader.measure import unit_pattern

_HAN = "\u4e00-\u9fff"
_N = r"\d+(?:\.\d+)?"
_UNIT = rf"(?:%|[多余]|[十百千]?[万亿](?=[元人名个亩吨斤平])|年(?!度)|月(?!均|度)|[日号]|届|级|{unit_pattern()})"
_DAY_ALONE = r"\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$"
#: A serial number at the head of a line has no measure word; what stands behind it begins its words.
_NO_SERIAL = r"(?<!^\d)(?<!^\d\d)"

#: In this order: a figure is made whole before it is joined to what stands around it.
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    # 0。5分, 0. 5分; 扣2。5分: a full stop inside a number is its point.
    (re.compile(rf"(?<![\d.])0(?: ?。 ?|\. )(?=\d{{1,2}} ?{_UNIT})"), "0."),
    (re.compile(r"(?<=[扣加减得计奖])( ?\d{1,2}) ?。 ?(?=\d ?分)"), r"\1."),
    # 80 — 89 分
    (re.compile(rf"(?<=\d) ?(?:-|—+|─+) ?(?={_N} ?{_UNIT})", re.MULTILINE), "-"),
    (re.compile(rf"(?<=\d) ?~ ?(?={_N} ?{_UNIT})"), "~"),
    # 4 次, 2025 年, 30 %
    (re.compile(rf"(?<=\d){_NO_SERIAL} (?={_UNIT})", re.MULTILINE), ""),
    (re.compile(r"^(\d{4}) (?=年)", re.MULTILINE), r"\1"),
    # 不少于 4次, ( 20分; but who issued it stands apart from the day: 县委办公室 2022年6月15日印发
    (re.compile(rf"(?<=[{_HAN}(【,;:。><=≥≤+/]) (?!{_DAY_ALONE})(?={_N}(?:[-~至到]{_N})?{_UNIT})", re.MULTILINE), ""),
    # 缺 一项, 少于 两次: a line that a program broke there
    (re.compile(rf"(?<=[少缺于足过到达每]) (?=[一二两三四五六七八九十]{{1,3}}{_UNIT})"), ""),
    (re.compile(r"(?<=[%次个名人分项天年月日]) (?=(?:\(不?含\)|及其?|或)?以[上下内]|左右)"), ""),
    # 〔 2025 〕 3 号
    (re.compile(r"(?<=〔) ?(\d{4}) ?(?=〕)"), r"\1"),
    (re.compile(r"(?<=〕) ?(\d{1,4}) ?(?=号)"), r"\1"),
    # 分值5分 ,未召开; 为 “优秀” ,
    (re.compile(rf"(?<=[{_HAN}\d%)”》]) (?=[,;:。、)】])"), ""),
    (re.compile(rf"(?<=[{_HAN}]) (?=“)|(?<=”) (?=[{_HAN}])|(?<=“) (?=[{_HAN}])|(?<=[{_HAN}])(?<![万亿]) (?=”)"), ""),
    (re.compile(rf"(?<=[(【]) (?=[{_HAN}\d])|(?<=[{_HAN}%)”][,、:]) (?=[{_HAN}\d])"), ""),
)
#: 每 季 度: a character alone between blanks belongs to the words around it.
_ALONE = re.compile(rf"(?<=[{_HAN}]) (?:[{_HAN}] )+(?=[{_HAN}])")
#: 年 月 日 is a day without its figures.
_EMPTY_DAY = re.compile(r"年 月|月 日")


def closed_up(text: str) -> str:
    """The text without the blanks that stand inside figures and between them and their words."""
    for pattern, put in _STEPS:
        text = pattern.sub(put, text)
    return _ALONE.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    around = match.string[match.start() - 1 : match.end() + 1]
    return match.group() if _EMPTY_DAY.search(around) else match.group().replace(" ", "")

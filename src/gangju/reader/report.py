"""What is told, not asked: results, the present state, problems found.

A report (述职报告) tells first and plans afterwards; a plan tells now and then (目前,全县新建支部70个). Figures in
such places are no demands. The headings and the openings that mark them are few and fixed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gangju.reader.model import Section

_TITLE = re.compile(
    r"(?<![新实显])成效|回顾|取得.{0,4}成[绩果]|完成情况|存在.{0,6}(?:问题|不足|短板)|主要做法|特色亮点|现状|(?:开展|履职|工作|基本)情况$"
)
_OPENING = re.compile(
    r"^(?:截至|截止)?(?:目前|当前),|^(?:去年|上年|近年来|前不久|今年以来|近日)[,,]?|^(?:截至|截止)[^,。;]{2,14},"
    r"|^[-—◆ ]*(?:示例|例如|比如|举例)[:,]"
    r"|^[^。;]*现(?:就|将|对)[^。;]*如下[。:,]?$"
)
#: 目标任务 may speak of results: they are aims.
_AHEAD = re.compile(r"目标|下一步|打算|努力方向|思路|安排|建议|今后|明年|来年|新的一年")
_TURNS = re.compile(r"^(?:[一二三四五六七八九十]、)?(?:下一步|下步|今后|明年|来年|新的一年|接下来)")
#: A paper that reports: whatever does not look ahead in it is told. 述职评议考核工作方案 is a plan.
_REPORT = re.compile(r"(?:报告|总结|汇报)(?:\([^()]*\))?$|(?:述职|汇报|总结)材料$")


def is_told(text: str, above: Sequence[Section], title: str = "") -> bool:
    """Does this sentence stand under such a heading, begin like this, or belong to a report without looking ahead?"""
    if _OPENING.match(text):
        return True
    speaking = next((section.title for section in above if _TITLE.search(section.title) or _AHEAD.search(section.title)), "")
    if speaking or not _REPORT.search(title):
        return bool(_TITLE.search(speaking))
    return not _TURNS.match(text)

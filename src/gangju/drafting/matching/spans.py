"""Days, hours and years that no ledger holds: how long something lasts, by when it is settled, how old somebody is.

None of them is a standard over a ledger; each says what would have to be known before it could be one.
"""

from __future__ import annotations

from typing import Final

from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, exact
from gangju.drafting.who import who_of

LASTING: Final = ("天", "日", "工作日", "小时", "分钟", "周", "个月", "月", "年")
AGES: Final = ("岁", "周岁")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    """A demand in such a unit that nothing else has understood. What is merely named, or too little, asks nothing."""
    if figure.single is None or figure.op in ("=", "~", "<") or figure.unit not in (*LASTING, *AGES):
        return None
    words = f"{passage.slice(passage.part(figure)[0], figure.end)[-14:]}"
    keys = {"value": "", "require": f"value {figure.op} {exact(figure.single)}"}
    who = who_of(passage, figure)
    return Sketch("span", words, "threshold", who, figure.unit, keys, lacking=(_missing(figure, words),))


def _missing(figure: Figure, words: str) -> str:
    if figure.unit in AGES:
        return f"“{words}”是年龄要求:请选定看谁的出生日期、从哪天算起,或者不采用"
    if figure.op == "<=":
        return f"“{words}”是时限:办事的流程里有期限的不用另立标准,要单独看的请选定事项和起止两天"
    return f"“{words}”是时长:没有登记过这件事从哪天到哪天,请选定台账,或者不采用"

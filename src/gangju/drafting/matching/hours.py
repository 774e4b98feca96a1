"""学时: how much somebody learns in a period, over all he took part in."""

from __future__ import annotations

import re
from typing import Final

from gangju.drafting.matching.common import PERIODS
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.who import members_of, who_of

CREDIT: Final = re.compile(r"(?:[计记]|折算|折合|按照?)$")
UNITS: Final = ("学时", "课时")


def _nobody(figure: Figure, why: str = "") -> Sketch:
    lacking = (why or f"没有写明谁要学满{figure.text}:请选定党员、书记或者别的人员",)
    assert figure.single is not None
    keys = {"value": "measure('training_hours')", "require": "value >= param('hours')"}
    one = param("hours", "培训学时", "学时", figure.single)
    return Sketch("hours", "培训学时", "threshold", None, "学时", keys, "year", (one,), ("training_hours",), lacking=lacking)


def match(passage: Passage, figure: Figure) -> Sketch | None:
    """Members are meant where the clause names nobody; 集中轮训 counts by itself."""
    if figure.unit not in UNITS or figure.single is None:
        return None
    if CREDIT.search(passage.slice(passage.part(figure)[0], figure.start)):
        return _nobody(figure, f"“{figure.text}”是学时怎样折算,不是要求学满多少:不用另立标准")
    if figure.op in ("<", "<="):
        return _nobody(figure, f"“{figure.text}”是最多计多少学时,不是要求学满多少:不用另立标准")
    who = who_of(passage, figure)
    if who is None or who.each != "person":
        who = members_of(passage) if "党员" in passage.text or passage.clause.domains else None
    if who is None:
        return _nobody(figure)
    rotation = bool(passage.near(figure, "activity.form"))
    slug = f"{who.slug}-{'rotation-' if rotation else ''}hours"
    title = f"{who.title}{'集中轮训' if rotation else ''}学时"
    op, least = bound(figure)
    return Sketch(
        slug=slug,
        title=title,
        form="threshold",
        who=who,
        unit="学时",
        period=PERIODS.get(figure.per or "", "year"),
        keys={
            "value": f"measure('{'rotation' if rotation else 'training'}_hours')",
            "require": f"value {op} param('{slug.replace('-', '_')}')",
        },
        params=(param(slug, title, "学时", least),),
        measures=("rotation_hours" if rotation else "training_hours",),
    )

"""学时: how much somebody learns in a period, over all he took part in."""

from __future__ import annotations

from typing import Final

from gangju.drafting.matching.common import PERIODS
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.who import members_of, who_of

UNITS: Final = ("学时", "课时")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    """Members are meant where the clause names nobody; 集中轮训 counts by itself."""
    if figure.unit not in UNITS or figure.single is None:
        return None
    who = who_of(passage, figure)
    if who is None or who.each != "person":
        who = members_of(passage)
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

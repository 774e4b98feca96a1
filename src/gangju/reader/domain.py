"""Of which domain a clause speaks, carried down from where it was last said.

`在农村:` governs until the next such lead-in or the end of its paragraph; a heading such as
农村基层党建 governs its section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gangju.reader.model import Section

#: 村(社区)党组织, 村居: both at once.
BOTH = re.compile(r"村(?:\([^()]*社区[^()]*\)|、社区|\(居\)|居(?!民))|社区\(村\)|社区、村")
DOMAINS: dict[str, str] = {
    **dict.fromkeys(("农村", "行政村", "乡村", "村级", "村党组织", "村党支部", "村党总支", "村“两委”", "村干部", "村民"), "农村"),
    **dict.fromkeys(("城市", "社区", "街道", "城区"), "城市"),
    **dict.fromkeys(
        (
            "“两新”组织",
            "两新组织",
            "两新",
            "非公企业",
            "非公有制企业",
            "非公有制经济组织",
            "非公经济组织",
            "社会组织",
            "新经济组织",
            "新社会组织",
        ),
        "两新",
    ),
    **dict.fromkeys(("机关事业单位", "机关(事业)单位", "党政机关", "机关", "事业单位"), "机关"),
    **dict.fromkeys(("国有企业", "国企", "国有及国有控股企业"), "国企"),
    **dict.fromkeys(("学校", "高校", "中小学", "中小学校", "教育系统", "高等学校"), "学校"),
    **dict.fromkeys(("公立医院", "医院", "卫健系统"), "医院"),
}
_WORD = "|".join(sorted(map(re.escape, DOMAINS), key=len, reverse=True))
WORD = re.compile(_WORD)
#: 在农村: · 机关事业单位和国有企业: · 在农村(社区),
LEAD_IN = re.compile(
    rf"(?:在|对)?(?P<words>(?:{_WORD})(?:[、和及与](?:{_WORD}))*)(?:\([^()]{{1,8}}\))?(?:方面|领域|党建|基层党建)?:|(?:(?<=^)|(?<=[。;,]))在(?P<here>(?:{_WORD})(?:[、和](?:{_WORD}))*)(?:\((?P<also>[^()]{{1,8}})\))?,"
)

#: 机关、学校、国有企业和社会组织的党员: a row of them is read whole.
_ROW = re.compile(rf"(?:{_WORD})(?:[、和及与](?:{_WORD}))+")
#: 2023年6月底前, says when, not where.
_WHEN = re.compile(r"^[^,]{0,14}(?:[年月日]|年?底|年?末|前夕?|内|期间|以来|起|其中)$")
_BEGUN = re.compile(
    r"^[ ,]*(?:其中)?(?:农村|城市|机关|国企|国有企业|学校|高校|“?两新”?组织|非公(?:有制)?企业|社会组织"
    r"|村党组织|村党支部|村干部|村级|社区(?=党|书记|干部))"
)
#: A domain word further into the sentence is somebody else's.
NEAR_START = 10


def domains_named(text: str) -> tuple[str, ...]:
    """The domains a text names, in the order it names them."""
    named = [DOMAINS[match.group()] for match in WORD.finditer(BOTH.sub("农村、城市", text))]
    return tuple(dict.fromkeys(named))


def spoken_of(text: str) -> tuple[str, ...]:
    """The domains a sentence begins with or turns to (对非公有制企业…); a domain named in passing is not its own."""
    parts = [part for part in re.split(r"[,;。]", text) if not _WHEN.search(part)] or [text]
    head = parts[0] if BOTH.search(parts[0][:NEAR_START]) else re.sub(r"\([^()]*\)", "", parts[0])
    row = _ROW.match(head)
    return domains_named(head if head.startswith("对") else row.group() if row else head[:NEAR_START])


def begun(text: str) -> tuple[str, ...]:
    """The domain a part of a sentence begins with: 城市社区按…,农村以…."""
    match = _BEGUN.match(text)
    return domains_named(match.group()) if match else ()


def lead_in_cuts(text: str) -> list[int]:
    """Where a lead-in begins, also where the stop before it was lost."""
    return [match.start() for match in LEAD_IN.finditer(text) if match["words"]]


def led_in(text: str) -> tuple[tuple[str, ...], bool] | None:
    """The domains of the lead-in a sentence begins with, and whether they govern what follows."""
    match = LEAD_IN.match(text)
    if not match:
        return None
    return domains_named(match["words"] or f"{match['here']} {match['also'] or ''}"), bool(match["words"])


def section_domains(above: Sequence[Section], title: str = "") -> tuple[str, ...]:
    """The nearest heading above that names a domain, or the title (关于加强社会组织党建工作的意见) where it names one alone."""
    whole = domains_named(title.rsplit("关于", maxsplit=1)[-1])
    return next((named for section in above if (named := domains_named(section.title))), whole if len(whole) == 1 else ())

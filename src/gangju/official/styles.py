"""The styles of the file. Every length is exact, so that the page holds whatever fonts a machine has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gangju.official.page import BODY_HALF_POINTS, CHARACTER, CLOSER, LINE

W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LATIN: Final = "Times New Roman"
FANGSONG, HEI, KAI, SONG, TITLE_SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
#: What a machine without the font may take instead.
INSTEAD: Final = {FANGSONG: "仿宋", HEI: "SimHei", KAI: "楷体", SONG: "SimSun", TITLE_SONG: "小标宋"}
RED: Final = "FF0000"
INDENTED: Final = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
TABLE_LINE: Final = 300


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. Only the pitch of the body stands on the grid of lines; others would be widened to it."""

    id: str
    name: str
    font: str
    half_points: int = BODY_HALF_POINTS
    line: int = LINE
    keep: bool = False
    indent: str = ""
    align: str = "both"
    colour: str = ""
    level: int | None = None
    closer: int = 0
    digits: str = LATIN

    def xml(self) -> str:
        plain = self.id == "Normal"
        head = f'<w:style w:type="paragraph" w:styleId="{self.id}" w:default="{int(plain)}"><w:name w:val="{self.name}"/>'
        based = "" if plain else '<w:basedOn w:val="Normal"/>'
        return f"{head}{based}<w:qFormat/><w:pPr>{''.join(self._paragraph())}</w:pPr><w:rPr>{''.join(self._letters())}</w:rPr></w:style>"

    def _paragraph(self) -> Iterator[str]:
        yield "<w:keepNext/>" if self.keep else ""
        # Word lets a full stop hang over the edge unless told not to.
        yield '<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        yield f'<w:snapToGrid w:val="{int(self.line == LINE and self.half_points == BODY_HALF_POINTS)}"/>'
        yield f'<w:spacing w:before="0" w:after="0" w:line="{self.line}" w:lineRule="exact"/>{self.indent}<w:jc w:val="{self.align}"/>'
        yield f'<w:outlineLvl w:val="{self.level}"/>' if self.level is not None else ""

    def _letters(self) -> Iterator[str]:
        yield f'<w:rFonts w:ascii="{self.digits}" w:hAnsi="{self.digits}" w:eastAsia="{self.font}" w:cs="{LATIN}"/>'
        yield f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        yield f'<w:spacing w:val="{self.closer}"/><w:sz w:val="{self.half_points}"/><w:szCs w:val="{self.half_points}"/>'


STYLES: Final = (
    Style("Normal", "Normal", FANGSONG, closer=CLOSER),
    Style("Body", "正文段落", FANGSONG, indent=INDENTED, closer=CLOSER),
    Style("Title", "Title", TITLE_SONG, 44, indent="", align="center", keep=True),
    Style("UnderTitle", "Subtitle", KAI, align="center", keep=True, closer=CLOSER),
    Style("Letterhead", "发文机关标志", TITLE_SONG, 88, line=1200, align="center", colour=RED),
    Style("Number", "发文字号", FANGSONG, align="center", closer=CLOSER),
    Style("Heading1", "heading 1", HEI, indent=INDENTED, keep=True, level=0, closer=CLOSER),
    Style("Heading2", "heading 2", KAI, indent=INDENTED, keep=True, level=1, closer=CLOSER),
    Style("Heading3", "heading 3", FANGSONG, indent=INDENTED, keep=True, level=2, closer=CLOSER),
    Style("Heading4", "heading 4", FANGSONG, indent=INDENTED, keep=True, level=3, closer=CLOSER),
    Style("Signature", "落款", FANGSONG, align="right", closer=CLOSER),
    Style("Folio", "footer", SONG, 28, line=280, align="left", digits=SONG),
    Style("TableHead", "表头", HEI, 21, line=TABLE_LINE, align="center"),
    Style("Cell", "表格文字", FANGSONG, 21, line=TABLE_LINE, align="left"),
    Style("Mark", "表格居中", FANGSONG, 21, line=TABLE_LINE, align="center"),
)


def styles() -> str:
    """The file of styles."""
    defaults = (
        f'<w:rPrDefault><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FANGSONG}" w:cs="{LATIN}"/>'
        f'<w:sz w:val="{BODY_HALF_POINTS}"/><w:szCs w:val="{BODY_HALF_POINTS}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/>"
    )
    return f"<w:styles {W}><w:docDefaults>{defaults}</w:docDefaults>{''.join(style.xml() for style in STYLES)}</w:styles>"


def settings() -> str:
    """Left and right pages differ; punctuation keeps its width; the rules of Word 2013."""
    return (
        f'<w:settings {W}><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def fonts() -> str:
    """The file of fonts: names, and by which other names they go."""
    named = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:pitch w:val="fixed"/></w:font>'
        for name, other in INSTEAD.items()
    )
    return f'<w:fonts {W}>{named}<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font></w:fonts>'

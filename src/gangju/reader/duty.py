"""Who leads and who is responsible: (牵头单位:…;责任单位:…), 由…负责, …为第一责任人.

Lists of units are split with care: 各县、区委 is one unit, 市人力资源和社会保障局 is one, 市委党联办和各县、区委组织部
are two. What decides is the shape of the pieces: a bare level word (各县) needs what follows it,
and 和 parts two units only where the left side already ends as units end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangju.reader.items import cut

LEAD_LABELS = r"牵头(?:单位|部门|处室|科室|领导|人)?|主办(?:单位|部门)|主责(?:单位|部门)|总牵头(?:单位)?"
OTHER_LABELS = (
    r"(?:主要)?责任(?:单位|部门|主体|处室|科室|领导|人)|配合(?:单位|部门)|协办(?:单位|部门)|协同(?:单位|部门)|承办(?:单位|部门)|参加(?:单位|部门)|参与(?:单位|部门)"
    r"|落实(?:单位|部门)|完成(?:单位|部门)|执行(?:单位|部门)|实施(?:单位|部门)|分管领导|负责(?:单位|部门|人)"
)
LABELLED = re.compile(
    rf"(?P<label>{LEAD_LABELS}|{OTHER_LABELS}):(?P<units>[^;:。()]*?(?:\([^()]*\)[^;:。()]*?)*)(?=[;:。()]|$|[,、 ][\u4e00-\u9fff]{{2,8}}:)"
)
_IS_LEAD = re.compile(LEAD_LABELS)
#: 由县财政按…落实: whoever does it, if it ends as a body or a post does.
DOER = re.compile(
    r"由(?P<units>[^,。;:]{2,30}?)(?=根据|结合|按照?|对|从|(?<!党)组织(?![部员委处办科室股局关生])|制定|进行|统一|会同|具体|统筹|审核|审批|研究|落实|承办|兜底|予以|给予|建立|提出|填写|报"
    r"|汇总|通报|选派|选聘|认定|评定|确定|验收|批准|备案|保管|管理|发放|拨付|列支|承担|解释|考核|评议|审查|审定|约谈|安排|实施|监督|指导|协调|督促|督办|开展|代管|保障|纳入|下达|收集|公布|公示|派|出具|送|召集|主持"
    r"|每(?=半?年|月|季|周|天|日|两)|于(?=\d|每)|在(?=\d)|\d{1,2}月|依托|利用|负责|向|为(?=[各全])"
    r"|保留|挂牌|挂钩|跟踪|复核|复审|通知|筹措|支付|核拨|配套|补助|收缴|保存|存档|另行|报送|上报|受理|答复|办理|提供|配备|聘请|指定|派驻|任命|登记|核实)"
)
BY = re.compile(
    r"(?:^|[,;。:、])由(?P<units>[^,。;:]{2,40}?)(?P<deed>牵头|主管(?!单位|部门|机关|领导)|负责(?![人同任制])|承担|组织实施|担任|主办|督促|统筹)(?:[、,](?P<more>[^,。;:]{2,30}?)(?P<more_deed>主办|协办|配合|承办|参与))?"
)
ROLES = re.compile(
    r"(?P<lead>[^,。;:、]{2,20})带头[、,](?P<first>[^,。;:、]{2,12})负责(?:[、,](?P<second>[^,。;:、]{2,12}?)(?:具体)?参加)?"
)
CHARGED = re.compile(r"(?:^|[,;。:])(?P<units>[^,。;:、]{2,30}?)(?:是|为)[^,。;:]{0,30}?第一责任人")
#: 组织委员组织实施,片长包片,驻村干部包村负责: shares of one duty.
SHARES = re.compile(
    r"(?:^|[,;。:、])(?P<units>[^,。;:、]{2,12}?)(?:组织实施|具体抓|亲自抓|分管抓|协助抓|包片|包村|包户|包组|包联|抓落实)(?:负责)?(?=[,、。;]|的|$)"
)
SECOND = re.compile(r"(?:^|[,;。:、])(?P<units>[^,。;:、]{2,16}?)(?:是|为)[^,。;:]{0,12}?(?:直接责任人|具体责任人)")
ABOVE_ALL = re.compile(r"(?:^|[,;。:、]|形成|实行|坚持)(?P<units>[^,。;:、]{2,10}?)负总责")
CARRIES = re.compile(r"(?:^|[,;。:(])(?P<units>[^,。;:(]{2,24}?)(?:具体|统一|共同)?负责(?![人同任制])")
#: (县委组织部牵头,县委宣传部、县直各单位配合).
LEADS = re.compile(r"(?:^|[,;。:(])(?P<units>[^,。;:()]{2,40}?)(?:总?牵头|主办)(?:负责|抓总|组织|实施|落实)?(?=[,;。)]|$)")
JOINS = re.compile(
    r"(?:^|[,;。:(])(?P<units>[^,。;:()]{2,40}?)(?:密切|积极|主动|通力|全力|协同)?(?:配合|合作|协办|参与|协助|协同)(?:做好|落实|实施)?(?=[,;。)]|$)"
)
SHARED = re.compile(r"(?:^|[,;。:])(?P<units>[^,。;:、]{2,20}?)分工负责")
SETS_UP = re.compile(r"(?:成立|设立|组建)(?P<units>[^,。;:、]{2,30}?(?:领导小组|办公室|专班|工作组|委员会)),(?:具体)?负责")
SEATED = re.compile(r"(?:^|[,;。:])(?P<units>[^,。;:、]{0,20}?(?:办公室|领导小组))设在[^,。;:]{2,30}(?:,由[^,。;:]{2,40})?,(?:具体)?负责")

#: 由党员大会按规定选举产生: who chooses answers for nothing.
_CHOSEN = re.compile(r"[^,。;]{0,40}产生(?:[,。;的]|$)")
#: How names of units end; 和 after one of these starts another unit.
UNIT_END = re.compile(
    r"(?:委|办|局|部|会|院|校|组|中心|厅|处|室|科|股|公司|集团|政府|单位|党组|队|社|站|所|馆|联|行|协|组织|总支|工会|妇联|团委|政协|人大|街道|乡镇|各镇|各乡|区|县|市|支部|党委|工委|企业|学校|部门|领导|机构|财政)(?:\([^()]*\))?$"
)
POST_END = re.compile(r"(?:书记|主任|(?<![增成时延])长|干部|领导|负责人|负责同志|委员|组织员|指导员|工作人员|财政)$")
#: 县委组织部 县委党校: blanks part units where a unit ends before them.
_SPACED = re.compile(r"(?<=[委办局部会院校组心厅处室科股司团府位队社站所馆联行协区县镇乡]) +(?=[\u4e00-\u9fff])")
_LEVEL = re.compile(r"(?:^|和|及|与)各?(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道|开发区|新区|园区|村|社区)(?:\([^()]{1,6}\))?$")
_RANKS = ("村|社区", "乡|镇|街道|苏木", "县|区|旗|市|州|盟", "省")[::-1]
_JOINER = re.compile(r"以及|及其他|和其他|及|和|与|并")
_TAIL = re.compile(r"(?:按照?(?:各自)?(?:职责|职能)(?:分工)?|具体|统一|共同|分别|等(?:有关|相关)?(?:单位|部门)?|等)$")


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a span of a sentence."""

    first: int
    last: int
    lead: tuple[str, ...]
    responsible: tuple[str, ...]


def duties(text: str) -> list[Duty]:
    """All duties named in so many words."""
    found = _labelled(text)
    found += [_by(match) for match in BY.finditer(text)]
    found += [_roles(match) for match in ROLES.finditer(text)]
    for pattern in (CHARGED, ABOVE_ALL, SECOND, SHARED, SETS_UP, SEATED):
        for match in pattern.finditer(text):
            units = split_units(re.sub(r"^(?:明确|要求|形成|实行|坚持|落实|建立|健全)", "", match["units"]))
            leads = pattern in {CHARGED, ABOVE_ALL}
            found.append(Duty(match.start(), match.end(), units if leads else (), () if leads else units))
    found += _doers(text, found)
    return [duty for duty in found if duty.lead or duty.responsible]


def _doers(text: str, found: list[Duty]) -> list[Duty]:
    doers = []
    for match in LEADS.finditer(text):
        units = split_units(match["units"])
        if all(UNIT_END.search(unit) or POST_END.search(unit) for unit in units) and not _meets(match, found):
            doers.append(Duty(match.start(), match.end(), units, ()))
    for match in (*DOER.finditer(text), *CARRIES.finditer(text), *SHARES.finditer(text), *JOINS.finditer(text)):
        if _CHOSEN.match(text[match.end() :]):
            continue
        units = split_units(re.sub(r"^.*由", "", match["units"]))
        if not _meets(match, found) and all(UNIT_END.search(unit) or POST_END.search(unit) for unit in units):
            doers.append(Duty(match.start(), match.end(), (), units))
    return doers


def _meets(match: re.Match[str], found: list[Duty]) -> bool:
    return any(duty.first <= match.start("units") < duty.last for duty in found)


def is_labelled(text: str) -> bool:
    """A printed list of units: it governs the whole item it stands in."""
    return LABELLED.search(text) is not None


def printed_units(text: str) -> list[tuple[int, int]]:
    """Where lists of units are printed behind their label."""
    return [match.span() for match in LABELLED.finditer(text)]


def split_units(text: str) -> tuple[str, ...]:
    """The single units of a printed list."""
    pieces: list[str] = []
    for piece in cut(_SPACED.sub("、", text), "、,;"):
        name = piece.strip(" 。.")
        if pieces and _LEVEL.search(pieces[-1]) and _goes_down(pieces[-1], name):
            pieces[-1] = f"{pieces[-1]}、{name}"
        elif name:
            pieces.append(name)
    units = [unit for piece in pieces for unit in _joined(piece)]
    return tuple(dict.fromkeys(_TAIL.sub("", unit) or unit for unit in units))


def _goes_down(above: str, below: str) -> bool:
    """各县、区委 and 各市、县委 are one name; 各镇、县直各部门 are two, for nobody counts upwards within a name."""
    ranks = [next((rank for rank, words in enumerate(_RANKS) if re.search(words, name)), None) for name in (above[-6:], below[:3])]
    return not below.startswith("各") and None not in ranks and (ranks[0] or 0) <= (ranks[1] or 0)


def _joined(piece: str) -> list[str]:
    for match in _JOINER.finditer(piece):
        left, right = piece[: match.start()], piece[match.end() :]
        other = match.group().endswith("其他")
        if other or (UNIT_END.search(left) and len(left) > 1 and len(right) > 1):
            return [left, *_joined("其他" + right if other else right)]
    return [piece]


def _labelled(text: str) -> list[Duty]:
    matches = list(LABELLED.finditer(text))
    if not matches:
        return []
    lead = [unit for match in matches if _IS_LEAD.match(match["label"]) for unit in split_units(match["units"])]
    others = [unit for match in matches if not _IS_LEAD.match(match["label"]) for unit in split_units(match["units"])]
    return [Duty(matches[0].start(), matches[-1].end(), tuple(lead), tuple(others))]


def _by(match: re.Match[str]) -> Duty:
    units, leads = split_units(match["units"]), match["deed"] in {"牵头", "主管", "统筹", "督促"}
    more = split_units(match["more"]) if match["more"] else ()
    return Duty(match.start(), match.end(), units if leads else (), more if leads else (*units, *more))


def _roles(match: re.Match[str]) -> Duty:
    lead = re.sub(r"^.*(?:建立|推动|实行|形成|健全)", "", match["lead"])
    others = tuple(name for name in (match["first"], match["second"]) if name)
    return Duty(match.start(), match.end(), split_units(lead), others)

"""About whom or what a clause speaks: the body, person or place that one of its parts begins with."""

from __future__ import annotations

import re

from gangju.reader.duty import is_labelled
from gangju.reader.page import NUMBERING
from gangju.reader.sentence import segments

_ACTOR = (
    r"支部委员会|委员会|支委会|党小组|中心组|领导班子|网格员|组织部门|组织部|宣传部|财政|党校|本人|党组织书记|党支部书记|支部书记|第一书记|书记|党务工作者|党务工作人员|工作者|组织员|指导员|委员|主任|部长|干部|党员|班子成员|负责人"
    r"|负责同志|人员|公务员|代表|队员|正职|副职|党委\(党组\)|党\(工\)委|党委|党工委|政府|党组|党总支|党支部|支部|党组织|单位|部门|领导小组|办公室"
    r"|社区|街道|企业|学校|行政村|建制村|村|服务中心|活动室|场所|大厅|中心|县\(区\)|县区|乡镇|各地"
)
#: What a predicate begins with.
_PREDICATE = (
    r"每|年|按|要|应|须|必须|也|都|均|全|将|可|会|原则上|一般|由|在|达|不|参|至少|平均|定期|分批|随时|实|建|配|设|带|落|列|组[织建成]|使|总|切实|自觉|牢牢"
    r"|负责|承诺|成立|根据|结合|对|把|人数|数量|面|基|比|,|$"
    r"|普遍|重点|认真|积极|坚持|严格|分别|共同|不得|必须|需|报|待遇|补|津|薪|到会|出勤|满意|覆盖|占|召开|开展|组织|举办|安排|建立|制定|落实|填|签|发放|选派|承担"
)
#: Prepositions and verbs: where one stands, the words are no longer a name.
_NO_NAME = (
    r"按|由|把|将|对|从|以|为|使|的|不|超|未|(?<![主重])要|应|到|向|今后|发展(?!对象)|经费|定期|研究|用于|看|联系|与各|办好|合理|设置|年初|年底|年内|形成|牵头|配合|发挥|协调|分解|在(?!职)|实行|推行|开展|建立|加强|健全|落实|整顿|推进|打造|选派|深化|完善"
    r"|培养|引进|严格|消除|新建|推动|构建|搭建|提升|强化|做好|抓好|提倡|号召|调整|实现|选优|集中建|成立|安排|明确|指导|通过|进一步"
)
SUBJECT = re.compile(
    r"^(?:[^,。;:]{0,24}:)?(?:今年|全面|其中|确保|力争|要求)?(?!组织|选|每(?:半?年|季|月|周|天|学))(?:每(?:一)?[名位个家支所件项户]?|各类|所有|全体|全[市县区](?!性))?"
    rf"(?P<subject>(?:(?!{_NO_NAME})[\u4e00-\u9fff()“”、]){{0,30}}?(?:{_ACTOR}))(?={_PREDICATE})"
)


_SERIAL = re.compile(rf"^(?:{NUMBERING.pattern}|[一二三四五六七八九十]{{1,2}}是) ?")


def subject_of(text: str) -> str | None:
    """The subject of the first part of a clause that names one."""
    if is_labelled(text):
        return None
    for first, last in segments(text):
        match = SUBJECT.match(_SERIAL.sub("", text[first:last].strip(" ,")))
        if match:
            return match["subject"]
    return None

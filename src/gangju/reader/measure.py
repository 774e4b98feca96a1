"""Measure words and comparators: the closed classes of words that make a number a quantity.

Measure words are a closed class of the language, not a vocabulary of one text. Some of them also
begin other words (分别, 部分, 年度, 家庭): what may not follow is listed with them.
"""

from __future__ import annotations

#: Printed measure word → the unit it is folded to. Money and area carry the unit of the ledgers.
UNITS: dict[str, str] = {
    **dict.fromkeys(("平方米", "平米", "㎡", "m2", "m²"), "m2"),
    **dict.fromkeys(("元", "块钱", "元钱"), "元"),
    **dict.fromkeys(("个小时", "小时", "个钟头"), "小时"),
    **dict.fromkeys(("周年", "年"), "年"),
    **dict.fromkeys(("周岁", "岁"), "岁"),
    **dict.fromkeys(("天", "日"), "天"),
    **dict.fromkeys(("个工作日", "工作日"), "工作日"),
    **dict.fromkeys(("个百分点", "百分点"), "百分点"),
    **dict.fromkeys(("个星期", "星期", "周"), "周"),
    **dict.fromkeys(("学时", "个学时"), "学时"),
    **dict.fromkeys(("星级", "星"), "星"),
    **dict.fromkeys(("次", "回", "遍", "趟"), "次"),
    **{
        word: word
        for word in (
            "个月",
            "人次",
            "场次",
            "学时",
            "课时",
            "学分",
            "积分",
            "分钟",
            "公里",
            "千米",
            "公顷",
            "平方公里",
            "学年",
            "学期",
            "户次",
            "批次",
            "门次",
            "家次",
            "倍",
        )
    },
    **{
        word: word
        for word in (
            "个名人位户项件场期门篇条支套本册块面堂节座间所处届轮组队张份部台辆家只亩吨字页幅班席票则例起类种批分米课款版站口栋幢层排"
        )
    },
}

#: A measure word followed by one of these is part of another word.
NOT_BEFORE: dict[str, str] = {
    "分": "别类管工片之析布散层解组行开批配级享段钟",
    "部": "分门署长委",
    "年": "代|级|来|度|底|末|初|规划|计划|周|以来|行动|目标",
    "家": "亲庭里属长访",
    "人": "均才大民员事选",
    "面": "对向上前临积",
    "本": "地级身次人",
    "处": "理于级长置",
    "位": "一体于置",
    "期": "间限",
    "次": "性要",
    "课": "堂题",
    "组": "织长成",
    "队": "伍长员",
    "节": "约省日点",
    "类": "似型别",
    "口": "袋号",
    "只": "有能要是",
    "起": "来步到",
    "张": "贴扬",
    "层": "级层面",
    "条": "件龙心例线",
    "班": "子组长级",
    "批": "评示复准",
    "户": "籍口",
    "站": "式",
    "版": "本",
    "字": "号",
    "日": "常前报志程",
    "天": "津地下",
    "周": "边期围岁年",
    "元": "旦素",
    "所": "有在属以",
    "台": "账帐阶",
    "套": "路",
    "门": "户类口",
    "排": "查名序",
    "名": "单义额称",
    "个": "体性别",
    "回": "访头应",
    "场": "所地景",
    "座": "谈",
    "间": "隔接",
    "届": "时满",
    "块": "头",
    "轮": "训岗换流",
    "种": "植",
    "支": "部持撑出付援委书",
    "份": "额",
    "项": "目",
    "篇": "章",
    "席": "位",
    "票": "决",
    "例": "会行如",
}

#: Parts of a document or of a matter: 四个方面 counts what follows, it asks for nothing.
PARTS = (
    r"(?:主要|重点|具体|关键|不同|基本|大|重大|突出)*"
    r"(?:方面|领域|阶段|环节|等次|等级|档次|层次|层面|层级|步骤|部分|类别|类型|维度|要素|方向|问题|目标|主题|字样|关键词|重点|原则|关系|坚持|统筹|文件|附件|级别|管理级别|全覆盖|不同类型)"
)
#: 五大任务, 32项措施: the sum of what a text lists.
TASKS = r"(?:具体|重点|主要|工作|基本|核心|关键|硬性|配套|创新|改革)*(?:任务|措施|举措|内容|制度|要求|职责|指标|工程|行动|机制|标准)"

#: Word before the figure → comparator. Longer words first; `gap` words may stand apart from their figure.
BEFORE: dict[str, str] = {
    **dict.fromkeys(
        (
            "不得少于",
            "不应少于",
            "不能少于",
            "不可少于",
            "不少于",
            "不得低于",
            "不应低于",
            "不能低于",
            "不低于",
            "不得小于",
            "不小于",
            "不短于",
            "不得短于",
        ),
        ">=",
    ),
    **dict.fromkeys(("至少", "最少", "最低", "起码", "不下于", "达到", "达", "满", "保底", "须满", "需满"), ">="),
    **dict.fromkeys(
        ("不得超过", "不应超过", "不能超过", "不超过", "不得多于", "不多于", "不得高于", "不高于", "不得大于", "不大于", "不长于"), "<="
    ),
    **dict.fromkeys(("最多", "至多", "最高", "最长", "控制在", "限于", "上限为"), "<="),
    **dict.fromkeys(("超过", "大于", "高于", "多于", "逾", "突破", "超"), ">"),
    **dict.fromkeys(("少于", "低于", "小于", "不足", "不满", "未满", "不到", "未达到"), "<"),
    **dict.fromkeys(("接近", "约", "大约", "大概", "近", "平均约"), "~"),
    **dict.fromkeys(("等于", "为", "是"), "="),
    **dict.fromkeys(("≥", "≧", ">="), ">="),
    **dict.fromkeys(("≤", "≦", "<="), "<="),
    ">": ">",
    "<": "<",
}
GAP_WORDS = (
    "至少",
    "最少",
    "最多",
    "至多",
    "起码",
    "不少于",
    "不得少于",
    "不低于",
    "不得低于",
    "不超过",
    "不得超过",
    "超过",
    "高于",
    "低于",
    "不高于",
    "达到",
    "不小于",
)

AFTER: dict[str, str] = {
    **dict.fromkeys(("以上", "及以上", "或以上", "(含)以上", "以上(含)", "之上", "起步"), ">="),
    **dict.fromkeys(("以下", "及以下", "或以下", "(含)以下", "以内", "之内", "内", "以里", "封顶"), "<="),
    **dict.fromkeys(("左右", "上下", "前后"), "~"),
}
#: “1年内”, “10天内” are limits; “3个内” is not said.
TIME_UNITS = frozenset(("年", "个月", "周", "天", "工作日", "小时", "分钟"))


def unit_pattern() -> str:
    """Measure words, longest first, each with what may not follow it."""
    words = sorted(UNITS, key=len, reverse=True)
    return "(?:" + "|".join(word + _not_before(word) for word in words) + ")"


def _not_before(word: str) -> str:
    ends = NOT_BEFORE.get(word, "")
    if not ends:
        return ""
    return f"(?!{ends})" if "|" in ends else f"(?![{ends}])"


def any_of(words: dict[str, str] | tuple[str, ...]) -> str:
    """An alternation, longest first, so that 不得少于 is not read as 少于."""
    return "(?:" + "|".join(word.replace("(", r"\(").replace(")", r"\)") for word in sorted(words, key=len, reverse=True)) + ")"

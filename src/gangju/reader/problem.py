"""Why a text cannot be read: one plain sentence each, what is wrong and how to mend it."""

from __future__ import annotations

import re

#: Below this share of Chinese characters a text is taken for another language.
CHINESE_SHARE = 0.3
#: Below this share of readable characters a file is taken for something that is not text.
READABLE_SHARE = 0.97
#: Longer than any plan or report: about five hundred printed pages.
LONGEST = 500_000
#: The words that every Chinese text is full of. Garbled characters are drawn from anywhere but here.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面方后多定行学法所民得经"
    "十三之进等部度家电力里如水化高自二理起小现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反明看原又利比或但质第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象"
    "员革位入常文总次品式活设及管特件长求老头基资边流路级少图统接知较将组见计别手期根论运农指几九区强放决被干做必战先回则任取据处队"
    "给色光门即保治北造百规热领七海口东导压志金增济阶术极交受联什认六共权收证改清己再采转更单风切打教速花带安场身例真务具每目至走积"
    "示议声报完类八离名确科张信节话米整况今集温传书村镇县支乡促推责严标抓督查核评考纪群监巩廉宣培训班"
    "時來們個國會這為對發學經進現後動實種點關題黨員長條業體書"
)
#: Fewer characters than this tell nothing about the words a text is made of.
ENOUGH = 60
#: Of the characters of our texts 64 % and more are common ones; of garbled ones at most 10 %.
COMMON_SHARE = 0.2
#: No language writes so many of its letters with accents: these are Chinese bytes taken for Western letters.
ACCENTED_SHARE = 0.3

_TERM = r"(?: ?[★☆*·].*| ?(?:长期|\d+ ?年|[一二三五十]{1,3}年)? ?(?:特提|特急|加急|平急|急件)?[)】\]\s]*)"
CLASSIFIED = re.compile(rf"^[\s(【\[★☆]*(绝 ?密|机 ?密|秘 ?密)件?{_TERM}$", re.MULTILINE)
CLASSIFIED_LABEL = re.compile(r"密 ?级 ?[::] ?(绝密|机密|秘密)")
STARRED = re.compile(r"(绝 ?密|机 ?密|秘 ?密) ?[★☆]")
#: No text has such runs; the grammar would look for figures in them for hours.
RUN = re.compile(r"[\d.,%]{300}|[零一二两三四五六七八九十百千万亿]{200}|(.{1,6}?)\1{999}")
#: A marking stands at the head of a document; further down the words are ordinary ones.
HEAD = 600


class ReaderError(ValueError):
    """The text cannot be read; the message is one sentence for the user."""


class Refused(ValueError):
    """What a reader of one format says: the sentence without the name of the file, which it does not know."""


def refuse_unreadable(text: str, name: str) -> None:
    """Raises ReaderError for an empty, classified, binary, garbled, foreign, repeated or endless text. Nothing is kept."""
    called = f"“{name}”" if name else "这份材料"
    if not text.strip():
        raise ReaderError(f"{called}里没有文字:请确认选对了文件;如果是扫描件,请先做文字识别再读。")
    if not is_text(text):
        raise ReaderError(f"{called}不是文本文件:请换成 .txt,或者把文字复制出来再读。")
    marking = classification(text)
    if marking:
        raise ReaderError(f"{called}标有“{marking}”:涉密文件不得在本系统读取,内容没有保存。")
    if is_garbled(text):
        raise ReaderError(f"{called}里的文字是乱码:请用原来的软件打开,另存为 .docx 或 UTF-8 编码的 .txt 再读。")
    if not is_chinese(text):
        raise ReaderError(f"{called}不是中文材料:本系统只读中文的制度和方案,请换一份中文文本。")
    if RUN.search(text):
        raise ReaderError(f"{called}里有很长一串重复的字或者数字,不像一份制度文本:请删去那一段再读。")
    if len(text) > LONGEST:
        raise ReaderError(f"{called}有 {len(text) // 10_000} 万字,超过一次能读的 {LONGEST // 10_000} 万字:请分成几份再读。")


def classification(text: str) -> str | None:
    """The marking that stands at the head of the text (绝密, 机密, 秘密), not the mere word in a sentence."""
    head = text[:HEAD]
    match = CLASSIFIED.search(head) or CLASSIFIED_LABEL.search(head) or STARRED.search(head)
    return match.group(1).replace(" ", "") if match else None


def is_text(text: str) -> bool:
    """Control characters and replacement marks betray a file that is not text."""
    bad = sum(1 for mark in text if (mark < " " and mark not in "\t\n\r\f") or mark == "\ufffd")
    return bad <= len(text) * (1 - READABLE_SHARE)


def is_chinese(text: str) -> bool:
    """Digits and signs are nobody's: only letters are counted."""
    letters = sum(1 for mark in text if mark.isalpha())
    chinese = _chinese(text)
    return chinese > 0 and chinese >= letters * CHINESE_SHARE


def is_garbled(text: str) -> bool:
    """Was the text read in the wrong encoding somewhere on its way? Then its characters are rare ones."""
    letters = sum(1 for mark in text if mark.isalpha())
    accented = sum(1 for mark in text if "\u0080" <= mark <= "\u00ff" and mark.isalpha())
    if accented > ENOUGH / 4 and accented > letters * ACCENTED_SHARE:
        return True
    return _chinese(text) >= ENOUGH and commonness(text) < COMMON_SHARE


def commonness(text: str) -> float:
    """The share of the common characters among the Chinese ones."""
    return sum(1 for mark in text if mark in COMMON) / max(1, _chinese(text))


def _chinese(text: str) -> int:
    return sum(1 for mark in text if "\u4e00" <= mark <= "\u9fff")

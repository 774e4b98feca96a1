"""Why a text cannot be read: one plain sentence each, what is wrong and how to mend it."""

from __future__ import annotations

import re

#: Below this share of Chinese characters a text is taken for another language.
CHINESE_SHARE = 0.3
#: Below this share of readable characters a file is taken for something that is not text.
READABLE_SHARE = 0.97

CLASSIFIED = re.compile(r"^[\s(【\[]*(绝密|机密|秘密)(?:[★☆*].*|[)】\]\s]*)$", re.MULTILINE)
CLASSIFIED_LABEL = re.compile(r"密级[::]\s*(绝密|机密|秘密)")
STARRED = re.compile(r"(绝密|机密|秘密)\s*[★☆]")
#: A marking stands at the head of a document; further down the words are ordinary ones.
HEAD = 600


class ReaderError(ValueError):
    """The text cannot be read; the message is one sentence for the user."""


def refuse_unreadable(text: str, name: str) -> None:
    """Raises ReaderError for an empty, classified, binary or foreign text. Nothing is kept."""
    if not text.strip():
        raise ReaderError(f"{_called(name)}里没有文字:请确认选对了文件;如果是扫描件,请先做文字识别再读。")
    if not is_text(text):
        raise ReaderError(f"{_called(name)}不是文本文件:请换成 .txt,或者把文字复制出来再读。")
    marking = classification(text)
    if marking:
        raise ReaderError(f"{_called(name)}标有“{marking}”:涉密文件不得在本系统读取,内容没有保存。")
    if not is_chinese(text):
        raise ReaderError(f"{_called(name)}不是中文材料:本系统只读中文的制度和方案,请换一份中文文本。")


def classification(text: str) -> str | None:
    """The marking that stands at the head of the text (绝密, 机密, 秘密), not the mere word in a sentence."""
    head = text[:HEAD]
    match = CLASSIFIED.search(head) or CLASSIFIED_LABEL.search(head) or STARRED.search(head)
    return match.group(1) if match else None


def is_text(text: str) -> bool:
    """Control characters and replacement marks betray a file that is not text."""
    bad = sum(1 for mark in text if (mark < " " and mark not in "\t\n\r\f") or mark == "\ufffd")
    return bad <= len(text) * (1 - READABLE_SHARE)


def is_chinese(text: str) -> bool:
    """Digits and signs are nobody's: only letters are counted."""
    chinese = sum(1 for mark in text if "\u4e00" <= mark <= "\u9fff")
    letters = sum(1 for mark in text if mark.isalpha())
    return chinese > 0 and chinese >= letters * CHINESE_SHARE


def _called(name: str) -> str:
    return f"“{name}”" if name else "这份材料"

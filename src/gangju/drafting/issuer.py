"""Whose plan a document is: the level of its issuer."""

from __future__ import annotations

import re
from typing import Final

from gangju.reader.model import Document

OF_WHOM: Final = (
    ("province", re.compile(r"省委|全省|自治区党委")),
    ("city", re.compile(r"市委(?!员)|全市|我市|\w市")),
    ("county", re.compile(r"县委|区委|全县|全区|我县|\w县|\w+区")),
    ("township", re.compile(r"[镇乡]党委|街道党工委|全镇|全乡|全街道")),
)
"""The level of an issuer, by how it is called."""


def level_of(document: Document) -> str | None:
    """By the issuer, else by the title, else by how often the text says 全市 or 全县."""
    for text in (document.issuer or "", document.title):
        for level, pattern in reversed(OF_WHOM):
            if pattern.search(text):
                return level
    counts = {
        level: len(re.findall(rf"全{word}|我{word}", document.text))
        for level, word in (("city", "市"), ("county", "县"), ("township", "镇"))
    }
    best = max(counts, key=lambda level: counts[level])
    return best if counts[best] else None

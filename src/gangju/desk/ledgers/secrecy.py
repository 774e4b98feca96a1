"""Text that carries a mark of secrecy is refused and never stored: this platform is no place for it.

Only a mark counts (秘密★5年, 【机密】, 绝密), not the word: a class about keeping state secrets is an ordinary class.
"""

from __future__ import annotations

import re

_GRADE = "(?:绝密|机密|秘密)"
_MARKED = re.compile(rf"{_GRADE}\s*[★☆*※]|[【\[〔((]\s*{_GRADE}\s*[】\]〕))]|^\s*{_GRADE}\s*$|密级\s*[::]\s*{_GRADE}")
# Said to whoever typed it; the text itself is not repeated anywhere.
MARKED = "这段文字带有密级标志。本系统不得存储涉密内容,请删去后再保存"


def is_marked(text: str) -> bool:
    return bool(_MARKED.search(text))

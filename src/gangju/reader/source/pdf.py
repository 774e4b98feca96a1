"""PDF with a text layer: PDFium says where each character and each drawn line stands, `layout` makes paragraphs of them.

A page that is a picture without text would be lost without a word: such a file is refused, with the numbers of the pages.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gangju.reader.problem import Refused
from gangju.reader.source import archive
from gangju.reader.source.layout import Page, lines_of_pages
from gangju.reader.source.pdf_marks import marks_of
from gangju.reader.source.ruled import take_grids
from gangju.reader.source.text import Lines

#: Pages of one file: reports of two hundred pages are read, collected volumes are not.
MOST_PAGES = 600
#: A picture that covers this share of a page without text is a scan.
SCAN_SHARE = 0.4
NAMED_PAGES = 5


def read(raw: bytes) -> Lines:
    """The lines of the file. Raises Refused."""
    try:
        return _read(pdfium.PdfDocument(raw))
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY}
        raise Refused("设有打开密码:请先去掉密码,另存一份再读。" if locked else archive.DAMAGED) from error


def _read(document: pdfium.PdfDocument) -> Lines:
    if len(document) > MOST_PAGES:
        raise Refused(f"有 {len(document)} 页,超过一次能读的 {MOST_PAGES} 页:请拆成几份再读。")
    pages, scans = [], []
    for number, page in enumerate(document, 1):
        marks = marks_of(page)
        page.close()
        grids, loose = take_grids(marks.rules, marks.glyphs)
        pages.append(Page(marks.width, marks.height, loose, grids))
        if marks.picture > SCAN_SHARE and not any(mark.text.strip() for mark in marks.glyphs):
            scans.append(number)
    if scans:
        raise Refused(_scanned(scans, len(pages)))
    return lines_of_pages(pages)


def _scanned(scans: list[int], count: int) -> str:
    if len(scans) * 2 > count:
        return "是扫描件,没有文字:请先做文字识别(OCR),或者找原来的 Word 文件再读。"
    named = "、".join(map(str, scans[:NAMED_PAGES])) + ("等" if len(scans) > NAMED_PAGES else "")
    return f"第 {named} 页是扫描图,没有文字:请先做文字识别(OCR),或者去掉这几页再读。"

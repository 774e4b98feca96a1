"""What the reader refuses, and the one sentence it says."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import openpyxl
import pytest

from gangju.reader import ReaderError, read_bytes, read_file, read_text
from gangju.reader.problem import LONGEST
from gangju.reader.source import LARGEST_FILE
from tests.reader.making import packed, paragraph, word

PLAN = "工作方案\r\n一、党员参训不少于40学时。"


def said(name: str, raw: bytes) -> str:
    """The refusal: one sentence with the name of the file and a way to mend it."""
    with pytest.raises(ReaderError) as refusal:
        read_bytes(name, raw)
    words = str(refusal.value)
    assert words.startswith(f"“{name}”")
    assert words.count("。") == 1
    assert words.endswith("。")
    assert ":请" in words or ":涉密文件" in words or ",请" in words
    return words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有文字"),
        (" \n\t ", "没有文字"),
        ("The branch shall hold a meeting every quarter and report to the county.", "不是中文材料"),
        ("机密★5年\n关于干部工作的方案\n一、目标", "涉密"),
        ("机 密\n关于干部工作的方案\n一、目标", "涉密"),
        ("000012 秘密★3年 特急\n关于干部工作的方案\n一、目标", "涉密"),
        ("绝密 长期\n关于干部工作的方案\n一、目标", "涉密"),
        ("【机密·1年】\n关于干部工作的方案\n一、目标", "涉密"),
        ("某县委文件\n(秘密)\n关于干部工作的方案\n一、目标", "涉密"),
        ("密级:秘密\n工作方案\n一、目标", "涉密"),
        ("\x00\x01\x02\x03中文\x04\x05", "不是文本文件"),
        ("党员参训不少于40学时。" * (LONGEST // 10), "请分成几份"),
        ("党员参训不少于40学时。" + "3" * 20_000, "很长一串重复"),
        ("党员参训不少于40学时" + "。" * 20_000, "很长一串重复"),
        ("党员参训不少于40学时" + "每年、" * 20_000, "很长一串重复"),
        (
            "各村党组织每季度召开一次党员大会,党员参训不少于四十学时,参会率不低于百分之八十五".encode().decode("gb18030", "ignore") * 2,
            "乱码",
        ),
        ("各村党组织每季度召开一次党员大会,党员参训不少于四十学时".encode("gbk").decode("latin-1") * 2, "乱码"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ReaderError, match=words) as refusal:
        read_text(text, "来件.txt")
    assert str(refusal.value).count("。") == 1


@pytest.mark.parametrize(
    "text",
    [
        "保密工作制度\n一、严禁泄露国家秘密和工作秘密。",
        "定密工作规定\n秘密级文件保存期限不超过10年。",
        "会议纪律\n一、机密文件由专人保管,秘密载体按规定销毁。",
    ],
)
def test_the_mere_word_secret_is_no_marking(text: str) -> None:
    assert read_text(text).title == text.partition("\n")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encodings_of_chinese_offices_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_bytes(PLAN.encode(encoding))
    assert read_file(path).text == PLAN.replace("\r", "")


def test_big5_is_recognised() -> None:
    text = "各村黨組織每季度召開一次黨員大會,黨員參加學習時間不得少於四十小時。"
    assert "Big5" in said("來件.txt", text.encode("big5"))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="找不到文件"):
        read_file(tmp_path / "没有.txt")
    with pytest.raises(ReaderError, match="不是文件"):
        read_file(tmp_path)


def test_damaged_punctuation_does_not_stop_the_reading() -> None:
    document = read_text("工作方案\n一、开展“三个(一活动,《办法未闭合。每村建1个中心;党员参训不少于40学时")
    assert {"1个", "40学时"} <= {item.text for clause in document.clauses for item in clause.quantities}


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("空.docx", b"", "没有文字"),
        ("照片.docx", PNG, "是图片"),
        ("照片.txt", PNG, "是图片"),
        ("相片.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "是图片"),
        ("资料.docx", packed({"a.txt": "甲", "b.txt": "乙"}), "是压缩包"),
        ("资料.rar", b"Rar!\x1a\x07\x00" + bytes(100), "是压缩包"),
        ("讲稿.pptx", packed({"ppt/presentation.xml": "<p/>"}), "是演示文稿"),
        ("程序.doc", b"MZ" + bytes(100), "是程序"),
        ("残.docx", word(paragraph("目标"))[:200], "已经损坏"),
        ("残.pdf", b"%PDF-1.7\n1 0 obj", "已经损坏"),
        ("空表.docx", word(""), "没有文字"),
        ("English.docx", word(paragraph("The branch shall hold a meeting every quarter.")), "不是中文材料"),
        ("密件.docx", word(paragraph("秘密★10年") + paragraph("工作方案")), "涉密"),
        ("密件.docx", word(paragraph("工作方案"), header1=paragraph("机密")), "涉密"),
        ("大.docx", b"\x00" * (LARGEST_FILE + 1), "超过 50 兆字节"),
        ("大.txt", "党员大会。".encode() * 400_000, "超过 5 兆字节"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(name: str, raw: bytes, words: str) -> None:
    assert words in said(name, raw)


def locked(raw: bytes) -> bytes:
    """The file as Office saves it with a password."""
    made = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(raw)).encrypt("secret", made)
    return made.getvalue()


def test_a_workbook_and_a_word_file_with_a_password_are_refused() -> None:
    book, paper = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    docx.Document().save(paper)
    assert "设有打开密码" in said("台账.xlsx", locked(book.getvalue()))
    assert "设有打开密码" in said("方案.docx", locked(paper.getvalue()))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"word/document.xml": b"<w>" + b" " * 60_000_000})
    started = time.monotonic()
    assert len(bomb) < 100_000
    assert "解开后过大" in said("方案.docx", bomb)
    assert time.monotonic() - started < 2


def test_many_parts_and_entities_of_entities_are_refused() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    raw = packed({"word/document.xml": f'{entities}]><w:document xmlns:w="x">&i;</w:document>'})
    assert "已经损坏" in said("方案.docx", raw)
    assert "解开后过大" in said("方案.docx", packed({f"word/document{number}.xml": "" for number in range(6000)}))


def test_a_file_is_what_its_content_says_whatever_its_name(tmp_path: Path) -> None:
    assert read_bytes("方案.pdf", word(paragraph("工作方案"))).text == "工作方案"
    assert read_bytes("方案.docx", PLAN.encode("gbk")).title == "工作方案"
    assert read_bytes("方案.doc", f"<html><body><p>{'</p><p>'.join(PLAN.split())}</p></body></html>".encode()).title == "工作方案"


def test_nothing_is_left_behind_by_a_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_bytes("方案.docx", word(paragraph("工作方案")))
    said("残.docx", word(paragraph("目标"))[:200])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_an_older_word_file_with_a_password_is_refused(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice,旧格式的测试未运行 · no LibreOffice on PATH")
    # The first block of Word's text stream as Word 97 writes it, with the mark of encryption set.
    stream = b"\xec\xa5\xc1\x00" + bytes(6) + (0x0100).to_bytes(2, "little") + bytes(500)
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream + "WordDocument".encode("utf-16-le")
    assert "设有打开密码" in said("旧文.doc", raw)


@pytest.mark.long
def test_a_report_of_two_hundred_pages_is_read_in_seconds() -> None:
    body = "".join(
        paragraph(f"{number}.各村党组织每季度召开1次党员大会,党员参训不少于{number}学时,参会率不低于85%。" * 8) for number in range(1, 400)
    )
    started = time.monotonic()
    document = read_bytes("报告.docx", word(body))
    assert len(document.text) > 120_000
    assert len(document.clauses) > 3_000
    assert time.monotonic() - started < 30


def test_a_zip_with_lying_sizes_is_damaged() -> None:
    raw = bytearray(packed({"word/document.xml": "<w>" + "党" * 1000}))
    place = raw.rfind(b"PK\x01\x02") + 24
    raw[place : place + 4] = (10).to_bytes(4, "little")
    assert zipfile.is_zipfile(io.BytesIO(bytes(raw)))
    assert "已经损坏" in said("方案.docx", bytes(raw))

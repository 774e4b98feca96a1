"""What the reader refuses, and the one sentence it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.reader import ReaderError, read_file, read_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有文字"),
        (" \n\t ", "没有文字"),
        ("The branch shall hold a meeting every quarter and report to the county.", "不是中文材料"),
        ("机密★5年\n关于干部工作的方案\n一、目标", "涉密"),
        ("密级:秘密\n工作方案\n一、目标", "涉密"),
        ("\x00\x01\x02\x03中文\x04\x05", "不是文本文件"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ReaderError, match=words) as refusal:
        read_text(text, "来件.txt")
    assert str(refusal.value).count("。") == 1


def test_the_mere_word_secret_is_no_marking() -> None:
    assert read_text("保密工作制度\n一、严禁泄露国家秘密和工作秘密。").title == "保密工作制度"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_chinese_offices_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_bytes("工作方案\r\n一、党员参训不少于40学时。".encode(encoding))
    assert read_file(path).text == "工作方案\n一、党员参训不少于40学时。"


def test_a_picture_renamed_to_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "照片.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    with pytest.raises(ReaderError, match="是图片"):
        read_file(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="找不到文件"):
        read_file(tmp_path / "没有.txt")


def test_damaged_punctuation_does_not_stop_the_reading() -> None:
    document = read_text("工作方案\n一、开展“三个(一活动,《办法未闭合。每村建1个中心;党员参训不少于40学时")
    assert {"1个", "40学时"} <= {item.text for clause in document.clauses for item in clause.quantities}

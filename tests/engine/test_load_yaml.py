"""YAML is read one way by everybody: exact numbers, no surprising booleans, a line for each key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.problem import BadInput, Problem
from gangju.engine.yaml_marks import Marked, read_yaml


def read(tmp_path: Path, text: str) -> Marked:
    path = tmp_path / "file.yaml"
    path.write_text(text, "utf-8")
    return read_yaml(path)


def refusal(tmp_path: Path, text: str) -> Problem:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24", 24),
        ("34000.00", Decimal("34000.00")),
        ("1/3", "1/3"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("1e3", "1e3"),
        ("2018-05-01", "2018-05-01"),
        ("true", True),
        ("~", None),
        ('"24"', "24"),
    ],
)
def test_a_scalar_means_what_is_written(tmp_path: Path, text: str, value: Any) -> None:
    read_value = read(tmp_path, f"key: {text}\n").data["key"]
    assert (read_value, type(read_value)) == (value, type(value))


def test_a_decimal_keeps_its_digits(tmp_path: Path) -> None:
    assert str(read(tmp_path, "amount: 34000.00\n").data["amount"]) == "34000.00"


def test_every_key_and_item_has_its_line_and_a_name(tmp_path: Path) -> None:
    marked = read(tmp_path, "- id: a\n  values:\n    - since: 2018-01-01\n    - since: 2019-01-01\n")
    assert marked.line((0, "values", 1, "since")) == 4
    assert marked.key((0, "values", 1, "since")) == "a.values.1.since"
    assert marked.line((0, "absent")) == 1


@pytest.mark.parametrize("word", ["on", "yes", "no", "Off", "true"])
def test_a_bare_boolean_is_no_key(tmp_path: Path, word: str) -> None:
    problem = refusal(tmp_path, f"a: 1\n{word}: friday\n")
    assert (problem.line, problem.key) == (2, word)
    assert f'"{word}"' in problem.remedy


def test_a_bare_no_is_no_answer(tmp_path: Path) -> None:
    assert refusal(tmp_path, "answer: no\n").remedy == '代码请加引号写成 "no",真假值请写 true 或 false'
    assert read(tmp_path, 'answer: "no"\n').data == {"answer": "no"}


def test_a_key_written_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert (problem.line, problem.message) == (3, "键“a”写了两次,前一次在第 1 行")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\n\tb: 2\n", 2, "行首用了制表符(Tab)"),
        ('a: 1\nb: "x\nc: 2\n', 2, "引号没有收尾"),
        ("a: b: 2\n", 1, "第 5 列多了一个冒号"),
        ("a: {b: 1\nc: 2\n", 2, "从第 1 行起的一段,到第 2 列读不懂"),
        ("a: &x 1\nb: *x\n", 1, "用了 & 或 * 引用"),
        ("? [a]\n: b\n", 1, "键不是一个词"),
        ("a: !!python/name:os.system x\n", 1, "不认识类型标记“tag:yaml.org,2002:python/name:os.system”"),
        ("a: \x07\n", 0, "有 YAML 不允许的字符"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    problem = refusal(tmp_path, text)
    assert (problem.line, problem.message) == (line, message)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes("标题: 要点\n".encode("gb18030"))
    with pytest.raises(BadInput, match="不是 UTF-8"):
        read_yaml(path)


def test_a_piece_without_a_colon_belongs_to_the_sentence_before_its_comma(tmp_path: Path) -> None:
    assert read(tmp_path, "a: {text: 每季一次,停开须经批准,另行登记, n: 2}\n").data == {
        "a": {"text": "每季一次,停开须经批准,另行登记", "n": 2}
    }
    assert read(tmp_path, "a: {text: 每季一次, force}\n").data == {"a": {"text": "每季一次", "force": None}}

"""Files of a facts folder: true lines, headers, encodings, what Parquet may hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import Facts, load_facts, write_facts
from gangju.engine.problem import BadInput, Problem
from tests.engine.facts_world import SOUND, facts

HEADER = "person_id,name,gender,org_id\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sound world, written out."""
    write_facts(SOUND, tmp_path / "facts")
    return tmp_path / "facts"


def load(folder: Path) -> Facts:
    return load_facts(folder, load_catalogue())


def people(folder: Path, text: str | bytes) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "person.csv").write_bytes(content)


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(BadInput) as bad:
        load(folder)
    return list(bad.value.problems)


def lines(folder: Path) -> list[tuple[str, int]]:
    table = load(folder).tables["person"]
    return list(zip(table.column("name").to_pylist(), table.column("_line").to_pylist(), strict=True))


REST = "p2,白秋兰,2,\np3,柳成荫,1,\n"


def test_a_line_is_the_one_an_editor_shows(folder: Path) -> None:
    people(folder, HEADER + "p1,白远山,1,\n" + REST)
    assert lines(folder) == [("白远山", 2), ("白秋兰", 3), ("柳成荫", 4)]


def test_blank_lines_are_passed_over_and_counted(folder: Path) -> None:
    people(folder, HEADER + "\np1,白远山,1,\n\n\n" + REST)
    assert lines(folder) == [("白远山", 3), ("白秋兰", 6), ("柳成荫", 7)]


def test_rows_of_commas_alone_are_passed_over_and_counted(folder: Path) -> None:
    people(folder, HEADER + "p1,白远山,1,\n,,,\n" + REST + ",,,\n")
    assert lines(folder) == [("白远山", 2), ("白秋兰", 4), ("柳成荫", 5)]


def test_a_line_break_in_quotes_is_part_of_the_cell(folder: Path) -> None:
    people(folder, HEADER + 'p1,"白\n远山",1,\n' + REST)
    assert lines(folder) == [("白\n远山", 2), ("白秋兰", 4), ("柳成荫", 5)]


def test_commas_and_quotes_in_quotes_are_kept(folder: Path) -> None:
    people(folder, HEADER + 'p1,"白,""远""山",1,\n' + REST)
    assert lines(folder)[0] == ('白,"远"山', 2)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_of_either_system_are_read(folder: Path, ending: str) -> None:
    people(folder, (HEADER + "p1,白远山,1,\n" + REST).replace("\n", ending))
    assert lines(folder)[2] == ("柳成荫", 4)


def test_a_file_without_a_last_line_break_is_whole(folder: Path) -> None:
    people(folder, (HEADER + "p1,白远山,1,\n" + REST).rstrip("\n"))
    assert lines(folder)[2] == ("柳成荫", 4)


def test_the_mark_that_excel_sets_before_utf8_is_passed_over(folder: Path) -> None:
    people(folder, b"\xef\xbb\xbf" + (HEADER + "p1,白远山,1,\n" + REST).encode())
    assert lines(folder)[0] == ("白远山", 2)


def test_a_text_that_is_not_utf8_is_named_with_its_line(folder: Path) -> None:
    people(folder, (HEADER + "p1,白远山,1,\n").encode() + "p2,白秋兰,2,\n".encode("gbk"))
    (problem,) = problems(folder)
    assert (problem.line, problem.message) == (3, "不是 UTF-8 编码的文字")


def test_an_open_quote_is_named_where_it_begins(folder: Path) -> None:
    people(folder, HEADER + "p1,白远山,1,\n" + 'p2,"白秋兰,2,\np3,柳成荫,1,\n')
    (problem,) = problems(folder)
    assert (problem.line, problem.message) == (3, "引号没有成对")


def test_a_column_written_twice_is_refused(folder: Path) -> None:
    people(folder, "person_id,name,name\np1,白远山,白远山\n")
    (problem,) = problems(folder)
    assert (problem.line, problem.key, problem.message) == (1, "name", "列“name”写了两次")


@pytest.mark.parametrize(("sign", "said"), [("\t", "制表符"), (";", "分号"), ("\uff0c", "中文逗号")])
def test_another_separator_is_named_once(folder: Path, sign: str, said: str) -> None:
    people(folder, HEADER.replace(",", sign) + "p1,白远山,1,\n".replace(",", sign))
    (problem,) = problems(folder)
    assert (problem.line, problem.message) == (1, f"列与列之间用的是{said}")


def test_a_title_in_the_header_is_answered_with_the_columns_name(folder: Path) -> None:
    people(folder, "person_id,姓名\np1,白远山\n")
    assert "请改为“name”,或删去这一列" in {problem.remedy for problem in problems(folder)}


def test_optional_columns_left_out_are_empty(folder: Path) -> None:
    people(folder, "person_id,name\np1,白远山\np2,白秋兰\np3,柳成荫\n")
    assert load(folder).tables["person"].column("born_on").null_count == 3


def test_a_relation_without_a_file_is_empty(folder: Path) -> None:
    assert load(folder).tables["tie"].num_rows == 0


def test_hidden_files_are_passed_over(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\0")
    assert load(folder).tables["person"].num_rows == 3


def test_a_misnamed_file_is_told_once_not_by_all_that_rest_on_it(folder: Path) -> None:
    (folder / "membership.csv").rename(folder / "memberships.csv")
    (problem,) = problems(folder)
    assert (problem.file, problem.remedy) == ("memberships.csv", "请改为“membership”")


def test_two_files_for_one_relation_are_refused(folder: Path) -> None:
    write_facts({"person": load(folder).tables["person"]}, folder, "parquet")
    (problem,) = problems(folder)
    assert (problem.file, problem.remedy) == ("person.parquet", "请只留一个")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "nirgends")
    assert problem.message == "没有这个文件夹"


# ---------------------------------------------------------------- Parquet
def parquet(folder: Path, **columns: Any) -> None:
    for path in folder.glob("activity.*"):
        path.unlink()
    pyarrow.parquet.write_table(pa.table(columns), folder / "activity.parquet")


def test_parquet_holds_human_values_in_exact_types(folder: Path) -> None:
    hours = pa.array([Decimal("7.5"), None], pa.decimal128(18, 2))
    days = pa.array([date(2026, 3, 18), date(2026, 4, 1)])
    parquet(folder, activity_id=["t1", "t2"], kind=["training"] * 2, org_id=["b-bs"] * 2, started_at=days, hours=hours)
    table = load(folder).tables["activity"]
    assert table.column("hours").to_pylist() == [750, None]
    assert table.column("_line").to_pylist() == [2, 3]


def test_a_float_in_parquet_is_refused(folder: Path) -> None:
    parquet(folder, activity_id=["t1"], kind=["training"], org_id=["b-bs"], started_at=["2026-03-18"], hours=[7.5])
    (problem,) = problems(folder)
    assert (problem.key, problem.message) == ("hours", "这一列存成了浮点数,小数不再精确")


def test_a_number_where_an_id_belongs_is_refused(folder: Path) -> None:
    parquet(folder, activity_id=[1], kind=["training"], org_id=["b-bs"], started_at=["2026-03-18"])
    (problem,) = problems(folder)
    assert (problem.key, problem.remedy) == ("activity_id", "请把这一列存成 文字(string)")


def test_more_than_two_decimals_in_parquet_are_refused(folder: Path) -> None:
    hours = pa.array([Decimal("7.125")], pa.decimal128(18, 3))
    parquet(folder, activity_id=["t1"], kind=["training"], org_id=["b-bs"], started_at=["2026-03-18"], hours=hours)
    (problem,) = problems(folder)
    assert (problem.line, problem.message) == (2, "“7.125”多于两位小数")


def test_dictionary_columns_and_empty_texts_are_read(folder: Path) -> None:
    kinds = pa.array(["training"]).dictionary_encode()
    parquet(folder, activity_id=["t1"], kind=kinds, org_id=["b-bs"], started_at=["2026-03-18"], topic=[""])
    assert load(folder).tables["activity"].column("topic").to_pylist() == [None]


def test_a_broken_parquet_file_is_told(folder: Path) -> None:
    (folder / "tie.parquet").write_bytes(b"PAR1")
    (problem,) = problems(folder)
    assert problem.message == "不是能读的 Parquet 文件"


# ---------------------------------------------------------------- rows in memory
def test_rows_in_memory_have_the_hash_of_the_folder_they_would_make(tmp_path: Path) -> None:
    held = facts(SOUND)
    write_facts(held.tables, tmp_path)
    assert load(tmp_path).hash == held.hash


def test_rows_of_text_are_written_without_looking_at_them(folder: Path) -> None:
    assert load(folder).tables["membership"].num_rows == len(SOUND["membership"])


def test_writing_a_column_nobody_declared_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_facts({"person": [{"person_id": "p1", "name": "白远山", "phone": "1"}]}, tmp_path)


def test_texts_are_not_written_as_parquet(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="carry no types"):
        write_facts(SOUND, tmp_path, "parquet")

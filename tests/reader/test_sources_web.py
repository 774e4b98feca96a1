"""Web pages: what is read of them, what is left, in which encoding, and how their tables become rows."""

from __future__ import annotations

import pytest

from gangju.reader import read_bytes
from tests.reader.making import lines

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>关于考核的通知-某县党建网</title>
<script>var a = "<p>x</p>";</script></head>
<body><div class="top-nav"><a href=/>首页</a> | <a href=/a>要闻</a></div>
<div>您现在的位置:<a href=1>首页</a> &gt; <a href=2>文件</a> &gt; <a href=3>通知</a></div>
<div class="content"><h1>关于做好年度考核的通知</h1><p>发布时间:2018-03-27 来源:组织部 字体:[大 中 小]</p>
<div id="zoom"><p>一、各村党组织每季度
     召开1次党员大会。<br>二、党员参训不少于40学时。</p><p>&nbsp;</p><p style="display:none">暗文</p></div></div>
<ul class=list><li><a href=a>上年考核办法</a> 2017-01-01</li>
<li><a href=b>党费收缴通知</a> 2017-01-02</li><li><a href=c>另一个通知</a></li></ul>
<form><input value="搜索"><button>确定</button></form><div class=footer>版权所有</div></body></html>"""


def page(body: str) -> list[str]:
    return lines("html", f"<html><meta charset=utf-8><body>{body}</body></html>".encode())


def test_of_a_web_page_the_text_is_read_and_the_site_is_not() -> None:
    document = read_bytes("通知.html", PAGE.format(charset="utf-8").encode())
    assert document.title == "关于做好年度考核的通知"
    assert [clause.text for clause in document.clauses] == ["一、各村党组织每季度召开1次党员大会。", "二、党员参训不少于40学时。"]
    for left_out in ("首页", "要闻", "上年考核办法", "暗文", "版权", "搜索", "var a", "党建网"):
        assert left_out not in document.text


@pytest.mark.parametrize(
    ("said", "true"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("utf-8", "utf-8"), ("utf-8", "gb18030"), ("x", "gb18030")]
)
def test_a_page_that_is_wrong_about_its_encoding_is_read_all_the_same(said: str, true: str) -> None:
    raw = PAGE.format(charset=said).encode(true)
    assert "一、各村党组织每季度召开1次党员大会。" in lines("html", raw)


def test_a_page_in_utf_16_is_known_by_its_mark() -> None:
    assert read_bytes("a.htm", PAGE.format(charset="gb2312").encode("utf-16")).title == "关于做好年度考核的通知"


def test_cells_that_reach_over_rows_and_columns_keep_the_grid() -> None:
    found = page(
        "<table><tr><th rowspan=2>序号</th><th colspan=2>内容</th><th>责任单位</th></tr><tr><td>任务</td><td>措施</td></tr>"
        "<tr><td>1<td rowspan=2>阵地<td>建1个<td>县委组织部<br>县财政局</tr><tr><td>2</td><td>修1个</td></tr></table>"
    )
    assert found == ["序号 | 内容 | | 责任单位", "〃 | 任务 | 措施 |", "1 | 阵地 | 建1个 | 县委组织部 县财政局", "2 | 〃 | 修1个 |"]


def test_a_table_that_lays_out_the_page_is_read_cell_by_cell() -> None:
    inner = "<table><tr><td>项目</td><td>分值</td></tr><tr><td>阵地</td><td>5分</td></tr></table>"
    found = page(f"<table><tr><td>左边</td><td><h1>工作方案</h1><p>一、目标</p>{inner}</td></tr></table>")
    assert found == ["左边", "工作方案", "一、目标", "项目 | 分值", "阵地 | 5分"]


def test_numbered_lists_get_the_numbers_a_browser_draws() -> None:
    assert page("<ol start=3><li>建阵地<li>训党员</ol><ol type=a><li>甲</ol><ul><li>乙</ul>") == ["3.建阵地", "4.训党员", "a.甲", "乙"]


def test_struck_and_hidden_text_is_left_out() -> None:
    assert page("<p>参训<del>24</del><s>30</s>40学时<span hidden>暗</span></p>") == ["参训40学时"]


def test_attributes_that_claim_millions_of_columns_do_no_harm() -> None:
    rows = "<tr><td colspan=99999999 rowspan=99999999>阵地</td><td>5分</td></tr>" * 3
    assert len("".join(page(f"<table>{rows}</table>"))) < 1000


def test_a_page_saved_as_one_file_is_taken_out_of_its_envelope() -> None:
    body = "<html><body><p>一、党员参训不少于40学时。</p></body></html>"
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset="utf-8"'
    raw = f"{head}\n\n{body}\n--b--\n"
    assert read_bytes("旧文.doc", raw.encode()).text == "一、党员参训不少于40学时。"


def test_a_table_inside_a_cell_of_a_table_of_data_does_not_take_the_table_apart() -> None:
    rows = (
        "<tr><td>序号</td><td>措施</td><td>牵头单位</td></tr><tr><td>1</td><td>培养后备干部</td><td>镇党建办</td></tr>"
        "<tr><td>2</td><td><table><tr><td>村级驿站</td><td>80平方米</td></tr></table></td><td>镇规划所</td></tr>"
    )
    found = lines("html", f"<html><meta charset=utf-8><body><h1>责任分解表</h1><table>{rows}</table></body></html>".encode())
    assert found == ["责任分解表", "序号 | 措施 | 牵头单位", "1 | 培养后备干部 | 镇党建办", "2 | 村级驿站 / 80平方米 | 镇规划所"]

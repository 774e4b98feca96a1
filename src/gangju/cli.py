"""The command line: read · check · evaluate · explain · compare · lacking · coverage · demo, and what the installation is run by.

Exit codes: 0 done, whatever the verdicts; 1 findings of `check`; 2 wrong use; 3 bad input, nothing was evaluated. On a folder of facts
nothing is cut to a viewer: whoever can read the folder can read the results.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gangju import __version__, cli_compare, cli_coverage, cli_lacking, cli_overlap, cli_read, cli_score
from gangju.asking import Parser
from gangju.cli_files import NotWritten
from gangju.engine.cases import CaseResult, run_cases
from gangju.engine.catalogue import load_catalogue
from gangju.engine.counted import CountedRow
from gangju.engine.explain import Explanation, PartResult, explain
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import catalogue_folders, load_pack
from gangju.engine.model import Catalogue, Pack, Verdict
from gangju.engine.period import parse_label
from gangju.engine.problem import BadInput
from gangju.engine.relations import RELATIONS
from gangju.engine.results import Results
from gangju.engine.run import evaluate
from gangju.engine.words import SIGNS, number
from gangju.reader import ReaderError

DONE, FINDINGS, WRONG_USE, BAD_INPUT = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Whoever reads its output may stop reading, as `head` does: that is no failure."""
    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except BrokenPipeError:
        # Python writes what is left when it ends; there is nobody to read it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["demo"]:
        from gangju.demo.serve import main as demo  # noqa: PLC0415 - only the demo needs the web

        return demo(arguments[1:])
    if arguments[:1] in (["journal"], ["backup"], ["restore"], ["keys"]):
        from gangju.desk.safekeeping.commands import main as keep  # noqa: PLC0415 - only these need the desk

        return keep(arguments)
    if arguments[:1] == ["admin"]:
        from gangju.desk.accounts.commands import main as admin  # noqa: PLC0415 - as above

        return admin(arguments)
    if arguments[:1] in (["export"], ["import"], ["replay"]):
        from gangju.desk.bridge.commands import main as folders  # noqa: PLC0415 - as above

        return folders(arguments)
    asked = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.run
    try:
        return command(asked)
    except (BadInput, ReaderError, NotWritten) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT


# ---------------------------------------------------------------- what may be asked
def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="gangju", description="纲举:从政策文本到说得清的结果")
    parser.add_argument("--version", action="version", version=f"gangju {__version__}", help="显示版本")
    commands = parser.add_subparsers(required=True, metavar="命令")
    cli_read.add(_add(commands, "read", "读一份文件,列出条款、数量、期限和待核之处", _read))
    check = _add(commands, "check", "检查方案包:格式、含义、样例", _check)
    check.add_argument("pack", type=Path, nargs="*", metavar="方案包")
    check.add_argument("--homes", action="store_true", help="检查每种事实的去处:哪些有家,哪些没有")
    cli_coverage.add(_add(commands, "coverage", "清单各行:哪些已实现,哪些依规不做,哪些尚缺", _coverage))
    _with_facts(_add(commands, "evaluate", "按事实文件夹评出每个对象、每级组织的结果", _evaluate))
    why = _with_facts(_add(commands, "explain", "说明一个结果:条款、算法、参数和数到的每一行", _explain))
    why.add_argument("standard", metavar="标准")
    why.add_argument("subject", metavar="对象")
    other = _with_facts(_add(commands, "compare", "两边对照:改一个参数、换一天、换一稿,谁的结果变了、为什么", _compare))
    cli_compare.add(other, _day, _period)
    _with_facts(_add(commands, "overlap", "几个方案在哪里评判同一个数,哪个要求更高", _overlap))
    cli_score.add(_with_facts(_add(commands, "score", "按评分方案打分:每项得几分、为什么,等次定没定", _score)))
    cli_lacking.add(_with_facts(_add(commands, "lacking", "补上哪些数据最管用;一个党组织离达标还差什么", _lacking)))
    commands.add_parser("demo", help="启动演示县")
    commands.add_parser("export", help="把台账导出为事实文件夹")
    commands.add_parser("import", help="把事实文件夹导入空的安装")
    commands.add_parser("replay", help="重新算出一份公布的结果,说一致还是哪里不同")
    commands.add_parser("admin", help="三员账号:开通、重置")
    commands.add_parser("journal", help="操作日志:封存、验证")
    commands.add_parser("backup", help="备份整个安装")
    commands.add_parser("restore", help="从备份恢复")
    commands.add_parser("keys", help="加密用的密钥:查看、更换")
    return parser


def _add(commands: Any, name: str, said: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=said, description=said)
    parser.add_argument("--format", choices=("table", "json"), default="table", help="输出表格或 JSON")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="同 --format json")
    parser.set_defaults(run=run)
    return parser


def _with_facts(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--pack", type=Path, action="append", required=True, metavar="目录", help="方案包,可多次")
    parser.add_argument("--facts", type=Path, required=True, metavar="目录", help="事实文件夹")
    parser.add_argument("--as-of", type=_day, required=True, metavar="日期", help="截至日,如 2026-12-31")
    parser.add_argument("--known-on", type=_day, metavar="日期", help="数据时点,不写即截至日")
    parser.add_argument("--period", type=_period, metavar="期间", help="评哪一期,如 2026、2026Q3、2026-07;不写即截至日所在的一期")
    parser.add_argument("--org", metavar="编号", help="只看这个党组织及其下级")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,写成 2026-12-31 的样子") from error


def _period(text: str) -> str:
    try:
        parse_label(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是期间,写成 2026、2026H1、2026Q3 或 2026-07") from error
    return text


# ---------------------------------------------------------------- commands
def _read(asked: argparse.Namespace) -> int:
    said = cli_read.read(asked)
    if asked.format == "json":
        _print_json(said.json)
    else:
        print(said.title)
        for table in said.tables:
            print(table.title)
            _print_listed(table.heads, table.rows)
    for line in said.lines:
        print(line, file=sys.stderr if asked.format == "json" else sys.stdout)
    return DONE


def _coverage(asked: argparse.Namespace) -> int:
    return _told(cli_coverage.covered(asked), asked.format)


def _told(said: cli_coverage.Said, form: str) -> int:
    """Findings are part of the JSON; under the tables they stand at the end, each with its remedy."""
    if form == "json":
        _print_json({**said.json, "findings": [vars(problem) for problem in said.problems]})
        return FINDINGS if said.problems else DONE
    for table in said.tables:
        print(table.title)
        _print_table(table.heads, table.rows)
    for line in said.lines:
        print(line)
    for problem in said.problems:
        print(problem)
    return FINDINGS if said.problems else DONE


def _check(asked: argparse.Namespace) -> int:
    if asked.homes:
        return _told(cli_coverage.homes(), asked.format)
    if not asked.pack:
        print("请写出方案包的目录,或写 --homes。", file=sys.stderr)
        return WRONG_USE
    findings: list[dict[str, Any]] = []
    ran: list[CaseResult] = []
    for folder in asked.pack:
        try:
            ran += run_cases(load_pack(folder), _telling(folder.name))
        except BadInput as error:
            findings += [vars(problem) for problem in error.problems]
    findings += [_finding(result) for result in ran if not result.ok]
    if asked.format == "json":
        _print_json({"findings": findings, "cases": len(ran)})
    else:
        _print_findings(findings, len(ran))
    return FINDINGS if findings else DONE


SILENCE: Final = 3.0
"""Seconds after which somebody at a terminal wants to know how far a long work has come."""


def _telling(what: str) -> Callable[[int, int], None]:
    """Says every few seconds how many of how many are done, where a person looks on."""
    said = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal said
        if sys.stderr.isatty() and time.monotonic() - said >= SILENCE:
            said = time.monotonic()
            print(f"{what}:样例 {done}/{of}", file=sys.stderr)

    return tell


_FINDING: Final = ("file", "line", "key", "message", "remedy")


def _finding(result: CaseResult) -> dict[str, Any]:
    told = (result.file, result.line, result.name, ";".join(result.differences), "改样例,或改标准")
    return dict(zip(_FINDING, told, strict=True))


def _print_findings(findings: Sequence[dict[str, Any]], cases: int) -> None:
    if findings:
        _print_table(("文件", "行", "位置", "问题", "怎么改"), ([str(item[key]) for key in _FINDING] for item in findings))
    else:
        print(f"没有发现问题。运行样例 {cases} 个。")


def _loaded(asked: argparse.Namespace) -> tuple[list[Pack], Facts]:
    packs = [load_pack(folder) for folder in asked.pack]
    folders = dict.fromkeys(path for folder in asked.pack for path in catalogue_folders(folder))
    return packs, load_facts(asked.facts, load_catalogue(*folders))


def _evaluate(asked: argparse.Namespace) -> int:
    packs, facts = _loaded(asked)
    results = evaluate(packs, facts, asked.as_of, known_on=asked.known_on, period=asked.period, org=asked.org)
    for declined in results.declined:
        print(f"{declined.pack}/{declined.standard}:今不再评({declined.rule}),未列入结果。", file=sys.stderr)
    if asked.format == "json":
        _print_json(results.as_json())
    else:
        _print_groups(results)
    return DONE


def _print_groups(results: Results) -> None:
    heads = ("标准", "期间", "党组织", "结果", "达标", "应达", "共", "豁免", "差额", "单位")
    _print_table(heads, (_group_cells(row) for row in results.group_rows()))


def _group_cells(row: dict[str, Any]) -> tuple[str, ...]:
    bounds = f"{row['lo']}" if row["lo"] == row["hi"] else f"{row['lo']}–{'' if row['hi'] is None else row['hi']}"
    verdict = Verdict(row["verdict"]).label if row["verdict"] else ""
    rest = (row["target"], row["n"], row["exempt"], row["shortfall"])
    told = ("" if cell is None else str(cell) for cell in rest)
    return (row["standard"], row["period"] or "", row["org_id"], verdict, bounds, *told, row["unit"])


def _explain(asked: argparse.Namespace) -> int:
    packs, facts = _loaded(asked)
    holder = [pack for pack in packs if any(standard.id == asked.standard for standard in pack.standards)]
    if not holder:
        print(f"方案包里没有“{asked.standard}”这项标准。用 gangju check 看有哪些标准。", file=sys.stderr)
        return BAD_INPUT
    why = explain(
        holder[0], facts, asked.as_of, asked.standard, asked.subject, known_on=asked.known_on, period=asked.period, org_id=asked.org
    )
    if asked.format == "json":
        _print_json(why.as_json())
    else:
        _print_why(why, holder[0].catalogue)
    return DONE


def _compare(asked: argparse.Namespace) -> int:
    said = cli_compare.compared(asked)
    return _print_said(asked, said, cli_compare.tables(said))


def _lacking(asked: argparse.Namespace) -> int:
    said = cli_lacking.listed(asked, *_loaded(asked))
    return _print_said(asked, said, cli_lacking.tables(said))


def _score(asked: argparse.Namespace) -> int:
    scores = cli_score.scored(asked, *_loaded(asked))
    return _print_said(asked, scores.as_json(), cli_score.tables(scores, asked.subject))


def _overlap(asked: argparse.Namespace) -> int:
    said = cli_overlap.listed(asked, *_loaded(asked))
    return _print_said(asked, said, cli_overlap.tables(said))


def _print_said(asked: argparse.Namespace, said: dict[str, Any], tables: Iterable[cli_compare.Table]) -> int:
    if asked.format == "json":
        _print_json(said)
        return DONE
    for table in tables:
        print(table.title if table.rows else f"{table.title}:无")
        if table.rows:
            _print_table(table.heads, table.rows)
    return DONE


def _print_why(why: Explanation, catalogue: Catalogue) -> None:
    said = why.as_json()
    stands = Verdict(why.verdict).label if why.verdict else "只列数"
    print(f"{why.title}({why.standard}) · {why.subject_id} · 截至 {said['as_of']}:{stands}")
    print(f"依据 {'、'.join(why.clause)}。{why.formula}。")
    print(f"{_against(why)}。")
    _print_listed(("分项", "记到", "要", "差", "结果"), [_part(part) for part in why.parts])
    _print_listed(
        ("参数", "值", "起自", "出处"),
        [(used.title, f"{item['value']}", item["since"], item["source"]) for used, item in zip(why.params, said["params"], strict=True)],
    )
    _print_listed(("数据", "值", "从", "到", "行"), [_figure(row, catalogue) for row in why.figures])
    _print_listed(
        ("从", "到", "记到", "结果"), [_window(window) for window in why.windows if window["note"] or window["count"] is not None]
    )
    rows = [
        (RELATIONS[row["relation"]].title, str(row["line"]), " ".join(str(part) for part in row["key"].values()), str(row["amount"]))
        for row in said["rows"]
    ]
    _print_listed(("台账", "行", "键", "计入"), rows)


def _against(why: Explanation) -> str:
    """记到 7个,要 8个,差 1个."""
    said, unit = why.as_json(), SIGNS.get(why.unit, why.unit)
    low, high = said["value"]
    more = "" if high == low else f";记全了最多{'不定' if high is None else f' {high}{unit}'}"
    if why.lo is not None and why.lo == why.target and why.verdict == Verdict.FAIL and not why.shortfall:
        return f"记到 {low}{unit},正好在线上,按要求不算{more}"
    name, _, figure = (why.note or "").partition(":")
    more += f";超过上限 {figure}{unit},只提示,不算未达标" if name == "above_high" and why.verdict == Verdict.PASS else ""
    asked, short = ("上限", "超出") if why.ceiling else ("要", "差")
    return f"记到 {low}{unit},{asked} {said['target']}{unit},{short} {said['shortfall'] or 0}{unit}{more}"


def _part(part: PartResult) -> tuple[str, ...]:
    said, unit = part.as_json(), SIGNS.get(part.unit, part.unit)
    numbers = (said["value"][0], said["target"], said["shortfall"])
    return (part.title, *("" if value is None else f"{value}{unit}" for value in numbers), Verdict(said["verdict"]).label)


def _figure(row: CountedRow, catalogue: Catalogue) -> tuple[str, ...]:
    """A measured value as it was looked up, in its human unit."""
    said, metric = row.said, catalogue.metrics[row.said["metric"]]
    value = f"{number(Fraction(said['value'], 100))}{metric.unit}"
    return f"{metric.label}({said['subject_id']})", value, said["since"], said["until"] or "", str(row.line)


def _window(window: Mapping[str, Any]) -> tuple[str, ...]:
    last = window["until"] - timedelta(days=1)
    stands = "暂停" if window["note"] == "suspended" else Verdict(window["verdict"]).label
    return str(window["from"]), str(last), "" if window["count"] is None else str(window["count"]), stands


def _print_listed(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table, or nothing where there is nothing to list."""
    if rows:
        _print_table(heads, rows)


# ---------------------------------------------------------------- printing
def _print_json(said: dict[str, Any]) -> None:
    json.dump(said, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns aligned by display width, in which a Chinese character takes two cells."""
    table = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(_width(row[column]) for row in table) for column in range(len(heads))]
    for row in table:
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


if __name__ == "__main__":
    sys.exit(main())

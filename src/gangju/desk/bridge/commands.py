"""`gangju export`, `gangju import`, `gangju replay`: facts folders out and in, published results computed anew, on the installation
that the environment names.

Exit codes as everywhere: 0 done, 1 a replay that differs, 2 wrong use, 3 it could not be done and nothing was written. Whoever runs
these at the server is not cut to a grant; each run that writes is an entry of the journal.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from gangju.asking import Parser

DONE, DIFFERS, FAILED = 0, 1, 3


def main(argv: Sequence[str]) -> int:
    parser = _parser()
    asked = parser.parse_args(argv)
    if getattr(asked, "as_of", None) and not asked.org:
        parser.error("--as-of 说的是按哪一天的隶属关系确定下级,要和 --org 一起用")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangju.desk.settings")
    import django  # noqa: PLC0415 - the settings are read from the environment

    django.setup()
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415

    from gangju.desk.bridge.folders import NotWritten  # noqa: PLC0415
    from gangju.desk.bridge.importing import NotEmpty, Refused  # noqa: PLC0415
    from gangju.desk.bridge.snapshot import NotKept  # noqa: PLC0415
    from gangju.engine.problem import BadInput  # noqa: PLC0415

    command: Callable[[argparse.Namespace], int] = asked.run
    try:
        return command(asked)
    except (BadInput, NotEmpty, NotKept, NotWritten, Refused) as error:
        print(error, file=sys.stderr)
    except (OperationalError, ProgrammingError) as error:
        print(f"数据库用不了:{error}。请核对 GANGJU_HOME、GANGJU_DB,以及数据库是否已建好", file=sys.stderr)
    except OSError as error:
        print(f"文件读写不了:{error}。请核对路径、权限和磁盘空间", file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="gangju", description="事实文件夹:把台账整体导出、导入")
    verbs = parser.add_subparsers(required=True, metavar="命令")
    out = verbs.add_parser("export", help="把台账导出为事实文件夹")
    out.add_argument("folder", type=Path, metavar="文件夹", help="还没有的文件夹,或空文件夹")
    out.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="文件格式,默认 parquet")
    out.add_argument("--org", metavar="编号", help="只导出这个党组织及其下级,能单独使用")
    out.add_argument("--as-of", type=_day, metavar="日期", help="按哪一天的隶属关系确定下级,默认今天;与 --org 一起用")
    out.add_argument("--known-on", type=_day, metavar="日期", help="数据时点:只要到这一天为止登记的,默认全部")
    out.set_defaults(run=_export)
    into = verbs.add_parser("import", help="把事实文件夹导入空的安装")
    into.add_argument("folder", type=Path, metavar="文件夹")
    into.add_argument("--check", action="store_true", help="只检查,列出将写入什么,不写入")
    into.set_defaults(run=_import)
    again = verbs.add_parser("replay", help="按编号重新算出一份公布的结果,说一致还是哪里不同")
    again.add_argument("hash", metavar="编号", help="公布的编号,写开头几位也行")
    again.add_argument("--facts", type=Path, metavar="文件夹", help="用这份事实来算,不用安装里留存的快照")
    again.add_argument("--format", choices=("table", "json"), default="table", help="输出表格或 JSON")
    again.add_argument("--json", dest="format", action="store_const", const="json", help="同 --format json")
    again.set_defaults(run=_replay)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,写成 2026-12-31 的样子") from error


def _tell(step: str) -> None:
    print(f"{step} …", file=sys.stderr, flush=True)


def _export(asked: argparse.Namespace) -> int:
    from gangju.desk.bridge.folders import export_facts  # noqa: PLC0415

    form, days = asked.format, {"as_of": asked.as_of, "known_on": asked.known_on}
    made = export_facts(asked.folder, form=form, org=asked.org, tell=_tell, **days)
    print(f"已导出到 {made.folder}:{len(made.rows)} 个文件,{sum(made.rows.values()):,} 行;已回读核对。{made.facts_hash}")
    if made.left_out or made.blanked:
        print(f"涉及范围外的人、阵地或事项:{made.left_out:,} 行没有导出,{made.blanked:,} 处留空。")
    print("里面有姓名等个人信息,没有证件号码和电话。请按内部资料保管。")
    return DONE


def _import(asked: argparse.Namespace) -> int:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from gangju.desk.bridge.importing import import_facts, must_be_empty, read_folder  # noqa: PLC0415
    from gangju.engine.relations import RELATIONS  # noqa: PLC0415

    new = not connection.introspection.table_names()
    if asked.check:
        facts = read_folder(asked.folder)
        rows = {name: table.num_rows for name, table in facts.tables.items() if table.num_rows}
        for name, number in rows.items():
            print(f"{RELATIONS[name].title}({name}) {number:,} 行")
        print(f"没有发现问题,共 {sum(rows.values()):,} 行;没有写入。{facts.hash}")
        if not new:
            must_be_empty()
        return DONE
    if new:
        _tell("建立数据库")
        call_command("migrate", verbosity=0)
    made = import_facts(asked.folder, tell=_tell)
    print(f"已导入 {len(made.rows)} 种台账,{sum(made.rows.values()):,} 行。{made.facts_hash}")
    return DONE


def _replay(asked: argparse.Namespace) -> int:
    import json  # noqa: PLC0415 - only here

    from gangju.desk.bridge import publishing  # noqa: PLC0415
    from gangju.desk.bridge.catalogue import installed  # noqa: PLC0415
    from gangju.engine.facts import reload_facts  # noqa: PLC0415

    found = publishing.by_mark(asked.hash)
    if found is None:
        print(f"没有编号以“{asked.hash}”开头的公布,或者不止一份。在“公布的结果”页上可以看到编号,多写几位", file=sys.stderr)
        return FAILED
    again = publishing.replayed(found, reload_facts(asked.facts, installed()) if asked.facts else None)
    said = publishing.as_json(found, again)
    if asked.format == "json":
        json.dump(said, sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif again.equal:
        print(f"一致:{found.title}({found.hash})重新算出的与公布的一字不差。")
    else:
        print(f"不同:{len(said['subjects'])} 个对象、{len(said['groups'])} 个党组织的结果与公布的不一样。")
        for row in (*said["groups"][:20], *said["subjects"][:20]):
            print(f"  {row['standard']} {row.get('subject_id') or row['org_id']}:{_verdict(row['before'])} → {_verdict(row['after'])}")
    return DONE if again.equal else DIFFERS


def _verdict(side: dict[str, object] | None) -> str:
    return "没有" if side is None else str(side["verdict"])

"""`gangju journal`, `backup`, `restore`, `keys`: for the person at the server, on the installation that the environment names.

Exit codes as everywhere: 0 done, 1 findings of `journal verify`, 2 wrong use, 3 it could not be done and nothing was changed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from gangju.asking import Parser

VERBS = ("journal", "backup", "restore", "keys")
DONE, FINDINGS, FAILED = 0, 1, 3


def main(argv: Sequence[str]) -> int:
    asked = _parser().parse_args(argv)
    if getattr(asked, "into", None) is not None:  # a folder of its own has a SQLite of its own
        os.environ["GANGJU_HOME"] = str(asked.into)
        os.environ.pop("GANGJU_DB", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangju.desk.settings")
    import django  # noqa: PLC0415 - the settings are read from the environment that has just been set

    django.setup()
    from django.db import OperationalError  # noqa: PLC0415

    from gangju.desk.journal.seal import Broken  # noqa: PLC0415
    from gangju.desk.journal.seal_head import HeadUnreadable  # noqa: PLC0415
    from gangju.desk.safekeeping.manifest import BadBackup  # noqa: PLC0415
    from gangju.desk.vault.keys import KeyProblem  # noqa: PLC0415

    command: Callable[[argparse.Namespace], int] = asked.run
    try:
        return command(asked)
    except (BadBackup, HeadUnreadable, KeyProblem) as error:
        print(error, file=sys.stderr)
    except Broken as error:
        print(f"{error}。没有封存。请先运行 gangju journal verify 查明,确认无误后再用 gangju journal seal --renew-head", file=sys.stderr)
    except OperationalError as error:
        print(f"数据库用不了:{error}。请核对 GANGJU_HOME、GANGJU_DB,以及数据库是否已建好", file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="gangju", description="操作日志的封存与验证,备份与恢复,密钥")
    verbs = parser.add_subparsers(required=True, metavar="命令")
    _journal(verbs.add_parser("journal", help="操作日志:封存、验证").add_subparsers(required=True, metavar="命令"))
    making = verbs.add_parser("backup", help="把整个安装备份成一个文件,使用中也可以")
    making.add_argument("target", type=Path, metavar="文件或目录")
    making.add_argument("--with-keys", action="store_true", help="连密钥一起备份;这样的文件要像密钥一样保管")
    making.set_defaults(run=_backup)
    restoring = verbs.add_parser("restore", help="从备份恢复到空的安装")
    restoring.add_argument("source", type=Path, metavar="备份文件")
    restoring.add_argument("--into", type=Path, metavar="目录", help="恢复到这个新目录(SQLite),不写即环境变量所指的安装")
    restoring.add_argument("--check", action="store_true", help="只检查备份是否完好,不恢复")
    restoring.set_defaults(run=_restore)
    _keys(verbs.add_parser("keys", help="加密用的密钥:查看、更换").add_subparsers(required=True, metavar="命令"))
    return parser


def _keys(verbs: argparse._SubParsersAction[Parser]) -> None:
    verbs.add_parser("status", help="密钥文件在哪里,有哪几把,加密保存了什么").set_defaults(run=_keys_status)
    verbs.add_parser("rotate", help="换用新密钥,把加密的内容全部重新封存;中断后可重复执行").set_defaults(run=_keys_rotate)
    verbs.add_parser("drop", help="删去已不用的旧密钥;更换之前的备份从此读不出加密内容").set_defaults(run=_keys_drop)


def _journal(verbs: argparse._SubParsersAction[Parser]) -> None:
    sealing = verbs.add_parser("seal", help="立即封存已提交的记录(后台进程平时自动封存)")
    sealing.add_argument("--renew-head", action="store_true", help="以现在的封存链为准重写链头文件;先查明原因再用")
    sealing.set_defaults(run=_seal)
    verifying = verbs.add_parser("verify", help="重算封存链,指出被改、被删、插入和截去的记录")
    verifying.add_argument("--head", type=Path, metavar="文件", help="与另外保存的链头比对,不写即数据目录里的")
    verifying.add_argument("--json", action="store_true", help="输出 JSON")
    verifying.set_defaults(run=_verify)


def _seal(asked: argparse.Namespace) -> int:
    from gangju.desk.journal.seal import seal  # noqa: PLC0415

    sealed = seal(renew_head=asked.renew_head)
    end = f"链头:第 {sealed.head.position} 条,SM3 {sealed.head.digest}" if sealed.head else "日志里还没有记录"
    print(f"新封存 {sealed.added} 条。{end}")
    return DONE


def _verify(asked: argparse.Namespace) -> int:
    from gangju.desk.journal.seal_head import read_head  # noqa: PLC0415
    from gangju.desk.journal.seal_verify import verify  # noqa: PLC0415
    from gangju.desk.safekeeping.manifest import BadBackup  # noqa: PLC0415

    if asked.head is not None and not asked.head.is_file():
        raise BadBackup(f"没有 {asked.head} 这个链头文件,请核对路径")
    found = verify(read_head(asked.head))
    if asked.json:
        said = {"sealed": found.sealed, "unsealed": found.unsealed, "findings": [asdict(finding) for finding in found.findings]}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for finding in found.findings:
            print(finding.text)
        waiting = f",另有 {found.unsealed} 条待封存" if found.unsealed else ""
        verdict = "日志完整" if found.sound else f"发现 {len(found.findings)} 处问题"
        print(f"{verdict}:已封存 {found.sealed} 条{waiting}。" + (f"链头 SM3 {found.last.digest}" if found.last else ""))
    return DONE if found.sound else FINDINGS


def _backup(asked: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415

    from gangju.desk.safekeeping.backup import backup  # noqa: PLC0415

    file, made = backup(asked.target, with_keys=asked.with_keys)
    print(f"已备份到 {file}:{len(made.tables)} 张表 {made.rows} 行,{len(made.files)} 个文件;已回读核对。")
    print(
        "密钥也在里面,请像保管密钥一样保管这个文件。"
        if asked.with_keys
        else "密钥不在里面(secret.key、vault.key 等 *.key 和 keys/)。加密的内容离开密钥读不出来,请另行妥善保存密钥。"
    )
    if settings.GANGJU_KEY_FILE:
        print(f"GANGJU_KEY_FILE 指的密钥文件 {settings.GANGJU_KEY_FILE} 不在数据目录里,任何备份都不带它;请另行保存。")
    return DONE


def _restore(asked: argparse.Namespace) -> int:
    from gangju.desk.safekeeping.check import check  # noqa: PLC0415
    from gangju.desk.safekeeping.restore import restore  # noqa: PLC0415

    made = check(asked.source) if asked.check else restore(asked.source)
    inside = f"{len(made.tables)} 张表 {made.rows} 行,{len(made.files)} 个文件"
    if asked.check:
        print(f"备份完好:{made.made_at} 由纲举 {made.gangju} 做成,{inside}。")
        return DONE
    print(f"已恢复:{inside},每张表、每个文件都与清单一致。所有人需要重新登录。")
    print(_said_of_keys())
    return DONE


def _said_of_keys() -> str:
    """Can what was restored be opened?"""
    from gangju.desk.safekeeping.keyring import lacking  # noqa: PLC0415
    from gangju.desk.vault import keys  # noqa: PLC0415

    missing = lacking()
    if missing:
        return (
            f"加密的内容(证件号码、电话等)现在还打不开:缺密钥 {'、'.join(missing)}。请把原来的密钥文件放到 {keys.file()} 再启动;"
            "没有它,其余数据照常使用,加密的内容读不出来。"
        )
    return "加密的内容用现有的密钥都能打开。" if keys.file().exists() else "没有加密的内容。"


def _keys_status(_: argparse.Namespace) -> int:
    from gangju.desk.safekeeping.keyring import standing  # noqa: PLC0415

    found = standing()
    print(f"密钥文件:{found.file}" + ("(其他系统账号也能读,请改为只给运行服务的账号)" if found.open_to_others else ""))
    print(f"封存用的密钥:{'、'.join(found.sealing)};匹配用的密钥:{'、'.join(found.hashing)}(最后一把是现在用的)")
    print(f"加密保存的:{'、'.join(found.held) or '还没有'}")
    if found.waiting:
        print(f"{'、'.join(found.waiting)}还有用旧密钥封存的内容。请运行 gangju keys rotate")
    return DONE


def _keys_rotate(_: argparse.Namespace) -> int:
    from gangju.desk.safekeeping.keyring import rotate  # noqa: PLC0415

    print(f"已换用新密钥,重新封存 {rotate()} 项。请把新的密钥文件另存一份。")
    print("旧密钥留在文件里:更换之前的备份要用它。确认不再需要时用 gangju keys drop 删去。")
    return DONE


def _keys_drop(_: argparse.Namespace) -> int:
    from gangju.desk.safekeeping.keyring import drop  # noqa: PLC0415

    print(f"已删去 {drop()} 把旧密钥。请把密钥文件另存一份;更换之前的备份里加密的内容从此读不出来。")
    return DONE

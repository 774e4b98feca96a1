"""`gangju admin`: the three administrators of a new installation, and what only the person at the server may do for them.

Passwords are drawn, printed once, and must be changed at the first sign-in; there is none by default. Exit codes as everywhere:
0 done, 2 wrong use, 3 it could not be done and nothing was changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gangju.asking import Parser

if TYPE_CHECKING:
    from gangju.desk.accounts.first import Opened

DONE, FAILED = 0, 3


@dataclass(frozen=True)
class Refused(Exception):
    """It could not be done; the sentence says what to do instead."""

    said: str


def main(argv: Sequence[str]) -> int:
    asked = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangju.desk.settings")
    import django  # noqa: PLC0415 - the settings are read from the environment that has just been set

    django.setup()
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    command: Callable[[argparse.Namespace], int] = asked.run
    try:
        return command(asked)
    except Refused as refused:
        print(refused.said, file=sys.stderr)
    except ValidationError as mistake:
        print(";".join(mistake.messages), file=sys.stderr)
    except DatabaseError as error:
        print(f"数据库用不了:{error}。请核对 GANGJU_HOME、GANGJU_DB,以及数据库是否已建好", file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="gangju", description="三员账号")
    verbs = parser.add_subparsers(required=True, metavar="命令")
    admin = verbs.add_parser("admin", help="三员账号").add_subparsers(required=True, metavar="命令")
    opening = admin.add_parser("open", help="开通还没有的系统、安全、审计管理员,各给一个一次性口令")
    opening.add_argument("--org", metavar="编号", help="在哪个党组织,不写即最上级")
    opening.add_argument("--found", metavar="名称", help="还没有任何党组织时,先设立这个最上级党组织")
    opening.add_argument("--level", default="county", metavar="层级", help="它的层级,默认 county(县)")
    opening.set_defaults(run=_open)
    resetting = admin.add_parser("reset", help="给一个账号新的一次性口令;三员的口令只在这里重置")
    resetting.add_argument("username", metavar="账号")
    resetting.add_argument("--factor", action="store_true", help="二次验证也一并重置(手机遗失)")
    resetting.set_defaults(run=_reset)
    return parser


def _open(asked: argparse.Namespace) -> int:
    from django.core.management import call_command  # noqa: PLC0415

    from gangju.desk.accounts import first  # noqa: PLC0415

    call_command("migrate", verbosity=0)  # on a new installation this is the first command
    place = first.founded(asked.found, asked.level) if asked.found else first.place(asked.org)
    opened = first.open_three(place)
    if not opened:
        print("三员都已经有了,没有开通新账号。忘记口令用 gangju admin reset 账号")
        return DONE
    _print(opened)
    print("请分别交给三个人,当面告知;首次登录必须改掉,并设置二次验证。口令只显示这一次。")
    return DONE


def _reset(asked: argparse.Namespace) -> int:
    from gangju.desk.accounts import first  # noqa: PLC0415

    _print([first.reset(asked.username, with_factor=asked.factor)])
    print("口令只显示这一次,首次登录必须改掉。" + ("二次验证已重置。" if asked.factor else ""))
    return DONE


def _print(opened: Sequence[Opened]) -> None:
    for each in opened:
        print(f"{each.title}  账号 {each.username}  一次性口令 {each.password}  有效到 {each.until:%Y-%m-%d %H:%M}")

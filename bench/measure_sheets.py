"""A city's roster in one workbook: 400 thousand members of 20 thousand branches, dry run and import, beside openpyxl that only reads.

Each step runs in a process of its own, so that its peak of memory is its own. The goal: reading and checking everything
in an eighth of the time in which openpyxl reads the cells.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from bench.run import Figure

MEMBERS, BRANCHES = 400_000, 20_000
WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]


def measure() -> list[Figure]:
    members = int(os.environ.get("GANGJU_BENCH_MEMBERS", MEMBERS))
    branches = max(members * BRANCHES // MEMBERS, 1)
    with tempfile.TemporaryDirectory() as folder:
        roster(Path(folder), members, branches)
        peer = step("openpyxl", folder)
        plan = step("plan", folder)
        applied = step("apply", folder)
    n = f"{members:,} members"
    against = f"openpyxl read_only, reading alone: {peer['seconds']:.1f} s; share {plan['seconds'] / peer['seconds']:.3f}, goal 0.125"
    return [
        Figure("workbook read alone (calamine)", plan["read"], "s CPU", n, 1),
        Figure("dry run, read and checked", plan["seconds"], "s CPU", n, 1, against),
        Figure("dry run, peak of memory", plan["megabytes"], "MB", n, 1, f"openpyxl: {peer['megabytes']:.0f} MB"),
        Figure("import, written in one transaction", applied["seconds"], "s CPU", n, 1),
        Figure("import, peak of memory", applied["megabytes"], "MB", n, 1),
    ]


def step(name: str, folder: str) -> dict[str, float]:
    """One step in its own process."""
    outside = {**os.environ, "GANGJU_HOME": folder, "DJANGO_SETTINGS_MODULE": "gangju.desk.settings", "GANGJU_TODAY": "2026-06-30"}
    command = [sys.executable, "-m", "bench.sheets_steps", name, folder]
    done = subprocess.run(command, env=outside, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def roster(folder: Path, members: int, branches: int) -> None:
    """Two workbooks as Excel saves them, texts shared: the branches, and the members with all that a roster has."""
    draw = random.Random(7)
    book = xlsxwriter.Workbook(folder / "branches.xlsx")
    sheet = book.add_worksheet("党组织")
    sheet.write_row(0, 0, ["党组织名称", "组织类别", "上级党组织", "层级", "所属领域", "成立日期"])
    for number in range(1, branches + 1):
        sheet.write_row(number, 0, [f"第{number}党支部", "党支部", "city", "村", "农村", "2001.07"])
    book.close()
    book = xlsxwriter.Workbook(folder / "members.xlsx")
    sheet = book.add_worksheet("党员")
    sheet.write_row(0, 0, ["姓名", "性别", "身份证号", "出生年月", "学历", "所在党支部", "党员类别", "入党时间"])
    for number in range(1, members + 1):
        sheet.write_row(number, 0, member(draw, number, branches))
    book.close()


def member(draw: random.Random, number: int, branches: int) -> list[str]:
    year, month, day = draw.randint(1940, 2000), draw.randint(1, 12), draw.randint(1, 28)
    digits = f"{450000 + number // 999:06}{year}{month:02}{day:02}{number % 999:03}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]
    name = "".join(chr(0x4E00 + draw.randrange(3000)) for _ in range(3))
    about = [draw.choice(["本科", "大专", "高中", "初中", "无"]), f"第{number % branches + 1}党支部", "正式党员"]
    joined = f"{year + 25}.{draw.randint(1, 12):02}" if year < 1998 else f"2024年{month}月"
    return [name, draw.choice("男女"), digits + check, f"{year}.{month:02}", *about, joined]

"""The coverage as a page for readers (`docs/reference/coverage.md`): counts by source and system, and every computable row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from gangju.engine.coverage import LABELS, Status, counts, hard_rules
from gangju.engine.inventory import load_systems

SYSTEMS: Final = "system"
HEAD: Final = """# 覆盖情况 · What of the inventory is realised

由 `gangju coverage --write docs/reference/coverage.md` 生成,不要手改。每一行是五份原文里的一个要求或做法;原文不在本项目里,
行号前三位是原文的编号。Generated; do not edit by hand.
"""


def page(statuses: Sequence[Status]) -> str:
    by_source, by_system = _counted(statuses, "seed", "按原文"), _counted(statuses, SYSTEMS, "按系统")
    return "\n".join([HEAD, *_hard(statuses), *by_source, *by_system, *_rows(statuses)]) + "\n"


def _hard(statuses: Sequence[Status]) -> Iterator[str]:
    yield "## 难规则\n"
    yield _line(["规则", "行", "结果"])
    yield _line(["---"] * 3)
    for rule in hard_rules(statuses):
        yield _line([f"{rule.title}(次难)" if rule.runner_up else rule.title, "、".join(rule.rows), rule.said])
    yield ""


def _counted(statuses: Sequence[Status], key: str, title: str) -> Iterator[str]:
    used = [name for name in LABELS if any(each.status == name for each in statuses)]
    for computable, what in ((True, "可计算的行"), (False, "其余的行")):
        mine = [each for each in statuses if each.row.computable is computable]
        yield f"## {title}:{what}\n"
        yield from _lines("系统" if key == SYSTEMS else "原文", _titled(counts(mine, key)), used)
        yield ""


def _titled(counted: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    systems = load_systems()
    return {f"{group} {systems[group]}" if group in systems else group: counter for group, counter in counted.items()}


def _lines(first: str, counted: dict[str, Counter[str]], used: Sequence[str]) -> Iterator[str]:
    yield _line([first, *(LABELS[name] for name in used), "合计"])
    yield _line(["---"] * (len(used) + 2))
    for group, counter in counted.items():
        yield _line([group, *(str(counter[name] or "") for name in used), str(counter.total())])
    total = sum(counted.values(), Counter[str]())
    yield _line(["合计", *(str(total[name] or "") for name in used), str(total.total())])


def _rows(statuses: Sequence[Status]) -> Iterator[str]:
    yield "## 可计算的各行\n"
    yield _line(["行", "题目", "状态", "标准", "说明"])
    yield _line(["---"] * 5)
    for each in statuses:
        if each.row.computable:
            yield _line([each.row.id, each.row.title, LABELS[each.status], "、".join(f"`{name}`" for name in each.by), each.said])
    yield "\n## 由测试做过的各行\n"
    yield _line(["行", "题目", "测试"])
    yield _line(["---"] * 3)
    for each in statuses:
        if each.status == "done":
            yield _line([each.row.id, each.row.title or each.row.subject, "、".join(f"`{test}`" for test in each.by)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"

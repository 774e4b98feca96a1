"""Facts folders out: the ledgers of one moment as typed, sorted files, whole or one subtree that loads by itself.

The folder is written beside its place, read back by the loader that will read it elsewhere, and only then given its name:
there is never half a folder, nor one that does not load. Identity numbers and phones have no column in any relation, so
they cannot be in it; accounts, grants and the journal are not facts and stay.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from gangju.desk import clock
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.snapshot import read_all
from gangju.desk.bridge.subtree import cut
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers import tree
from gangju.desk.ledgers.models import Organization
from gangju.engine.facts import Facts, load_facts, write_facts
from gangju.engine.facts_write import Format
from gangju.engine.problem import BadInput

Tell = Callable[[str], None]


class NotWritten(Exception):
    """Nothing was written; says why and what to do."""


@dataclass(frozen=True)
class Exported:
    """`left_out` rows and `blanked` mentions concerned somebody outside the subtree."""

    folder: Path
    rows: Mapping[str, int]
    facts_hash: str
    left_out: int = 0
    blanked: int = 0


def silent(_: str) -> None:
    """Nobody waits."""


def export_facts(
    folder: Path,
    *,
    form: Format = "parquet",
    org: str | None = None,
    as_of: date | None = None,
    known_on: date | None = None,
    actor: Actor | None = None,
    tell: Tell = silent,
) -> Exported:
    """Write the facts known on a day (all, unless named); with `org` its subtree as the tree stands on `as_of` (today).

    Raises NotWritten: the folder holds something, no such organisation, an earlier day on which the facts do not stand by themselves.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotWritten(f"{folder} 已经有内容。请另写一个还没有的文件夹")
    root = _root(org) if org else None
    tell("读出台账")
    facts, left_out, blanked = _cut(read_all(known_on), root, as_of or clock.today())
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        digest = _written(facts, draft, form, tell)
        rows = {name: table.num_rows for name, table in facts.tables.items() if table.num_rows}
        with deed("facts.export", actor or Actor.system("export"), org=root, subject=digest) as log:
            log.changed("rows", after=rows)
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Exported(folder, rows, digest, left_out, blanked)


def _root(code: str) -> Organization:
    found = Organization.objects.filter(code=code).first()
    if found is None:
        raise NotWritten(f"没有编号为“{code}”的党组织,请核对编号")
    return found


def _cut(facts: Facts, root: Organization | None, day: date) -> tuple[Facts, int, int]:
    if root is None:
        return facts, 0, 0
    made = cut(facts.tables, _below(root, day))
    return replace(facts, tables=made.tables), made.left_out, made.blanked


def _below(root: Organization, day: date) -> frozenset[str]:
    """The subtree of that day; who is not placed then counts where it last was, so dissolved branches stay with their town."""
    codes = dict(Organization.objects.values_list("pk", "code"))
    paths = tree.paths_of(tree.parents_on(day), order=codes)
    if root.pk not in paths:
        raise NotWritten(f"“{root.code}”在 {day} 还没有隶属关系,请换一个日期")
    return frozenset(codes[pk] for pk, path in paths.items() if path.startswith(paths[root.pk]))


def _written(facts: Facts, draft: Path, form: Format, tell: Tell) -> str:
    """Writes the files and reads them back; returns their hash."""
    for name, table in facts.tables.items():
        if table.num_rows:
            tell(f"写出 {name} {table.num_rows:,} 行")
            write_facts({name: table}, draft, format=form)
    for file in draft.iterdir():
        _settle(file)
    tell("回读核对")
    try:
        again = load_facts(draft, installed())
    except BadInput as error:
        first = "\n".join(str(problem) for problem in error.problems[:5])
        raise NotWritten(f"这样导出的内容不能自成一体,没有写出({len(error.problems)} 处):\n{first}\n请去掉 --known-on 再导出") from error
    if any(again.tables[name].num_rows != table.num_rows for name, table in facts.tables.items()):
        raise NotWritten("回读的行数与台账不同,没有写出。请检查磁盘后重试")
    return again.hash


def _settle(file: Path) -> None:
    """On the disk before the folder gets its name."""
    file.chmod(0o600)
    with file.open("rb") as written:
        os.fsync(written.fileno())

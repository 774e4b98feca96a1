"""链头: where the chain ended, in a file beside the data, so that a journal cut short at its end is found.

The file is no secret. A copy kept on another machine or printed also convicts somebody who rewrote table and file alike.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from gangju.desk.journal.seal_form import Link

ALGORITHM = "SM3"


@dataclass(frozen=True)
class Head:
    position: int
    entry: int
    digest: str
    sealed_at: str
    algorithm: str = ALGORITHM

    @classmethod
    def of(cls, link: Link) -> Head:
        return cls(link.position, link.entry, link.digest, link.sealed_at)


class HeadUnreadable(Exception):
    """The file is there and does not say what a head says."""


def head_file() -> Path:
    return Path(settings.GANGJU_DATA) / "journal-head.json"


def read_head(file: Path | None = None) -> Head | None:
    """None where there is no file. Raises HeadUnreadable."""
    file = file or head_file()
    if not file.exists():
        return None
    try:
        said = json.loads(file.read_text("utf-8"))
        return Head(int(said["position"]), int(said["entry"]), str(said["digest"]), str(said["sealed_at"]), str(said["algorithm"]))
    except (ValueError, KeyError, TypeError) as error:
        raise HeadUnreadable(f"链头文件 {file.name} 读不出来,请从备份或抄存的链头核对后换回") from error


def write_head(head: Head) -> None:
    """In one step: a reader finds the old head or the new one, also after a power cut."""
    file = head_file()
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        json.dump(asdict(head), out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)

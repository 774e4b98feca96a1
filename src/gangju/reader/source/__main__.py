"""The child of `bounded`: a file comes in, its lines or a refusal go out as JSON."""

from __future__ import annotations

import json
import resource
import sys

from gangju.reader.problem import Refused
from gangju.reader.source.bounded import MEMORY, OUT_OF_MEMORY, PROCESSOR
from gangju.reader.source.parsers import parser_of


def limit(memory: int = MEMORY, seconds: int = PROCESSOR) -> None:
    """From here on the process ends when it wants more."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def main() -> int:
    limit()
    raw = sys.stdin.buffer.read()
    try:
        found = parser_of(sys.argv[1])(raw)
        said: dict[str, object] = {"lines": found.lines, "unsure": sorted(found.unsure)}
    except Refused as refusal:
        said = {"refused": str(refusal)}
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps(said).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())

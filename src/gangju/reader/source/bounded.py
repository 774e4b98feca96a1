"""A parser in a child process: so much time, so much memory, and no way to take the server down with it.

The parsers of PDF, Word and web pages are large programs in C that read files made by anybody. What they do with a damaged
file is not ours to foresee; the child's end is.
"""

from __future__ import annotations

import json
import subprocess
import sys

from gangju.reader.problem import Refused
from gangju.reader.source import archive
from gangju.reader.source.text import Lines

#: Seconds that one file may take by the clock and on the processor, and bytes of address space.
PATIENCE, PROCESSOR, MEMORY = 90, 60, 2_000_000_000
COMMAND = (sys.executable, "-P", "-m", "gangju.reader.source")
TOO_MUCH = "太大或者太复杂,一分钟内没有读完:请分成几份,或者只留正文,另存一份再读。"
#: The child says by its exit code that the memory did not suffice; the signal says it for the time.
OUT_OF_MEMORY, OUT_OF_TIME = 3, -24


def lines_of(kind: str, raw: bytes) -> Lines:
    """The lines of a file of this kind. Raises Refused, whatever is wrong with the file."""
    try:
        child = subprocess.run([*COMMAND, kind], input=raw, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refused(TOO_MUCH) from error
    if child.returncode in {OUT_OF_MEMORY, OUT_OF_TIME}:
        raise Refused(TOO_MUCH)
    if child.returncode:
        raise Refused(archive.DAMAGED)
    said = json.loads(child.stdout)
    if "refused" in said:
        raise Refused(said["refused"])
    return Lines(tuple(said["lines"]), frozenset(said["unsure"]))

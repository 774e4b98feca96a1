"""The policy reader: from the text of a plan to its outline, clauses, figures and doubts.

Deterministic, offline, explainable: a grammar of how such texts are written, not a model and not a
list of words of one text. Every find carries the place it stands at; what cannot be trusted is a
doubt and has no value.
"""

from gangju.reader.model import Document
from gangju.reader.problem import ReaderError
from gangju.reader.read import read_bytes, read_file, read_text

__all__ = ["Document", "ReaderError", "read_bytes", "read_file", "read_text"]

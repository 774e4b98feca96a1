"""Official documents after GB/T 9704-2012 as .docx: what a bulletin, a notice or a responsibility table looks like on paper.

A leaf: it imports nothing of ours, so that every room may write with it. It takes texts as they are to be printed and gives
bytes; the same paper gives the same bytes on every machine. Fonts are named in the file and never shipped.
"""

from gangju.official.model import Block, Heading, Paper, Table, Text
from gangju.official.write import document

__all__ = ["Block", "Heading", "Paper", "Table", "Text", "document"]

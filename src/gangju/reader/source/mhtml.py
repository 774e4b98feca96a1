"""A web page saved as one file (.mht; many a .doc from a web site is one): the page is taken out of its envelope."""

from __future__ import annotations

from email import message_from_bytes, policy

from gangju.reader.problem import Refused
from gangju.reader.source import archive, html
from gangju.reader.source.text import Lines


def read(raw: bytes) -> Lines:
    """The lines of the page inside. Raises Refused."""
    for piece in message_from_bytes(raw.lstrip(), policy=policy.compat32).walk():
        if piece.get_content_type() == "text/html":
            body = piece.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                return html.read(body)
    raise Refused(archive.DAMAGED)

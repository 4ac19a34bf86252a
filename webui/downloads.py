"""Files that people uploaded, on their way back: always to be saved, never to be shown or run here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Response, send_file

from engine.records.documents import plain_name
from webui import context

if TYPE_CHECKING:
    from typing import BinaryIO

_HARMLESS = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
"""What an uploaded file may call itself; every other is plain bytes, whatever its sender said."""
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def attachment(digest: str, name: str, media_type: str = "") -> Response:
    """The stored content to be saved under *name*; raises `NotFound`."""
    file: BinaryIO = context.engine().files.open(digest)
    answer: Response = send_file(
        file,
        mimetype=media_type if media_type in _HARMLESS else "application/octet-stream",
        as_attachment=True,
        download_name=plain_name(name),
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer

"""The file store: contents under their SHA-256, in a folder; the same content is kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import NotFound

if TYPE_CHECKING:
    from typing import BinaryIO

_DIGEST_LENGTH = 64
_HEXADECIMAL = frozenset("0123456789abcdef")


class Files:
    """Uploaded files. A name never reaches the file system: only the digest does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep *content*; its digest. Durable when the call returns."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The content; raises `NotFound`."""
        with self.open(digest) as file:
            return file.read()

    def open(self, digest: str) -> BinaryIO:
        """The content as a stream; raises `NotFound`."""
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise NotFound(what="file", key=digest) from None

    def _path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise NotFound(what="file", key=digest)
        return self.folder / digest[:2] / digest[2:]


def is_digest(text: str) -> bool:
    """Whether *text* has the form of a content's name here."""
    return len(text) == _DIGEST_LENGTH and _HEXADECIMAL.issuperset(text)


def write_durably(path: Path, content: bytes) -> None:
    """Write beside and rename: nobody ever sees half a file, and power loss does not leave one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

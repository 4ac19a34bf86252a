"""A folder as a zip: the same files always make the same bytes; a stranger's zip is read without trusting it."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.studio import contents, naming
from engine.studio.errors import ArchiveRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 10 * 1024 * 1024
_MOST_ENTRIES = 200
_NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db")
"""What the file managers of other systems add by themselves."""
_CHUNK = 64 * 1024


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip of *files*: sorted, without dates, so that equal folders are equal byte by byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files in a zip; one folder around them is taken off. Raises `ArchiveRefused`, `FileRefused`."""
    if len(archive) > MAX_BYTES:
        raise _refused("The zip", f"It has {len(archive)} bytes.", f"{MAX_BYTES} bytes are allowed.")
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = _read(opened)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refused("The file", "It is no zip that can be opened.", "Export the folder again.") from error
    except (OSError, zlib.error) as error:
        raise _refused("The file", "Its contents are damaged.", "Export the folder again.") from error
    if not any(name.endswith(naming.MODEL) for name in files):
        raise _refused("The zip", "There is no .bpmn file in it.", "Zip the folder that holds the model.")
    contents.check(files)
    return files


def _read(opened: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [one for one in opened.infolist() if not one.is_dir() and not _is_noise(one.filename)]
    if len(entries) > _MOST_ENTRIES:
        raise _refused(
            "The zip", f"It holds {len(entries)} files.", f"A folder has {contents.MOST_FILES} files at most."
        )
    tops = {PurePosixPath(one.filename).parts[0] for one in entries if "/" in one.filename}
    shared = tops.pop() if len(tops) == 1 and all("/" in one.filename for one in entries) else None
    files: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in entries:
        name = _name(entry, shared)
        if name in files:
            raise _refused(entry.filename[:80], "It is in the zip twice.", "Keep one of them.")
        files[name] = _content(opened, entry, left)
        left -= len(files[name])
    return files


def _name(entry: zipfile.ZipInfo, shared: str | None) -> str:
    """The plain name of an entry: no way out of the folder, no folder inside it."""
    path = PurePosixPath(entry.filename)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(entry.filename[:80], "It is packed in an unusual way.", "Make an ordinary zip.")
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        raise _refused(entry.filename[:80], "The name leads out of the folder.", "Zip the folder again.")
    inside = path.relative_to(shared) if shared else path
    if len(inside.parts) != 1 or inside.suffix not in naming.SUFFIXES:
        raise _refused(
            entry.filename[:80],
            "It is no model, form or decision table of the folder itself.",
            "Leave it out; a folder holds .bpmn, .form and .dmn files only.",
        )
    return naming.check_file(inside.name)


def _content(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """At most *left* bytes, whatever the zip says about the length."""
    parts: list[bytes] = []
    with opened.open(entry) as stream:
        while part := stream.read(_CHUNK):
            left -= len(part)
            if left < 0:
                raise _refused(
                    entry.filename[:80],
                    f"Unpacked, the zip has more than {MAX_UNPACKED} bytes.",
                    "Leave out what does not belong to the process.",
                )
            parts.append(part)
    return b"".join(parts)


def _is_noise(name: str) -> bool:
    return any(part in _NOISE for part in PurePosixPath(name).parts)


def _refused(place: str, reason: str, remedy: str) -> ArchiveRefused:
    return ArchiveRefused(place=place, reason=reason, remedy=remedy)

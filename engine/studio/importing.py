"""What somebody brings becomes files of a draft: a zip of a folder, or a model of any tool."""

from __future__ import annotations

from pathlib import PurePath

from engine.bpmn import drawing, reading
from engine.bpmn.reading import bpmn
from engine.studio import archives, contents, naming
from engine.studio.errors import FileRefused

SUFFIXES = (".zip", ".bpmn20.xml", ".bpmn2.xml", ".bpmn", ".bpmn2", ".xml")
"""Of the names of files that can be imported."""
_ZIP = b"PK"


def folder_of(filename: str) -> str:
    """The name of the folder that a file is imported into."""
    plain = PurePath(filename).name
    ending = next((one for one in SUFFIXES if plain.lower().endswith(one)), "")
    return naming.slug(plain[: len(plain) - len(ending)])


def files_of(folder: str, content: bytes) -> dict[str, bytes]:
    """The files to begin with; a process that has no diagram is drawn. Raises `ArchiveRefused`, `FileRefused`."""
    if content.startswith(_ZIP):
        files = archives.unpack(content)
    else:
        files = {f"{folder}{naming.MODEL}": content}
        contents.check(files)
        _check_content(f"{folder}{naming.MODEL}", content)
    return {name: drawing.with_diagrams(text) if _is_model(name) else text for name, text in files.items()}


def _is_model(name: str) -> bool:
    return PurePath(name).suffix == naming.MODEL


def _check_content(name: str, content: bytes) -> None:
    root = reading.read(content).root
    if root.find(bpmn("process")) is None and root.find(bpmn("collaboration")) is None:
        raise FileRefused(
            file=name,
            place="line 1",
            reason="There is no process in it.",
            remedy="Import a model with a process; choreography alone is run by no engine.",
        )

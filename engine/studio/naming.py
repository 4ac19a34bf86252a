"""Names of folders, files and ids: what people type becomes what machines accept."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from engine.studio.errors import BadFileName, BadFolderName

MODEL, DECISIONS, FORM = ".bpmn", ".dmn", ".form"
SUFFIXES = (MODEL, FORM, DECISIONS)
_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}")
_CYRILLIC = dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeezijklmnoprstufye", strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def slug(title: str) -> str:
    """A folder's name after what people call the process: “Возврат товара” is vozvrat-tovara."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in title.lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def title(typed: str) -> str:
    """What a process is called, without what no model can hold."""
    return " ".join("".join(one for one in typed if one.isprintable() or one.isspace()).split())


def identifier(name: str) -> str:
    """An id for BPMN and DMN, which begins with a letter and has no hyphens."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return plain if plain[:1].isalpha() else f"p_{plain}"


def check_folder(name: str) -> str:
    """The name itself; raises `BadFolderName`."""
    if not _FOLDER.fullmatch(name):
        raise BadFolderName(folder=name[:80])
    return name


def check_file(name: str) -> str:
    """The name itself; raises `BadFileName`."""
    if not _FILE.fullmatch(name) or PurePath(name).suffix not in SUFFIXES or ".." in name:
        raise BadFileName(file=name[:80])
    return name


def in_order(names: list[str]) -> list[str]:
    """Models first, then forms, then decisions."""
    return sorted(names, key=lambda name: (SUFFIXES.index(PurePath(name).suffix), name))

"""What may stand in a folder's file: only what its reader accepts without looking further than the file."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn import reading
from engine.bpmn.encodings import in_utf8
from engine.bpmn.errors import Unreadable
from engine.dmn import UnusableDecisions
from engine.dmn import reading as dmn_reading
from engine.studio import naming
from engine.studio.errors import FileRefused, TooManyFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FILES = 60
MAX_BYTES = 2 * 1024 * 1024
_AGAIN = "Save it again in the editor that made it."


def check(files: Mapping[str, bytes]) -> None:
    """Raise `BadFileName`, `TooManyFiles` or `FileRefused` for the first file that cannot be kept."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for name, content in files.items():
        check_one(name, content)


def text_of(name: str, content: bytes) -> str:
    """A file as editors read it; XML says its encoding itself."""
    try:
        return in_utf8(content).decode("utf-8-sig")
    except UnicodeDecodeError:
        parse = (
            reading.read(content).root
            if PurePath(name).suffix == naming.MODEL
            else dmn_reading.parse(content)
        )
        return etree.tostring(parse, encoding="unicode")


def check_one(name: str, content: bytes) -> None:
    """Raise `BadFileName` or `FileRefused`, with the line where it is known."""
    naming.check_file(name)
    if len(content) > MAX_BYTES:
        raise FileRefused(
            file=name,
            place="line 1",
            reason=f"It has {len(content)} bytes.",
            remedy=f"Split it; {MAX_BYTES} bytes are allowed.",
        )
    match PurePath(name).suffix:
        case naming.MODEL:
            _check_model(name, content)
        case naming.DECISIONS:
            _check_decisions(name, content)
        case _:
            _check_form(name, content)


def _check_model(name: str, content: bytes) -> None:
    try:
        reading.read(content)
    except Unreadable as refused:
        raise FileRefused(
            file=name, place=f"line {refused.line}", reason=refused.reason, remedy=refused.remedy
        ) from refused


def _check_decisions(name: str, content: bytes) -> None:
    try:
        dmn_reading.parse(content)
    except UnusableDecisions as refused:
        first = refused.findings[0]
        raise FileRefused(
            file=name, place=f"line {first.line or 1}", reason=first.message, remedy=first.remedy
        ) from refused


def _check_form(name: str, content: bytes) -> None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise FileRefused(
            file=name, place=f"line {line}", reason="It is no JSON text.", remedy=_AGAIN
        ) from error
    if not isinstance(document, dict):
        raise FileRefused(file=name, place="line 1", reason="It is no form, but another JSON.", remedy=_AGAIN)

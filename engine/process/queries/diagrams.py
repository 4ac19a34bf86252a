"""Diagrams of deployed processes, drawn once per content and language."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.bpmn import diagram as bpmn_diagram
from engine.errors import NotFound
from engine.process.models import ProcessDefinition

if TYPE_CHECKING:
    from sqlalchemy import Connection

STORED_LOCALE = "en"


def diagram(connection: Connection, definition_key: int, locale: str) -> str:
    """The SVG of a process definition; each shape carries ``data-id``."""
    row = connection.execute(
        select(ProcessDefinition.svg, ProcessDefinition.xml).where(ProcessDefinition.key == definition_key)
    ).first()
    if row is None:
        raise NotFound(what="process definition", key=definition_key)
    return row.svg if locale == STORED_LOCALE else _drawn(row.xml, locale)


@lru_cache(maxsize=200)
def _drawn(xml: bytes, locale: str) -> str:
    return bpmn_diagram.render(xml, locale=locale)

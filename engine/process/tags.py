"""The version tags that forms and decisions carry: at the top of the one, in the extensions of the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from engine.bpmn.dialects.zeebe import zeebe
from engine.dmn import reading
from engine.process.models import DecisionDefinition, FormDefinition, ProcessDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

_COLUMNS = {
    "process": (ProcessDefinition.process_id, ProcessDefinition.version_tag),
    "decision": (DecisionDefinition.decision_id, DecisionDefinition.version_tag),
    "form": (FormDefinition.form_id, FormDefinition.version_tag),
}


class Tagged(Protocol):
    """A process, decision or form."""

    @property
    def id(self) -> str: ...

    @property
    def version_tag(self) -> str | None: ...


def existing(
    connection: Connection, kind: str, brought: Iterable[Tagged]
) -> frozenset[tuple[str, str | None]]:
    """The ids that have a version tag, each with it: of those that are brought, and deployed before."""
    item, tag = _COLUMNS[kind]
    rows = connection.execute(select(item, tag).where(tag.is_not(None)).distinct())
    here = {(one.id, one.version_tag) for one in brought if one.version_tag is not None}
    return frozenset({(row[0], row[1]) for row in rows} | here)


def of_form(document: bytes) -> str | None:
    """The tag of a form that loads."""
    tag = json.loads(document).get("versionTag")
    return tag if isinstance(tag, str) and tag else None


def of_decisions(xml: bytes) -> Mapping[str, str]:
    """The tags of a document's decisions by their ids."""
    found = {}
    for tag in reading.parse(xml).iter(zeebe("versionTag")):
        holder = tag.getparent()
        decision = None if holder is None else holder.getparent()
        if decision is not None and tag.get("value"):
            found[decision.get("id", "")] = tag.get("value", "")
    return found

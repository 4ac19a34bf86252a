"""The version tags that forms and decisions carry: at the top of the one, in the extensions of the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.bpmn.dialects.zeebe import zeebe
from engine.dmn import reading

if TYPE_CHECKING:
    from collections.abc import Mapping


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

"""BPMN's own words for the people of a user task: a human performer does it, potential owners may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.model import Assignment
from engine.bpmn.reading import bpmn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

ROLES = ("humanPerformer", "potentialOwner")
_NAME = re.compile(r"(?:(?P<kind>user|group)\((?P<inside>[^(),]+)\)|(?P<bare>[^(),=${}]+))")
_Found = list[tuple[str, str]]


def assignment_of(task: etree._Element, definitions: Mapping[str, etree._Element]) -> Assignment:
    """Who does the task, as its roles say; the linter refuses what cannot be read."""
    does, may = (_of_role(task, role, definitions) for role in ROLES)
    return Assignment(
        assignee=next((name for _, name in does), None),
        candidate_users=_listed(may, "user"),
        candidate_groups=_listed(may, "group"),
    )


def beside(own: Assignment, roles: Assignment) -> Assignment:
    """What a dialect says wins over BPMN's own words; each may say what the other does not."""
    return Assignment(
        assignee=own.assignee or roles.assignee,
        candidate_users=own.candidate_users or roles.candidate_users,
        candidate_groups=own.candidate_groups or roles.candidate_groups,
    )


def read_role(role: etree._Element, definitions: Mapping[str, etree._Element]) -> _Found | None:
    """Whom a role names, as (user or group, name); None for what is no simple name or FEEL."""
    reference = role.findtext(bpmn("resourceRef"))
    if reference:
        resource = definitions.get(reference.strip().rpartition(":")[2])
        name = "" if resource is None else resource.get("name", "")
        return [("group", name)] if name else None
    texts = [
        "".join(map(str, one.itertext())).strip()
        for one in role.findall(bpmn("resourceAssignmentExpression"))
    ]
    return _names(texts[0]) if len(texts) == 1 else None


def _names(text: str) -> _Found | None:
    if text.startswith("="):
        return [("group", text)]
    found = [_NAME.fullmatch(one.strip()) for one in text.split(",")]
    if not text or None in found:
        return None
    return [(one["kind"] or "group", (one["inside"] or one["bare"]).strip()) for one in found if one]


def _of_role(task: etree._Element, role: str, definitions: Mapping[str, etree._Element]) -> _Found:
    return [name for node in task.findall(bpmn(role)) for name in read_role(node, definitions) or ()]


def _listed(found: _Found, kind: str) -> str | None:
    return ",".join(name for one, name in found if one == kind) or None

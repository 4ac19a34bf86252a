"""Why a task is whose it is, and whose it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.identity import queries as identity
from engine.records import types as record_types
from webui import localization

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.identity import User
    from engine.identity.queries import Person
    from engine.process.queries import TaskDetail


def of_assignment(detail: TaskDetail) -> str:
    """The model's rule in words: “Opportunity: Owner”, or the groups whose people may take it."""
    rule = detail.element.assignment.assignee
    if rule and rule.startswith("="):
        words = _path_in_words(detail, rule[1:].strip())
        if words:
            return words
    groups = ", ".join(detail.groups)
    return gettext("Task of the group %(groups)s", groups=groups) if groups else ""


def people_for(connection: Connection, user: User) -> list[Person]:
    """Colleagues that this person can give a task to: the own team and the managed ones; for administrators, all."""
    teams = user.managed_teams | ({user.team_key} - {None})
    found = identity.people(connection)
    if "administrator" in user.roles:
        return found
    return [one for one in found if one.team_key in teams or one.key == user.key]


def _path_in_words(detail: TaskDetail, path: str) -> str | None:
    """``opportunity.owner.team.manager`` by the labels of its fields; None for any other expression."""
    role, *fields = path.split(".")
    ref = dict(detail.records).get(role)
    if ref is None or not fields:
        return None
    locale, kind = localization.locale(), record_types().get(ref.type)
    labels = [kind.labels.in_locale(locale)] if kind else []
    for name in fields:
        field = kind.fields.get(name) if kind else None
        if field is None:
            return None
        labels.append(field.label(locale))
        kind = record_types().get(field.target or "")
    return " → ".join(labels)

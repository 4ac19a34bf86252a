"""Where a person may begin something, with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from engine.process import queries
from engine.records import queries as records
from webui import localization

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.identity import User

_PEOPLE = frozenset({"user", "team", "region"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """A process in which something can be begun."""

    href: str
    name: str
    subject: str
    """The record that it is about, or else the process."""


def places(connection: Connection, user: User) -> list[Place]:
    found, locale = queries.openings(connection, user), localization.locale()
    titles = records.titles(connection, {ref for one in found for _, ref in one.records})
    return [
        Place(
            href=url_for("instances.show", key=one.instance, _anchor="possible"),
            name=one.element.name_in(locale),
            subject=next(
                (titles.get(ref, "") for _, ref in one.records if ref.type not in _PEOPLE),
                " ".join(filter(None, (one.process.name_in(locale), one.business_id))),
            ),
        )
        for one in found
    ]

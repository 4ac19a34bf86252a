"""The decisions of an instance in the words of its page, with the way to the table for who may change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from flask import url_for

from engine.process import queries
from engine.records import types
from engine.studio import rights, versions
from engine.studio.errors import NotADesigner
from webui import localization
from webui.context import current_user
from webui.screens.instances import values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.process.queries import LoggedDecision
    from webui.screens.instances.values import Variable


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One evaluation."""

    entry: LoggedDecision
    name: str
    inputs: list[Variable]
    outputs: list[Variable]
    href: str | None
    """Of the folder that the table came from."""

    def said(self, column: str) -> str:
        """A column's label in the language of the page."""
        return _said(self.entry, column)


def of_instance(connection: Connection, key: int) -> list[Decided]:
    """The newest first."""
    designs = _is_designer()
    return [
        Decided(
            entry=entry,
            name=entry.said_in(localization.locale(), entry.name) or entry.name,
            inputs=_in_order(connection, entry, entry.inputs),
            outputs=_in_order(connection, entry, entry.outputs),
            href=_href(connection, entry.deployment) if designs else None,
        )
        for entry in queries.decisions(connection, key, current_user())
    ]


def _in_order(connection: Connection, entry: LoggedDecision, held: Mapping[str, Value]) -> list[Variable]:
    """As the columns stand in the table."""
    shown = {one.name: one for one in values.shown(connection, held)}
    return [replace(shown[name], label=_said(entry, name)) for name in held]


def _said(entry: LoggedDecision, column: str) -> str:
    """As the file says it, or as a field of a record that is called so."""
    locale = localization.locale()
    return entry.said_in(locale, column) or _fields(locale).get(column, column)


@cache
def _fields(locale: str) -> Mapping[str, str]:
    kinds = types().values()
    labels = [
        *(kind.labels for kind in kinds),
        *(one.labels for kind in kinds for one in kind.fields.values()),
    ]
    return {each.en: each.in_locale(locale) for each in labels}


def _href(connection: Connection, deployment: int) -> str | None:
    folder = versions.folder_of(connection, deployment)
    return None if folder is None else url_for("studio.folder", folder=folder)


def _is_designer() -> bool:
    try:
        rights.require_designer(current_user())
    except NotADesigner:
        return False
    return True

"""An instance's page: everything about it in the words of the person who reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from engine import feel
from engine.errors import BatonError
from engine.identity import queries as people
from engine.process import definitions, queries
from engine.process.models import LIVE
from engine.process.queries.naming import named_in
from engine.process.queries.rights import repairs_instance
from engine.records import queries as record_queries
from engine.records import types
from webui import context, localization, rooms
from webui.context import current_user
from webui.screens.instances import deciding, deeds, literals, undoing, values, waiting
from webui.screens.records.processes import drawn
from webui.screens.repairs import standing
from webui.veiling import veiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.feel.values import RecordRef, Value
    from engine.forms import Field
    from engine.process.definitions import Deployed
    from engine.process.queries import HistoryEntry, InstanceDetail
    from webui.screens.instances.values import Variable


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of an instance's history."""

    entry: HistoryEntry
    given: list[Variable]
    """What the person gave."""
    skipped: bool


@dataclass(frozen=True, kw_only=True)
class Editing:
    """A change of a variable that was refused: what was typed and why."""

    name: str
    text: str
    problem: str
    of: int | None = None
    """The token whose own variable it is."""


def page(connection: Connection, key: int, *, refused: str = "", editing: Editing | None = None) -> str:
    """The page of an instance that the person may see; raises `NotFound`."""
    detail = queries.instance(connection, key, current_user())
    deployed = definitions.get(connection, detail.definition_key)
    titles = record_queries.titles(connection, [ref for _, ref in detail.records])
    roles = current_user().roles
    operator = repairs_instance(connection, current_user(), key)
    waits, more = waiting.lines(connection, detail)
    return render_template(
        "instances/show.html",
        detail=detail,
        live=detail.status in LIVE,
        diagram=drawn(detail),
        waits=waits,
        more_waits=more,
        offers=queries.offers(connection, key, current_user()),
        undoing=undoing.asked(connection),
        sizes=queries.sizes_of(connection, key, current_user()) if operator else None,
        variables=values.shown(connection, detail.variables),
        literals=_literals(detail.variables),
        editing=editing,
        roles={role: _role(role, ref) for role, ref in detail.records},
        inputs={one.key: values.shown(connection, one.input) for one in detail.incidents},
        names=titles,
        subject=", ".join(dict.fromkeys(title for ref, title in titles.items() if ref.type != "user")),
        people=people.people(connection) if operator else [],
        elements=_elements(deployed, detail),
        operator=operator,
        reader=not rooms.READERS.isdisjoint(roles),
        refused=refused,
        decisions=deciding.of_instance(connection, key),
        calls=queries.callings(connection, key, current_user()),
        **_by_hand(connection, detail, deployed, operator=operator),
        **_past(connection, deployed, detail),
    )


def _by_hand(
    connection: Connection, detail: InstanceDetail, deployed: Deployed, *, operator: bool
) -> dict[str, Any]:
    """What its manager can change by hand; a finished one is reopened on the newest version."""
    live = detail.status in LIVE
    newest = definitions.latest(connection, detail.process.id)
    return {
        "hand": standing.of_instance(connection, detail, deployed) if operator and live else None,
        "reopening": standing.groups(newest) if operator and not live else [],
        "migrates": operator and live and newest.key != deployed.key,
        "newest": newest.version,
        "scopes": [
            (one, values.shown(connection, one.variables), _literals(one.variables)) for one in detail.scopes
        ],
    }


def _literals(held: Mapping[str, Value]) -> dict[str, str | None]:
    return {name: _literal(value) for name, value in held.items()}


def _past(connection: Connection, deployed: Deployed, detail: InstanceDetail) -> dict[str, Any]:
    """Its history, and what people did to it."""
    done = deeds.of_instance(connection, detail.key)
    skipped = {one.task for one in done if one.verb == "skip_task"}
    everything = request.args.get("show") == "all"
    shown = [entry for entry in detail.history if everything or _is_told(entry)]
    words = _Words(connection, deployed)
    return {
        "deeds": done,
        "steps": [
            Step(
                entry=entry,
                given=words.given(entry),
                skipped=entry.task in skipped and entry.task is not None,
            )
            for entry in shown
        ],
        "silent": len(detail.history) - len(shown),
    }


class _Words:
    """What people gave in forms, under the labels of the forms."""

    def __init__(self, connection: Connection, deployed: Deployed) -> None:
        self._connection = connection
        self._deployed = deployed
        self._by_element: dict[str, dict[str, Field]] = {}

    def given(self, entry: HistoryEntry) -> list[Variable]:
        element = self._deployed.elements.get(entry.element.id)
        fields = self._fields(element) if element is not None and element.form_id else {}
        shown = values.shown(self._connection, entry.values)
        return [_worded(one, entry.values[one.name], fields.get(one.name)) for one in shown]

    def _fields(self, element: Element) -> Mapping[str, Field]:
        if element.id not in self._by_element:
            try:
                form, _ = queries.form_of(self._connection, self._deployed, element)
                drawn_fields = form.fields(
                    {}, feel.Environment(now=context.business_now), localization.locale()
                )
            except BatonError:  # a form that is gone, or needs values: then names have to do
                drawn_fields = []
            self._by_element[element.id] = {field.name: field for field in _named(drawn_fields)}
        return self._by_element[element.id]


def _named(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        if field.name:
            yield field
        yield from _named(field.fields)


def _worded(variable: Variable, value: object, field: Field | None) -> Variable:
    """With the form's label, and the words of its choices."""
    if field is None:
        return replace(variable, label=_field_label(variable.name))
    words = {option.text: option.label for option in field.options}
    return replace(variable, label=field.label, text=words.get(str(value), variable.text))


def _field_label(path: str) -> str:
    """The label of a record's field that a path names."""
    role, _, name = path.partition(".")
    known = types().get(role)
    field = known.fields.get(name) if known is not None else None
    return "" if field is None else field.labels.in_locale(localization.locale())


def _elements(deployed: Deployed, detail: InstanceDetail) -> dict[str, str]:
    """The names of the elements that incidents and jobs tell only the ids of."""
    ids = [one.element_id for one in detail.incidents] + [one.element_id for one in detail.jobs]
    locale = localization.locale()
    known = {one: deployed.elements[one] for one in ids if one in deployed.elements}
    return {one: named_in(deployed, element).name_in(locale) for one, element in known.items()}


def _is_told(entry: HistoryEntry) -> bool:
    """The model gave the step a name, or a person did it: the rest is wiring."""
    return entry.by is not None or entry.element.own


def _literal(value: Value) -> str | None:
    """What an operator edits; a value that holds a customer's link is not shown, so it is not edited either."""
    text = literals.spelled(value)
    return None if text is None or veiled(text) != text else text


def _role(role: str, ref: RecordRef) -> str:
    """A variable that is called as its record type carries the type's name."""
    known = types().get(role) if role == ref.type else None
    return role if known is None else known.labels.in_locale(localization.locale())

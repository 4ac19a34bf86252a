"""Which start events are started from a form, where the form is found, and who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.bpmn.rules.starts import PUBLIC_FORM, START_GROUPS
from engine.errors import NotFound
from engine.process import definitions
from engine.process.submitted import form_of
from engine.process.waits import Subscription

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from engine.bpmn.model import Element, ProcessModel
    from engine.forms import Form
    from engine.identity import User
    from engine.process.definitions import Deployed

BY_PROCESS, BY_ADDRESS = "form", "public"
_EVERYBODY = frozenset({"administrator", "manager", "designer"})


class NoStartForm(NotFound):
    text = "There is no form at {key!r}. Check the address, or ask who gave it to you."


@dataclass(frozen=True, slots=True, kw_only=True)
class StartForm:
    """A start event that a person starts by filling in a form."""

    deployed: Deployed
    event: Element
    form_id: str
    address: str | None
    """Of the public page; None for employees only."""
    groups: frozenset[str]
    """Whose people may start it; empty for everybody."""

    @property
    def process(self) -> ProcessModel:
        return self.deployed.model

    @property
    def process_id(self) -> str:
        return self.deployed.process_id

    def document(self, connection: Connection) -> tuple[Form, bytes]:
        """The form in the version that the start event means; raises `FormMissing`."""
        return form_of(connection, self.deployed, self.event)

    def is_for(self, user: User) -> bool:
        """Managers, designers and administrators start everything."""
        return (
            not self.groups
            or not self.groups.isdisjoint(user.groups)
            or not _EVERYBODY.isdisjoint(user.roles)
        )


def addresses(process_id: str, event: Element) -> Iterator[tuple[str, str]]:
    """Under which kinds and names of subscription a start event's form is found."""
    if event.form_id is not None:
        yield BY_PROCESS, process_id
        public = dict(event.properties).get(PUBLIC_FORM)
        if public:
            yield BY_ADDRESS, public


def of_user(connection: Connection, user: User) -> list[StartForm]:
    """What *user* may start, by the process's id."""
    rows = connection.execute(_WAITING.where(Subscription.kind == BY_PROCESS).order_by(Subscription.name))
    return [found for row in rows if (found := _read(connection, row)).is_for(user)]


def of_process(connection: Connection, process_id: str, user: User) -> StartForm:
    """The start form of a process; raises `NoStartForm`, also for what *user* may not start."""
    found = _find(connection, BY_PROCESS, process_id)
    if found is None or not found.is_for(user):
        raise NoStartForm(what="start form", key=process_id)
    return found


def at_address(connection: Connection, address: str) -> StartForm:
    """The form that strangers fill in at ``/public/<address>``; raises `NoStartForm`."""
    found = _find(connection, BY_ADDRESS, address)
    if found is None:
        raise NoStartForm(what="public form", key=address)
    return found


def process_at(connection: Connection, address: str) -> str | None:
    """The process whose public form stands at *address*, if any."""
    found = _find(connection, BY_ADDRESS, address)
    return None if found is None else found.process_id


def _find(connection: Connection, kind: str, name: str) -> StartForm | None:
    row = connection.execute(
        _WAITING.where(Subscription.kind == kind, Subscription.name == name).order_by(Subscription.key)
    ).first()
    return None if row is None else _read(connection, row)


def _read(connection: Connection, row: Row[*tuple[Any, ...]]) -> StartForm:
    deployed = definitions.get(connection, row.definition)
    event = deployed.element(row.element)
    properties = dict(event.properties)
    groups = (group.strip() for group in properties.get(START_GROUPS, "").split(","))
    return StartForm(
        deployed=deployed,
        event=event,
        form_id=event.form_id or "",
        address=properties.get(PUBLIC_FORM) or None,
        groups=frozenset(group for group in groups if group),
    )


_WAITING = select(Subscription.definition, Subscription.element)

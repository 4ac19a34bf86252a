"""The records beside a task, each as a small card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.records import queries, type_of
from webui import localization
from webui.screens.records import links
from webui.screens.records.layouts import BY_TYPE
from webui.screens.records.showing import Shower, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from engine.identity import User
    from engine.records import Record


@dataclass(frozen=True, kw_only=True)
class Card:
    type: str
    kind: str
    """The record type's name in the person's language."""
    icon: str
    title: str
    href: str | None
    facts: list[Shown]


def of_task(connection: Connection, user: User, found: Iterable[tuple[str, RecordRef]]) -> list[Card]:
    """The records of a task's process that the person may see, and the account of its deal."""
    readable = list(_readable(connection, user, [ref for _, ref in found]))
    shower = Shower(connection, readable)
    return [_card(shower, record) for record in readable]


def _readable(connection: Connection, user: User, wanted: list[RecordRef]) -> Iterator[Record]:
    """Each record once, what it hangs on right after it."""
    seen: set[RecordRef] = set()
    waiting = [ref for ref in wanted if ref.type in BY_TYPE and not BY_TYPE[ref.type].parent]
    while waiting:
        ref = waiting.pop(0)
        if ref in seen:
            continue
        seen.add(ref)
        try:
            record = queries.get(connection, ref, user)
        except NotFound:
            continue
        yield record
        account = record.get("account")
        if isinstance(account, RecordRef):
            waiting.insert(0, account)


def _card(shower: Shower, record: Record) -> Card:
    layout, record_type = BY_TYPE[record.ref.type], type_of(record.ref.type)
    names = [*(("stage",) if "stage" in record_type.fields else ()), *layout.facts]
    facts = [one for name in names if (one := shower.one(record, name)).text and name != "account"]
    return Card(
        type=record.ref.type,
        kind=record_type.labels.in_locale(localization.locale()),
        icon=layout.icon,
        title=shower.title(record),
        href=links.href(record.ref),
        facts=facts,
    )

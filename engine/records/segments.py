"""Segments at work: who is in one, how many, and the people of one moment. Everything asks `visible`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, update

from engine.errors import Conflict, NotFound
from engine.records import segments_audience as audience
from engine.records import segments_conditions as conditions
from engine.records import store
from engine.records.discovery import type_of
from engine.records.types.segment import STATIC
from engine.records.types.segment_member import TYPE as MEMBER
from engine.records.types.segment_member import WAITING
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.records.history import Step
    from engine.records.record import Record, RecordType
    from engine.records.segments_audience import Count, Use
    from engine.records.segments_conditions import Filter

PREVIEWED = 10
"""How many people a preview shows."""


class NoSnapshot(Conflict):
    """Only the people of a static segment are taken anew."""

    text = "{number} is live: it is read anew each time. Make it static to keep the people of one moment."


def people_of(segment: Record, user: User, today: date) -> tuple[RecordType, ColumnElement[bool]]:
    """The record type of a saved segment, and who is in it as far as *user* sees; raises `BrokenConditions`."""
    record_type = type_of(str(segment["record_type"]))
    if segment["kind"] == STATIC and segment["counted_at"] is not None:
        return record_type, and_(_seen(record_type, user), _is_member(record_type, segment.ref.key))
    return record_type, matching(record_type, conditions.load(segment["conditions"]), user, today)


def matching(record_type: RecordType, asked: Filter, user: User, today: date) -> ColumnElement[bool]:
    """Who matches now, as far as *user* sees; raises `BrokenConditions`. A merged or converted lead is left out."""
    people = and_(_seen(record_type, user), conditions.predicate(asked, record_type, today))
    status = record_type.table.c.get("status") if record_type.name == "lead" else None
    if status is None:
        return people
    return and_(
        people, or_(status.is_(None), status != "converted"), record_type.table.c.merged_into.is_(None)
    )


def size(connection: Connection, record_type: RecordType, people: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(record_type.table).where(people)) or 0


def preview(
    connection: Connection, record_type: RecordType, people: ColumnElement[bool], limit: int = PREVIEWED
) -> list[Record]:
    """The first people by name."""
    table = record_type.table
    statement = select(table).where(people).order_by(table.c.name, table.c.key).limit(limit)
    return [record_type.record(row) for row in connection.execute(statement)]


def take_snapshot(connection: Connection, ref: RecordRef, user: User, step: Step) -> int:
    """Keep who matches a static segment at this moment, instead of those it had; how many."""
    segment = _segment(connection, ref)
    if segment["kind"] != STATIC:
        raise NoSnapshot(number=segment["number"], reason="", remedy="")
    record_type = type_of(str(segment["record_type"]))
    people = matching(record_type, conditions.load(segment["conditions"]), user, step.at.date())
    _forget(connection, ref, step)
    found = 0
    for rows in audience.chunks(connection, record_type, people):
        _add(
            connection,
            [{"segment": ref.key, record_type.name: row.key} for row in rows],
            step,
        )
        found += len(rows)
    facts: dict[str, Value] = {"people": found, "counted_at": step.at}
    store.update(
        connection, ref, facts, by=step.by, at=step.at, keys=step.keys, cause=step.cause, process=True
    )
    return found


def freeze(
    connection: Connection, campaign: RecordRef, segment: RecordRef, use: Use, *, seen_by: User, step: Step
) -> Count:
    """Make the people of a segment who may be reached the audience of a campaign; how the segment falls apart.

    Nobody is kept when nobody may be reached. An audience that was frozen before is replaced.
    """
    record_type, people = people_of(_segment(connection, segment), seen_by, step.at.date())
    counted = audience.count(connection, record_type, people, use)
    _release(connection, campaign, step)
    for rows in audience.chunks(connection, record_type, people, use):
        taken = _taken(connection, campaign, {row.address.lower() for row in rows})
        members: list[dict[str, Any]] = []
        for row in rows:
            address = row.address.lower()
            if address not in taken:
                taken.add(address)
                members.append(
                    {
                        "segment": segment.key,
                        "campaign": campaign.key,
                        record_type.name: row.key,
                        "address": address,
                        "state": WAITING,
                    }
                )
        _add(connection, members, step)
    return counted


def _segment(connection: Connection, ref: RecordRef) -> Record:
    found = store.read(connection, ref)
    if found is None:
        raise NotFound(what=ref.type, key=ref.key)
    return found


def _seen(record_type: RecordType, user: User) -> ColumnElement[bool]:
    return and_(record_type.table.c.deleted_at.is_(None), visible(user, record_type.table))


def _is_member(record_type: RecordType, segment: int) -> ColumnElement[bool]:
    members: Any = MEMBER.table.c
    named = members[record_type.name]
    inside = select(named).where(
        members.segment == segment,
        members.campaign.is_(None),
        members.deleted_at.is_(None),
        named.is_not(None),
    )
    found: ColumnElement[bool] = record_type.table.c.key.in_(inside)
    return found


def _add(connection: Connection, members: Sequence[Mapping[str, Any]], step: Step) -> None:
    """Members join a list in bulk; checking each as a record of its own would take ten times as long."""
    stamp = {
        "created_at": step.at,
        "created_by": step.by.key,
        "updated_at": step.at,
        "updated_by": step.by.key,
    }
    rows = [
        {"key": key, "version": 1, "search_text": "", **stamp, **member}
        for key, member in zip(step.keys.block(len(members)), members, strict=True)
    ]
    if rows:
        connection.execute(insert(MEMBER.table), rows)


def _taken(connection: Connection, campaign: RecordRef, addresses: set[str]) -> set[str]:
    members: Any = MEMBER.table.c
    rows = connection.scalars(
        select(members.address).where(
            members.campaign == campaign.key, members.deleted_at.is_(None), members.address.in_(addresses)
        )
    )
    return set(rows)


def _forget(connection: Connection, segment: RecordRef, step: Step) -> None:
    members: Any = MEMBER.table.c
    _remove(connection, and_(members.segment == segment.key, members.campaign.is_(None)), step)


def _release(connection: Connection, campaign: RecordRef, step: Step) -> None:
    _remove(connection, MEMBER.table.c.campaign == campaign.key, step)


def _remove(connection: Connection, which: ColumnElement[bool], step: Step) -> None:
    """Members are lines of a list, not records with a story: they leave it in bulk."""
    gone = {"deleted_at": step.at, "updated_at": step.at, "updated_by": step.by.key}
    connection.execute(update(MEMBER.table).where(which, MEMBER.table.c.deleted_at.is_(None)).values(gone))

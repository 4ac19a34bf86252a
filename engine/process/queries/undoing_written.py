"""Undoing what a step wrote: variables, and fields of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from engine.feel.values import RecordRef
from engine.identity import queries as identity
from engine.process.queries.rights import sees_record
from engine.process.queries.undoing_effect import Effect
from engine.records import queries as record_queries
from engine.records import types
from engine.records.history import from_text
from engine.records.models import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row

    from engine.identity import User
    from engine.process.effects import Path
    from engine.process.queries.past import Past, Step


def variables(past: Past, step: Step) -> Iterator[Effect]:
    """Each variable that the step wrote; what a later step wrote over it is in the way."""
    later = past.after(step)
    before = dict(step.effects.old)
    for path in step.effects.written:
        name = spelled(path)
        again = next((one for one in later if _touches(path, one)), None)
        if again is not None:
            deed = past.deed(again)
            facts = {"name": name, "step": deed.what, "who": deed.who, "at": deed.at}
            kind = "variable_by_hand" if deed.what is None else "variable_written_again"
            yield Effect(kind=kind, blocked=True, facts=facts)
        elif path[0] and any(scope == path[0] for one in later for scope, *_ in one.effects.closed):
            yield Effect(kind="variable_gone", blocked=True, facts={"name": name})
        elif path in before:
            yield Effect(kind="variable_old", facts={"name": name, "held": before[path]})
        else:
            yield Effect(kind="variable_new", facts={"name": name})


def spelled(path: Path) -> str:
    """``order.lines[2].price``, with places of lists counted from one as FEEL does."""
    _, name, *rest = path
    return str(name) + "".join(f"[{one + 1}]" if isinstance(one, int) else f".{one}" for one in rest)


def _touches(path: Path, step: Step) -> bool:
    """The step wrote the same place, something inside it, or what holds it."""
    return any(path[: len(other)] == other[: len(path)] for other in step.effects.written)


def records(past: Past, step: Step, user: User) -> Iterator[Effect]:
    """Each field that the step wrote; what others wrote over it is in the way."""
    own: dict[RecordRef, set[int]] = {}
    for one in step.effects.records:
        own.setdefault(RecordRef(one.type, one.key), set()).add(one.version)
    if not own:
        return
    connection = past.connection
    titles = record_queries.titles(connection, own)
    changes = _changes(connection, own)
    names = identity.names(connection, {row.changed_by for row in changes})
    for ref, versions in own.items():
        facts = {"record": titles.get(ref, str(ref.key)), "ref": ref}
        rows = [row for row in changes if (row.record_type, row.record_key) == (ref.type, ref.key)]
        later = [row for row in rows if row.version > max(versions)]
        if not sees_record(connection, user, ref):
            yield Effect(kind="record_hidden_changed" if later else "record_hidden", blocked=bool(later))
        elif 1 in versions:
            yield _created(later, facts, names)
        else:
            written = [row for row in rows if row.version in versions]
            yield from _fields(ref, written, later, facts, names)


def _created(later: list[Row[Any]], facts: dict[str, Any], names: dict[int, str]) -> Effect:
    if not later:
        return Effect(kind="record_created", facts=facts)
    last = later[-1]
    facts |= {"who": names.get(last.changed_by, str(last.changed_by)), "at": last.at}
    return Effect(kind="record_created_changed", blocked=True, facts=facts)


def _fields(
    ref: RecordRef,
    written: list[Row[Any]],
    later: list[Row[Any]],
    facts: dict[str, Any],
    names: dict[int, str],
) -> Iterator[Effect]:
    """The step may have written a field several times: the first time it took what it held before."""
    kind = types()[ref.type]
    for row in {row.field: row for row in reversed(written)}.values():
        field = kind.fields.get(row.field)
        told = {**facts, "field": row.field, "label": None if field is None else field.labels}
        again = [one for one in later if one.field == row.field]
        if again:
            who = names.get(again[-1].changed_by, str(again[-1].changed_by))
            yield Effect(kind="field_changed", blocked=True, facts={**told, "who": who, "at": again[-1].at})
        else:
            yield Effect(kind="field_old", facts={**told, "held": from_text(kind, row.field, row.old_value)})


def _changes(connection: Connection, refs: Iterable[RecordRef]) -> list[Row[Any]]:
    """The field history of the records, the oldest first."""
    of_each = [and_(FieldChange.record_type == ref.type, FieldChange.record_key == ref.key) for ref in refs]
    return list(connection.execute(select(FieldChange).where(or_(*of_each)).order_by(FieldChange.key)))

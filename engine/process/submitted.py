"""The values that a person gives with a task: checked against its form, written to variables and records.

`forms.Form.read` at the door has turned texts into values. Here, under the instance's lock and with the records as
they are now, the verb checks again what a client could get wrong on purpose: only paths that the form shows as
editable are taken, and every field that is required now has a value. Types and rules of record fields are checked
once more by `records.store`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine import forms
from engine.feel.values import RecordRef
from engine.forms.messages import NOT_EDITABLE, REQUIRED, WITHOUT_FORM, Message, message
from engine.forms.scope import Scope
from engine.prepared import Prepared
from engine.process import bindings, concurrent
from engine.process.errors import FieldsChanged, FieldsRefused, FormMissing
from engine.process.models import FormDefinition
from engine.records import store
from engine.records.resolving import resolver
from engine.records.store import FieldOwnedByProcess, InvalidRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from engine.bpmn.model import Binding, Element
    from engine.feel.values import Value
    from engine.forms import Form
    from engine.forms.fields import Field
    from engine.process.definitions import Deployed
    from engine.process.running import Running
    from engine.records.resolving import Resolver

_KEPT = 500
_LOADED: OrderedDict[str, Form] = OrderedDict()
_LOCK = threading.Lock()


def check_values(
    running: Running, number: int, form_id: str | None, task: str, values: Mapping[str, Value]
) -> None:
    """Raise `FieldsRefused` unless the values fit the task's form. Without a form only variables are taken."""
    if form_id is None and not _paths(values):
        return
    context = running.instance.variables_of(number)
    if form_id is None:
        refused = dict.fromkeys(_into_records(context, values), message(WITHOUT_FORM))
    else:
        element = running.deployed.elements[running.instance.element_of(number)]
        refused = dict(_refused(running, element, context, values))
    if refused:
        raise FieldsRefused(task, refused)


def write_values(
    running: Running,
    number: int,
    task: str,
    values: Mapping[str, Value],
    *,
    seen: Mapping[RecordRef, int],
) -> dict[str, Value]:
    """Write the paths that lead into records; the others are the variables to complete the task with.

    What a record refuses is a `FieldsRefused` by path, like what the form refuses. *seen* says which version of a
    record the person filled the form in by: what others have written since stays, unless the person changed it too.
    """
    if not _paths(values):
        return dict(values)
    context = running.instance.variables_of(number)
    variables: dict[str, Value] = {}
    records: dict[RecordRef, dict[str, str]] = {}
    for path, value in values.items():
        first, *rest = path.split(".")
        target, name = _record_at(running.work.resolve, context.get(first), rest)
        if target is not None:
            records.setdefault(target, {})[name] = path
        else:
            variables[first] = _placed(variables.get(first, context.get(first)), rest, value)
    # By key: the one order in which records are locked.
    for ref in sorted(records, key=lambda ref: ref.key):
        _update(running, ref, records[ref], task, values, seen.get(ref))
    return variables


def latest_form(connection: Connection, form_id: str) -> tuple[Form, bytes]:
    """The newest version of a form, parsed and as deployed; raises `FormMissing`."""
    return _parsed(_LATEST.run(connection, form_id).first(), form_id)


def _parsed(row: Any, form_id: str) -> tuple[Form, bytes]:
    """From memory if its content was used before."""
    if row is None:
        raise FormMissing(what="form", key=form_id)
    with _LOCK:
        found = _LOADED.get(row.hash)
    if found is None:
        found = forms.load(row.document)
        with _LOCK:
            _LOADED[row.hash] = found
            if len(_LOADED) > _KEPT:
                _LOADED.popitem(last=False)
    return found, row.document


def form_of(connection: Connection, deployed: Deployed, element: Element) -> tuple[Form, bytes]:
    """The form of a user task or start event, in the version that it means; raises `FormMissing`."""
    return form_bound(connection, deployed, element.form_id or "", element.form_binding)


def form_bound(
    connection: Connection, deployed: Deployed | None, form_id: str, binding: Binding
) -> tuple[Form, bytes]:
    """The version of a form that a binding of *deployed* means; raises `FormMissing`."""
    if binding.kind == "latest":
        return latest_form(connection, form_id)
    key = bindings.form(connection, deployed, form_id, binding)
    return _parsed(None if key is None else _BY_KEY.run(connection, key).first(), form_id)


def versions(form: Form, context: Mapping[str, Value], connection: Connection) -> dict[RecordRef, int]:
    """The records that a form writes into, with the version that each has now."""
    resolve = resolver(connection)
    found: dict[RecordRef, int] = {}
    for one in form.inputs():
        first, *rest = one.key.split(".")
        ref, _ = _record_at(resolve, context.get(first), rest)
        record = None if ref is None or ref in found else store.read(connection, ref)
        if ref is not None and record is not None:
            found[ref] = record.version
    return found


def _refused(
    running: Running, element: Element, context: Mapping[str, Value], values: Mapping[str, Value]
) -> Iterator[tuple[str, Message]]:
    work = running.work
    form, _ = form_of(work.connection, running.deployed, element)
    before = Scope(context=context, environment=work.form_environment(), locale=work.by.locale, uploads={})
    return refusals(form, before, values)


def refusals(form: Form, before: Scope, values: Mapping[str, Value]) -> Iterator[tuple[str, Message]]:
    """What is wrong with values for a form, by path: not editable now, or required and missing."""
    # As if the values were stored: a value decides which fields are shown and required.
    after = before.with_values(values)
    drawn = form.fields(after.context, after.environment, after.locale)
    editable = {field.name for field in _named(drawn) if not field.readonly and not field.hidden}
    yield from ((path, message(NOT_EDITABLE)) for path in values if path not in editable)
    for field in _named(drawn):
        if field.required and field.name in editable and _missing(field, after.value(field.name)):
            yield field.name, message(REQUIRED)


def _missing(field: Field, value: Value) -> bool:
    # Not `in (..., False)`: the number 0 equals False.
    return value is None or value in ("", []) or (field.kind == "checkbox" and value is False)


def _named(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields that have a value, those inside groups too; a repeating list is one value."""
    for field in fields:
        if field.name:
            yield field
        else:
            yield from _named(field.fields)


def _paths(values: Mapping[str, Value]) -> bool:
    """Some value belongs inside a variable or into a record."""
    return "." in "".join(values)


def _into_records(context: Mapping[str, Value], values: Mapping[str, Value]) -> list[str]:
    return [path for path in values if "." in path and isinstance(context.get(path.split(".")[0]), RecordRef)]


def _record_at(resolve: Resolver, value: Value, path: list[str]) -> tuple[RecordRef | None, str]:
    """The record that *path* from *value* ends in, and its field; None when it ends in a variable."""
    while len(path) > 1:
        held = resolve(value) if isinstance(value, RecordRef) else value
        value, path = (held.get(path[0]) if isinstance(held, Mapping) else None), path[1:]
    return (value, path[0]) if path and isinstance(value, RecordRef) else (None, "")


def _placed(held: Value, path: list[str], value: Value) -> Value:
    """*held* with *value* at *path* inside it."""
    if not path:
        return value
    inside = dict(held) if isinstance(held, dict) else {}
    return {**inside, path[0]: _placed(inside.get(path[0]), path[1:], value)}


def _update(
    running: Running,
    ref: RecordRef,
    paths: Mapping[str, str],
    task: str,
    values: Mapping[str, Value],
    seen: int | None,
) -> None:
    """Write a record's fields; *paths* says where in *values* each stands."""
    work = running.work
    given = {name: values[path] for name, path in paths.items()}
    if seen is not None:
        merge = concurrent.merged(work.connection, ref, given, seen, work.by.locale)
        if merge.clashes:
            told = {paths[name]: said for name, said in merge.clashes.items()}
            raise FieldsChanged(task, told, stale=[paths[name] for name in merge.stale])
        given = {name: value for name, value in given.items() if name not in merge.stale}
    try:
        store.update(
            work.connection, ref, given, by=work.by, at=work.at, keys=work.parts.keys, cause=running.cause
        )
    except (InvalidRecord, FieldOwnedByProcess) as refused:
        errors = {
            paths.get(name, f"{ref.type}.{name}"): message(error.template, **error.facts)
            for name, error in refused.errors.items()
        }
        raise FieldsRefused(task, errors) from refused


_LATEST = Prepared(
    select(FormDefinition.hash, FormDefinition.document)
    .where(FormDefinition.form_id == bindparam("f"))
    .order_by(FormDefinition.version.desc())
    .limit(1),
    "f",
)
_BY_KEY = Prepared(
    select(FormDefinition.hash, FormDefinition.document).where(FormDefinition.key == bindparam("k")), "k"
)

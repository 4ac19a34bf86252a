"""Starting a process from its form: what was sent becomes records, consents and variables, once.

A key that is a path into a record type (``lead.email``) fills a new record of that type, a tick at
``consent.<purpose>.<channel>`` gives consent, and every other key is a variable. The variable `submission` says where
it came from.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import feel
from engine.forms.messages import message
from engine.forms.scope import Scope
from engine.process import audit, buffer, consent_boxes, messages, record_starts, statements
from engine.process.errors import FieldsRefused
from engine.process.submitted import refusals
from engine.process.waits import MessageBuffer
from engine.records import kinds, store
from engine.records.discovery import type_of, types
from engine.records.store import FieldOwnedByProcess, InvalidRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import RecordRef, Value
    from engine.process.consent_boxes import Consent
    from engine.process.start_forms import StartForm
    from engine.process.work import Work

_REMEMBERED = timedelta(days=2)
"""How long a repeated submission is recognised; the page of a public form is good for less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a submission came from."""

    channel: str = "employee"
    """web for a public page, employee for a person's own."""
    address: str | None = None
    """Of the public form."""
    locale: str = "en"
    facts: Mapping[str, str] = field(default_factory=dict)
    """For fields of the new record by these names, if its type has them: utm_campaign, referrer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What a submitted start form has begun."""

    instance_key: int | None
    """None while workers still try to start the process; what was sent is safe."""
    refs: tuple[RecordRef, ...]
    """The records that were made."""
    reference: str
    """What the sender may quote: the number of the first record, else the instance's key."""
    next_task_key: int | None = None
    """An open task of the instance that is the same person's."""


def submit(
    work: Work,
    form: StartForm,
    values: Mapping[str, Value],
    *,
    origin: Origin,
    message_id: str | None,
    start: bool,
) -> Started:
    """Check and keep what was sent, and start the process; the same message id again changes nothing.

    Without *start* workers start the process: what was sent must not be lost because its process fails.
    Raises `FieldsRefused`.
    """
    before = None if message_id is None else _sent_before(work, form, message_id)
    if before is not None:
        return before
    submission = _Submission(work, form, origin)
    submission.check(values)
    submission.keep(values)
    started = submission.start(start=start)
    audit.record(work, "submit_start_form", ("process_instance", started.instance_key or 0), new=values)
    if message_id is not None:
        _remember(work, form, message_id, started)
    return started


def _sent_before(work: Work, form: StartForm, message_id: str) -> Started | None:
    """What the first of several equal submissions has begun."""
    came_before, _ = buffer.repetition(work, _channel(form), message_id)
    if not came_before:
        return None
    row = work.connection.execute(
        select(MessageBuffer.variables, MessageBuffer.received_by).where(
            MessageBuffer.name == _channel(form), MessageBuffer.message_id == message_id
        )
    ).one()
    kept = feel.loads(row.variables)
    refs = tuple(kept["refs"])
    return Started(instance_key=row.received_by or None, refs=refs, reference=kept["reference"])


def _remember(work: Work, form: StartForm, message_id: str, started: Started) -> None:
    buffer.keep(
        work,
        _channel(form),
        correlation_key=None,
        variables={"refs": list(started.refs), "reference": started.reference},
        message_id=message_id,
        time_to_live=_REMEMBERED,
        # Zero while workers start it: received, and by no instance yet.
        receiver=started.instance_key or 0,
    )


def _channel(form: StartForm) -> str:
    return f"start form of {form.process_id}"


class _Submission:
    """One submitted form on its way into the tables."""

    def __init__(self, work: Work, form: StartForm, origin: Origin) -> None:
        self._work = work
        self._form = form
        self._origin = origin
        self._made: list[RecordRef] = []
        self._numbers: list[str] = []
        self._variables: dict[str, Value] = {}

    def check(self, values: Mapping[str, Value]) -> None:
        """Raise `FieldsRefused` unless the form asks for exactly this."""
        document, _ = self._form.document(self._work.connection)
        refused = dict(refusals(document, self._scope, values))
        if refused:
            raise FieldsRefused(self._title, refused)

    def keep(self, values: Mapping[str, Value]) -> None:
        """Make the records and consents, and put the variables together."""
        records: dict[str, dict[str, Value]] = defaultdict(dict)
        ticked = []
        for path, value in values.items():
            first, _, rest = path.partition(".")
            if consent_boxes.is_box(path):
                ticked += [path] if value is True else []
            elif rest and first in types():
                records[first][rest] = value
            else:
                self._variables[first] = _placed(self._variables.get(first), rest, value)
        for kind, fields in records.items():
            self._create(kind, fields)
        self._consent(ticked, values)

    def start(self, *, start: bool) -> Started:
        """The form's own process with all it was given; then others that wait for records like these."""
        work, definition = self._work, self._form.deployed.key
        element = self._form.deployed.number(self._form.event.id)
        instance = None
        if start:
            instance = messages.start(work, definition, element, self._variables)
        else:
            record_starts.queue_start(work, definition, element, self._variables)
        for ref in self._made:
            (messages.created if start else record_starts.queue_starts)(work, ref, besides=definition)
        return Started(
            instance_key=instance,
            refs=tuple(self._made),
            reference=next((number for number in self._numbers if number), str(instance or "")),
            next_task_key=None if instance is None else self._next_task(instance),
        )

    def _create(self, kind: str, fields: Mapping[str, Value]) -> None:
        work = self._work
        values = {**self._facts(kind), **fields}
        try:
            ref = store.create(work.connection, kind, values, by=work.by, at=work.at, keys=work.parts.keys)
        except (InvalidRecord, FieldOwnedByProcess) as refused:
            errors = {
                f"{kind}.{name}": message(one.template, **one.facts) for name, one in refused.errors.items()
            }
            raise FieldsRefused(self._title, errors) from refused
        audit.record(work, "create_record", (ref.type, ref.key), new=values)
        self._made.append(ref)
        record = store.read(work.connection, ref)
        self._numbers.append(str((record and record["number"]) or ""))
        self._variables[kind] = ref

    def _facts(self, kind: str) -> dict[str, Value]:
        """What is known of the origin, as far as the record has a place for it: nobody typed it, so nobody is told."""
        found: dict[str, Value] = {}
        for name, text in self._origin.facts.items():
            known = type_of(kind).fields.get(name)
            if known is not None:
                with contextlib.suppress(kinds.Refused):
                    found[name] = kinds.accept(known, text[: known.length])
        return found

    def _consent(self, ticked: list[str], values: Mapping[str, Value]) -> None:
        given = self._consents(ticked, values)
        origin, source = self._origin, f"form {self._form.form_id}"
        where = f"{source}, {origin.locale}, {origin.address or self._form.process_id}"
        consent_boxes.give(self._work, given, self._made, source=source, form=where)
        self._variables["submission"] = {
            "channel": origin.channel,
            "form": self._form.form_id,
            "locale": origin.locale,
            "at": self._work.at,
            "consents": [one.plain() for one in given],
        }

    def _consents(self, ticked: list[str], values: Mapping[str, Value]) -> list[Consent]:
        if not ticked:
            return []
        document, _ = self._form.document(self._work.connection)
        shown = self._scope.with_values(values)
        return consent_boxes.ticked(document.fields(shown.context, shown.environment, shown.locale), ticked)

    def _next_task(self, instance: int) -> int | None:
        found = statements.HELD_TASKS.run(self._work.connection, instance, self._work.by.key).first()
        return None if found is None else int(found.key)

    @property
    def _scope(self) -> Scope:
        environment = self._work.form_environment()
        return Scope(context={}, environment=environment, locale=self._origin.locale, uploads={})

    @property
    def _title(self) -> str:
        return self._form.process.name_in(self._origin.locale)


def _placed(held: Value, path: str, value: Value) -> Value:
    """*held* with *value* at *path* inside it."""
    if not path:
        return value
    first, _, rest = path.partition(".")
    inside = dict(held) if isinstance(held, dict) else {}
    return {**inside, first: _placed(inside.get(first), rest, value)}

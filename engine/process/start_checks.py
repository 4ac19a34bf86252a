"""What keeps a start form from doing its work, told when it is deployed and not to the first who fills it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import forms
from engine.forms.components.choices import Choice
from engine.forms.components.files import FilePicker
from engine.process import consent_boxes, start_forms
from engine.process.errors import FileFinding
from engine.process.submitted import form_bound
from engine.records.discovery import types

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.forms import Form
    from engine.process.checking import CheckedForm, CheckedProcess

_Complaint = tuple[str, str]
"""What is wrong, and the remedy."""


def findings(
    connection: Connection, processes: Sequence[CheckedProcess], brought: Sequence[CheckedForm]
) -> Iterator[FileFinding]:
    """Everything that is wrong with the start forms of *processes*; the linter has found the forms."""
    documents = {one.id: one for one in brought}
    taken: dict[str, str] = {}
    for process in processes:
        for event in process.definition.model.start_events():
            if event.form_id is None:
                continue
            form = _meant(connection, event, documents.get(event.form_id))
            for message, remedy in _complaints(connection, process.id, event, form, taken):
                yield FileFinding(
                    file=process.file, severity="error", rule="start-form", place=event.id, element_id=event.id,
                    line=event.line, message=f"the form {form.id!r} of {event.id!r} {message}", remedy=remedy,
                )  # fmt: skip


def _meant(connection: Connection, event: Element, brought: CheckedForm | None) -> Form:
    """The version that the start event will show: one that comes with it, or one that is there."""
    binding = event.form_binding
    if brought is not None and binding.tag in (None, brought.version_tag):
        return forms.load(brought.content)
    return form_bound(connection, None, event.form_id or "", binding)[0]


def _complaints(
    connection: Connection, process_id: str, event: Element, form: Form, taken: dict[str, str]
) -> Iterator[_Complaint]:
    yield from _of_keys(form)
    for kind, name in start_forms.addresses(process_id, event):
        if kind == start_forms.BY_ADDRESS:
            owner = taken.setdefault(name, start_forms.process_at(connection, name) or process_id)
            if owner != process_id:
                yield (
                    f"has the public address {name!r}, which is that of {owner!r}.",
                    "Choose another address.",
                )
            yield from _for_strangers(form)


def _of_keys(form: Form) -> Iterator[_Complaint]:
    """Paths into new records lead to fields that people may fill in, and leave no required one empty."""
    asked: dict[str, set[str]] = {}
    for key in (one.key for one in form.inputs()):
        kind, _, name = key.partition(".")
        if consent_boxes.is_box(key):
            if not consent_boxes.is_known(key):
                yield (
                    f"asks for the consent {key!r}, which does not exist.",
                    "Use a known purpose and channel.",
                )
        elif name and kind in types():
            asked.setdefault(kind, set()).add(name)
    for kind, names in asked.items():
        yield from _of_fields(kind, names)


def _of_fields(kind: str, names: set[str]) -> Iterator[_Complaint]:
    record_type = types()[kind]
    if not record_type.writable:
        yield f"would create a {kind}, which no form creates.", "Use another key."
        return
    for name in sorted(names):
        field = record_type.fields.get(name)
        if field is None or field.stamped or field.process_owned:
            yield f"asks for {kind}.{name}, which nobody can fill in.", "Use a field that people write."
    missing = {
        name
        for name, field in record_type.fields.items()
        if field.required and field.default is None and name not in names and not field.process_owned
    }
    if missing:
        told = ", ".join(f"{kind}.{name}" for name in sorted(missing))
        yield f"never asks for {told}, without which nothing can be saved.", "Add it to the form."


def _for_strangers(form: Form) -> Iterator[_Complaint]:
    for one in form.inputs():
        if isinstance(one, FilePicker):
            yield f"takes files at {one.key!r} from strangers.", "Ask for files in a later task."
        elif isinstance(one, Choice) and one.options.lookup:
            yield f"shows records at {one.key!r} to strangers.", "Offer fixed values."

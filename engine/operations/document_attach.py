"""``document.attach``: files that people added to a form become documents of a record, there to be opened again.

Inputs: ``record``; ``documents``, what a file picker left: a list of ``{key, name, media_type, size}``; ``field``, the
name of a text field of the record that says which files were added last, or null. A file that the record has already
under the same name is left alone; no files at all change nothing.
Outputs: ``names``, the names under which the files are kept.
Errors: an incident when the record is gone or a file is described incompletely.

``document.attach``: файлы из формы становятся документами записи. Вход: ``record`` — запись, ``documents`` — список
файлов из поля выбора файлов, ``field`` — текстовое поле записи, в которое пишутся их имена, или null. Файл, который
у записи уже есть под тем же именем, не повторяется. Выход: ``names`` — имена файлов.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import OperationCall, inputs, operation
from engine.records import documents, store
from engine.records.discovery import type_of
from engine.records.history import Step

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation("document.attach")
def attach_documents(call: OperationCall) -> dict[str, Value]:
    """Keep the files with the record, and note their names in its field."""
    ref = inputs.record(call, "record")
    field = inputs.optional_text(call, "field")
    step = Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)
    names = documents.attach(call.connection, ref, inputs.files(call, "documents"), step)
    if field is not None and names:
        known = type_of(ref.type).fields.get(field)
        noted = "; ".join(names)[: known.length if known else None]
        store.update(
            call.connection, ref, {field: noted},
            by=call.by, at=call.at, keys=call.keys, cause=call.cause, process=True,
        )  # fmt: skip
    return {"names": list(names)}

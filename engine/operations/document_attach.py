"""Files that people added to a form become documents of a record, there to be opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.records import documents
from engine.records.discovery import type_of
from engine.records.history import Step

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="document.attach",
        title=Labels("Attach documents", "Приложить документы"),
        purpose=Labels(
            "Files from a form become documents of a record. A file that the record has already under the same name "
            "is left alone; no files at all change nothing.",
            "Файлы из формы становятся документами записи. Файл, который у записи уже есть под тем же именем, не "
            "повторяется; без файлов ничего не меняется.",
        ),
        inputs=(
            Input(name="record", label=Labels("Record", "Запись"), kind="record", required=True),
            Input(
                name="documents",
                label=Labels("Files", "Файлы"),
                kind="files",
                help=Labels(
                    "What a file picker left: a list of {key, name, media_type, size}.",
                    "То, что оставило поле выбора файлов: список {key, name, media_type, size}.",
                ),
            ),
            Input(
                name="field",
                label=Labels("Field for their names", "Поле для имён файлов"),
                kind="text",
                help=Labels(
                    "A text field of the record that says which files were added last.",
                    "Текстовое поле записи, в котором видно, какие файлы добавлены последними.",
                ),
            ),
        ),
        outputs=(
            Output(
                name="names", label=Labels("Names of the kept files", "Имена сохранённых файлов"), kind="list"
            ),
        ),
    )
)
def attach_documents(call: OperationCall) -> dict[str, Value]:
    """Keep the files with the record, and note their names in its field."""
    ref = inputs.record(call, "record")
    field = inputs.optional_text(call, "field")
    step = Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)
    names = documents.attach(call.connection, ref, inputs.files(call, "documents"), step)
    if field is not None and names:
        known = type_of(ref.type).fields.get(field)
        noted = "; ".join(names)[: known.length if known else None]
        writing.update(call, ref, {field: noted})  # fmt: skip
    return {"names": list(names)}

"""Files. The door stores them first; the form sees their keys and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms import messages
from engine.forms.components.base import INPUT, Input
from engine.forms.messages import Message, Wrong, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.fields import Kind
    from engine.forms.scope import Scope
    from engine.forms.source import Source


MOST = 20
"""Files in one field."""
LARGEST = 10
"""Megabytes of one file."""
_MEGABYTE = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePicker(Input):
    type: ClassVar[str] = "filepicker"
    summary: ClassVar[str] = (
        f"files for the file store, at most {MOST} of {LARGEST} MB each; "
        "the value is a list of {key, name, media_type, size}"
    )
    kind: ClassVar[Kind] = "files"
    missing: ClassVar[str] = messages.REQUIRED_FILE
    properties: ClassVar[Mapping[str, str]] = {
        name: note for name, note in INPUT.items() if name != "defaultValue"
    } | {
        "multiple": "checked; constant only",
        "accept": "checked by name ending and media type; constant only",
    }

    multiple: bool
    accept: tuple[str, ...]

    @classmethod
    def default_from(cls, source: Source) -> Value:  # noqa: ARG003  files have none
        return None

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:
        validate.only(("required",), "rule")
        accept = source.text("accept")
        if accept.startswith("="):
            source.refuse("“accept” is FEEL.", "Write endings and media types: .pdf,image/*.")
        return {
            "multiple": source.flag("multiple"),
            "accept": tuple(one.strip().lower() for one in accept.split(",") if one.strip()),
        }

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        keys = list(dict.fromkeys(text for text in texts if text))
        if len(keys) > 1 and not self.multiple:
            raise Wrong(messages.ONE_FILE)
        if len(keys) > MOST:
            raise Wrong(messages.TOO_MANY_FILES, maximum=MOST)
        kept = {one["key"]: one for one in self._stored(scope)}
        return [kept.get(key) or _described(key, scope) for key in keys]

    def _stored(self, scope: Scope) -> list[Value]:
        value = scope.value(self.key)
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:  # noqa: ARG002  part of the contract
        return (
            tuple(str(one["key"]) for one in value if isinstance(one, dict))
            if isinstance(value, list)
            else ()
        )

    def show(self, value: Value, scope: Scope) -> str:  # noqa: ARG002  part of the contract
        return (
            ", ".join(str(one["name"]) for one in value if isinstance(one, dict))
            if isinstance(value, list)
            else ""
        )

    def complaints(self, value: Value, scope: Scope) -> Iterator[Message]:  # noqa: ARG002  part of the contract
        for one in value:
            if one["size"] > LARGEST * _MEGABYTE:
                yield message(messages.TOO_LARGE_A_FILE, name=one["name"], maximum=LARGEST)
            if self.accept and not any(_fits(one, pattern) for pattern in self.accept):
                yield message(messages.WRONG_FILE, name=one["name"], accepted=", ".join(self.accept))

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:
        known = {str(one["key"]): str(one["name"]) for one in self._stored(scope)}
        names = {key: upload.name for key, upload in scope.uploads.items()}
        accept = (("accept", ",".join(self.accept)),) if self.accept else ()
        multiple = (("multiple", "multiple"),) if self.multiple else ()
        return {
            "attributes": (("type", "file"), *accept, *multiple),
            "rows": tuple((key, known.get(key) or names.get(key) or key) for key in texts),
        }


def _described(key: str, scope: Scope) -> dict[str, Value]:
    upload = scope.uploads.get(key)
    if upload is None:
        raise Wrong(messages.NOT_AN_OPTION, value=key)
    return {
        "key": upload.key,
        "name": upload.name,
        "media_type": upload.media_type,
        "size": Decimal(upload.size),
    }


def _fits(one: Mapping[str, Value], pattern: str) -> bool:
    if pattern.startswith("."):
        return str(one["name"]).lower().endswith(pattern)
    return fnmatchcase(str(one["media_type"]).lower(), pattern)

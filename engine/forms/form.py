"""A form: drawn for one person with today's values, and read from what that person sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.forms.components.base import Component, Drawing, Reading
from engine.forms.components.groups import in_rows
from engine.forms.problems import UnexpectedFields
from engine.forms.scope import Scope, no_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine import feel
    from engine.feel.values import RecordRef, Value
    from engine.forms.components.base import Input
    from engine.forms.fields import Field, Lookup, Upload
    from engine.forms.messages import Message

_PROTOCOL = frozenset({"csrf_token"})


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person sent, read."""

    values: Mapping[str, Value]
    """By path; only visible fields that may be edited. Complete only without errors."""
    errors: Mapping[str, Message]
    """By name in the submission; empty when the form is valid."""
    raw: Mapping[str, tuple[str, ...]]
    """The texts as sent, to keep as a draft or to draw the form again."""

    @property
    def valid(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A loaded form document, shared between requests and threads."""

    id: str
    components: tuple[Component, ...] = field(default=())

    def inputs(self) -> Iterator[Input]:
        """The inputs that are read by a path, in document order; those of repeating rows are not."""
        for component in self.components:
            yield from component.inputs()

    def fields(
        self,
        context: Mapping[str, Value],
        environment: feel.Environment,
        locale: str,
        *,
        submitted: Mapping[str, Sequence[str]] | None = None,
        errors: Mapping[str, Message] | None = None,
        lookup: Callable[[Lookup], Sequence[RecordRef]] = no_records,
        uploads: Mapping[str, Upload] | None = None,
    ) -> list[Field]:
        """What to draw. With *submitted* (a draft, or a refused submission) the controls keep those texts."""
        scope = Scope(
            context=context, environment=environment, locale=locale, lookup=lookup, uploads=uploads or {}
        )
        defaults = dict(self._defaults(scope)) if submitted is None else {}
        seen = defaults if submitted is None else self._settled(submitted, scope).seen
        drawing = Drawing(submitted, errors or {})
        drawn = [component.draw(drawing, scope.with_values(seen)) for component in self.components]
        return list(in_rows(self.components, drawn))

    def read(
        self,
        submitted: Mapping[str, Sequence[str]],
        context: Mapping[str, Value],
        environment: feel.Environment,
        locale: str,
        *,
        lookup: Callable[[Lookup], Sequence[RecordRef]] = no_records,
        uploads: Mapping[str, Upload] | None = None,
    ) -> Submission:
        """The values in *submitted*, checked; raises `UnexpectedFields` for names that the form does not have.

        Names that begin with ``_`` and ``csrf_token`` belong to the page, not to the form.
        """
        scope = Scope(
            context=context, environment=environment, locale=locale, lookup=lookup, uploads=uploads or {}
        )
        own = {name: tuple(texts) for name, texts in submitted.items() if not _is_protocol(name)}
        self._refuse_unexpected(own)
        reading = self._settled(own, scope)
        return Submission(reading.values, reading.errors, own)

    def _defaults(self, scope: Scope) -> Iterator[tuple[str, Value]]:
        for component in self.components:
            yield from component.start(scope)

    def _refuse_unexpected(self, submitted: Mapping[str, Sequence[str]]) -> None:
        names = {name for component in self.components for name in component.names(submitted)}
        unexpected = tuple(sorted(submitted.keys() - names))
        if unexpected:
            raise UnexpectedFields(self.id, unexpected)

    def _settled(self, submitted: Mapping[str, Sequence[str]], scope: Scope) -> Reading:
        """Read until conditions and values agree: a value can hide a field whose value decided about another."""
        reading = self._pass(submitted, scope)
        for _ in range(len(self.components) + 1):
            again = self._pass(submitted, scope.with_values(reading.seen))
            if again.seen == reading.seen:
                return again
            reading = again
        return reading

    def _pass(self, submitted: Mapping[str, Sequence[str]], scope: Scope) -> Reading:
        reading = Reading(submitted)
        for component in self.components:
            component.read(reading, scope)
        return reading


def _is_protocol(name: str) -> bool:
    return name.startswith("_") or name in _PROTOCOL

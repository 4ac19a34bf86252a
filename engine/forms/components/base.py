"""What every component does: load itself from JSON, read its part of a submission, draw itself for a person."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from engine.forms import conditions
from engine.forms.fields import Field, Kind
from engine.forms.messages import REQUIRED, Message, Wrong, message
from engine.forms.templates import Expression, Localised, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.scope import Scope
    from engine.forms.source import Source

CHILDREN_OF = "components"
COMMON = {
    "type": "drawn",
    "id": "drawn: the anchor of labels and errors",
    "conditional": "drawn: `hide` is FEEL",
    "layout": "drawn: `columns` of sixteen and `row`",
    "properties": "custom properties, see below",
}
INPUT = COMMON | {
    "key": "the path of the value: a variable, or a field of the record in a variable",
    "label": "drawn; values as `{{…}}`",
    "description": "drawn below the label; values as `{{…}}`",
    "readonly": "true, false or FEEL: shown, not read",
    "disabled": "true, false or FEEL: shown, not read",
    "defaultValue": "stands in the field while the value is null",
    "validate": "checked on the server",
}


@dataclass(slots=True)
class Reading:
    """One pass over a submission: what was sent, and what came out of it."""

    submitted: Mapping[str, Sequence[str]]
    prefix: str = ""
    hidden: bool = False
    values: dict[str, Value] = field(default_factory=dict)
    """What the person gave, by path."""
    seen: dict[str, Value] = field(default_factory=dict)
    """What conditions see: the values, and null for fields that are hidden or wrong."""
    errors: dict[str, Message] = field(default_factory=dict)
    """By name in the submission."""

    def texts(self, key: str) -> Sequence[str]:
        return self.submitted.get(self.prefix + key, ())

    def behind(self, *, hidden: bool) -> Reading:
        """The same reading for components inside another that may be hidden; results are shared."""
        return replace(self, hidden=self.hidden or hidden)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a drawing starts from: typed texts to keep, errors to show, the place in the document."""

    submitted: Mapping[str, Sequence[str]] | None = None
    errors: Mapping[str, Message] = field(default_factory=dict)
    prefix: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing in a form."""

    type: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    """How it is drawn, for the reference."""
    properties: ClassVar[Mapping[str, str]] = COMMON
    custom: ClassVar[tuple[str, ...]] = ()
    """The names that the component reads from its custom `properties`."""

    id: str
    hide: Expression | None = None
    columns: int = 16
    row: str = ""

    @classmethod
    def load(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> Self:
        """The component that *source* describes; problems stay in the source. *load_all* loads what it contains."""
        columns, row = source.columns()
        conditional = source.inside("conditional")
        conditional.only(("hide",), "condition")
        return cls(
            id=source.text("id") or source.text("key") or source.text("path"),
            hide=conditional.expression("hide"),
            columns=columns,
            row=row,
            **cls.details(source, load_all),
        )

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003  a hook
        """The class's own attributes from *source*."""
        return {}

    def is_hidden(self, scope: Scope) -> bool:
        return self.hide is not None and scope.evaluate(self.hide) is True

    def inputs(self) -> Iterator[Input]:
        """The inputs in and below this component that are read by a path of the form."""
        return iter(())

    def names(self, submitted: Mapping[str, Sequence[str]], prefix: str = "") -> Iterator[str]:  # noqa: ARG002  a hook
        """The names that a submission may carry for this component."""
        return iter(())

    def start(self, scope: Scope) -> Iterator[tuple[str, Value]]:  # noqa: ARG002  a hook
        """Defaults, by path, for values that are null."""
        return iter(())

    def read(self, reading: Reading, scope: Scope) -> None:
        """Read this component's part; content has none."""

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        raise NotImplementedError

    def frame(self, drawing: Drawing, scope: Scope, kind: Kind, **more: Any) -> Field:
        """A field with what all components share."""
        name = drawing.prefix + self.id
        return Field(
            kind=kind,
            id="field-" + name.replace(".", "-"),
            hidden=drawing.hidden or self.is_hidden(scope),
            columns=self.columns,
            conditional=self.hide is not None,
            condition=conditions.portable(self.hide.text, drawing.prefix) if self.hide else "",
            **more,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Component):
    """A component with a value."""

    properties: ClassVar[Mapping[str, str]] = INPUT
    custom: ClassVar[tuple[str, ...]] = ("label:ru", "description:ru")
    kind: ClassVar[Kind] = "text"
    missing: ClassVar[str] = REQUIRED
    """The message for a required field without a value."""

    key: str
    label: Localised
    description: Localised
    readonly: bool | Expression
    disabled: bool | Expression
    default: Value
    required: bool | Expression

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003
        validate = source.inside("validate")
        return {
            "key": source.path(),
            "label": source.localised(cls.label_property(source)),
            "description": source.localised("description"),
            "readonly": source.switch("readonly"),
            "disabled": source.switch("disabled"),
            "default": cls.default_from(source),
            "required": validate.switch("required"),
            **cls.rules(source, validate),
        }

    @classmethod
    def label_property(cls, source: Source) -> str:  # noqa: ARG003  a hook
        return "label"

    @classmethod
    def default_from(cls, source: Source) -> Value:
        return source.text("defaultValue") or None

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:  # noqa: ARG003  a hook
        """The class's own attributes; refuses rules that it does not know."""
        validate.only(("required",), "rule")
        return {}

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        """The value that *texts* spell; null when empty. Raises `Wrong`."""
        raise NotImplementedError

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:
        """*value* as it travels in a submission."""
        raise NotImplementedError

    def complaints(self, value: Value, scope: Scope) -> Iterator[Message]:  # noqa: ARG002  a hook
        """What is wrong with a value that is there."""
        return iter(())

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:  # noqa: ARG002  a hook
        """The parts of the `Field` that are this class's own."""
        return {}

    def show(self, value: Value, scope: Scope) -> str:
        """*value* as a person reads it."""
        return show(value, scope)

    def inputs(self) -> Iterator[Input]:
        yield self

    def names(self, submitted: Mapping[str, Sequence[str]], prefix: str = "") -> Iterator[str]:  # noqa: ARG002  a hook
        yield prefix + self.key

    def start(self, scope: Scope) -> Iterator[tuple[str, Value]]:
        if self.default is not None and scope.value(self.key) is None:
            yield self.key, self.default

    def is_locked(self, scope: Scope) -> bool:
        return any(scope.resolve(switch) is True for switch in (self.readonly, self.disabled))

    def is_required(self, scope: Scope) -> bool:
        return scope.resolve(self.required) is True

    def read(self, reading: Reading, scope: Scope) -> None:
        if reading.hidden or self.is_hidden(scope):
            reading.seen[self.key] = None
        elif not self.is_locked(scope):
            self._read_visible(reading, scope)

    def _read_visible(self, reading: Reading, scope: Scope) -> None:
        reading.seen[self.key] = None
        try:
            value = self.parse(reading.texts(self.key), scope)
        except Wrong as wrong:
            reading.errors[reading.prefix + self.key] = wrong.message
            return
        reading.seen[self.key] = reading.values[self.key] = value
        error = next(self._all_complaints(value, scope), None)
        if error is not None:
            reading.errors[reading.prefix + self.key] = error

    def _all_complaints(self, value: Value, scope: Scope) -> Iterator[Message]:
        # By identity: zero equals False, but zero is a value.
        if value is None or value is False or value in ("", []):
            if self.is_required(scope):
                yield message(self.missing)
        else:
            yield from self.complaints(value, scope)

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        value = scope.value(self.key)
        name = drawing.prefix + self.key
        locked = self.is_locked(scope)
        sent = None if locked or drawing.submitted is None else drawing.submitted.get(name)
        kept = drawing.submitted is not None and not locked
        texts = tuple(sent or ()) if kept else self.spell(value, scope)
        return self.frame(
            drawing, scope, self.kind,
            name=name,
            label=self.label.render(scope),
            description=self.description.render(scope),
            texts=texts,
            shown=self.show(value, scope) if locked else "",
            required=self.is_required(scope),
            readonly=locked,
            error=drawing.errors.get(name),
            **self.control(texts, scope),
        )  # fmt: skip

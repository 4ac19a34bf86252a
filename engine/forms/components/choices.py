"""Yes or no, one of several, some of several."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from engine.errors import Invalid
from engine.feel.values import RecordRef, Value
from engine.forms import messages
from engine.forms.components.base import INPUT, Input
from engine.forms.fields import Kind, Lookup, Option
from engine.forms.messages import Wrong
from engine.forms.source import pairs
from engine.forms.templates import Expression, show
from engine.keys import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.forms.scope import Scope
    from engine.forms.source import Source


class OptionsInvalid(Invalid):
    """The options that a process gives a field are no list of options."""

    text = "The options of the field {what} are wrong: {reason} {remedy}"


@dataclass(frozen=True, slots=True)
class Choosable:
    """One option before it is drawn."""

    text: str
    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Options:
    """Where options come from: a fixed list, FEEL over the variables, or records that the door looks up."""

    fixed: tuple[tuple[Value, str], ...] = ()
    russian: tuple[tuple[str, str], ...] = ()
    expression: Expression | None = None
    lookup: str = ""

    def among(self, scope: Scope, key: str, selected: Sequence[Value]) -> list[Choosable]:
        """The options that *scope*'s person may choose from now."""
        if self.lookup:
            keys = tuple(one.key for one in selected if isinstance(one, RecordRef))
            return [
                _of_item(ref, scope, key) for ref in scope.lookup(Lookup(type=self.lookup, selected=keys))
            ]
        if self.expression is None:
            translated = dict(self.russian) if scope.locale == "ru" else {}
            return [
                Choosable(spell(value), translated.get(spell(value), label), value)
                for value, label in self.fixed
            ]
        found = scope.evaluate(self.expression)
        if found is not None and not isinstance(found, list):
            reason = f"{self.expression.text} is not a list."
            raise OptionsInvalid(what=key, reason=reason, remedy="Correct the process.")
        return [_of_item(item, scope, key) for item in found or ()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkbox(Input):
    type: ClassVar[str] = "checkbox"
    summary: ClassVar[str] = "a box to tick: true or false; `required` asks for true"
    kind: ClassVar[Kind] = "checkbox"
    missing: ClassVar[str] = messages.REQUIRED_CHECK

    @classmethod
    def default_from(cls, source: Source) -> Value:
        return source.flag("defaultValue") or None

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:  # noqa: ARG002  part of the contract
        if list(texts) not in ([], ["true"]):
            raise Wrong(messages.NOT_AN_OPTION, value=", ".join(texts))
        return bool(texts)

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:  # noqa: ARG002  part of the contract
        return ("true",) if value is True else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Input):
    """One of several."""

    properties: ClassVar[Mapping[str, str]] = INPUT | {
        "values": "the options, fixed",
        "valuesKey": "the variable that holds the options",
        "valuesExpression": "FEEL that gives the options: texts, numbers, records or {value, label, label_ru}",
    }
    custom: ClassVar[tuple[str, ...]] = (*Input.custom, "options:ru", "lookup")
    missing: ClassVar[str] = messages.REQUIRED_CHOICE

    options: Options

    @classmethod
    def default_from(cls, source: Source) -> Value:
        return from_json(source.data.get("defaultValue")) or None

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:
        validate.only(("required",), "rule")
        return {"options": _options(source)}

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        sent = [text for text in texts if text]
        if len(sent) > 1:
            raise Wrong(messages.ONE_VALUE)
        return self._chosen(sent, scope)[0] if sent else None

    def _chosen(self, sent: Sequence[str], scope: Scope) -> list[Value]:
        by_text = {
            one.text: one.value for one in self.options.among(scope, self.key, [_ref(text) for text in sent])
        }
        for text in sent:
            if text not in by_text:
                raise Wrong(messages.NOT_AN_OPTION, value=text)
        return [by_text[text] for text in dict.fromkeys(sent)]

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:  # noqa: ARG002  part of the contract
        return () if value is None else (spell(value),)

    def show(self, value: Value, scope: Scope) -> str:
        values = value if isinstance(value, list) else [] if value is None else [value]
        labels = {one.text: one.label for one in self.options.among(scope, self.key, values)}
        return ", ".join(labels.get(spell(one)) or show(one, scope) for one in values)

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:
        among = self.options.among(scope, self.key, [_ref(text) for text in texts])
        return {"options": tuple(Option(one.text, one.label, one.text in texts) for one in among)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio(Choice):
    type: ClassVar[str] = "radio"
    summary: ClassVar[str] = "a group of radio buttons"
    kind: ClassVar[Kind] = "radios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Choice):
    type: ClassVar[str] = "select"
    summary: ClassVar[str] = "a list to choose one from; with `lookup`, records of that type"
    kind: ClassVar[Kind] = "select"
    properties: ClassVar[Mapping[str, str]] = {
        **Choice.properties,
        "searchable": "harmless: the browser's own list finds by typing",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Choice):
    """Some of several."""

    type: ClassVar[str] = "checklist"
    summary: ClassVar[str] = "a group of boxes to tick: a list of values"
    kind: ClassVar[Kind] = "checkboxes"
    missing: ClassVar[str] = messages.REQUIRED_CHOICES

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        return self._chosen([text for text in texts if text], scope)

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:  # noqa: ARG002  part of the contract
        return tuple(spell(one) for one in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TagList(Checklist):
    type: ClassVar[str] = "taglist"
    summary: ClassVar[str] = "as checklist: a list of values"


def spell(value: Value) -> str:
    """An option's value as it travels."""
    if isinstance(value, RecordRef):
        return f"{value.type}:{value.key}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Decimal, int)):
        return format(Decimal(value), "f")
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def from_json(found: Value) -> Value:
    """JSON's numbers as FEEL's."""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return Decimal(str(found))
    return [from_json(one) for one in found] if isinstance(found, list) else found


def _ref(text: str) -> Value:
    kind, mark, key = text.partition(":")
    number = parse(key)
    return RecordRef(kind, number) if mark and number is not None else None


def _of_item(item: Value, scope: Scope, key: str) -> Choosable:
    if isinstance(item, dict) and "value" in item:
        label = item.get(f"label_{scope.locale}") or item.get("label") or show(item["value"], scope)
        return Choosable(spell(item["value"]), str(label), item["value"])
    if item is None or isinstance(item, (dict, list)):
        raise OptionsInvalid(
            what=key, reason=f"{item} is not an option.", remedy="Use {value, label} or a value."
        )
    return Choosable(spell(item), show(item, scope), item)


def _options(source: Source) -> Options:
    lookup = source.own.get("lookup", "")
    given = [name for name in ("valuesKey", "valuesExpression") if source.data.get(name)]
    given += ["values"] if source.data.get("values") else []
    given += ["lookup"] if lookup else []
    if len(given) != 1:
        source.refuse(
            f"It has {len(given)} sources of options{': ' if given else ''}{', '.join(given)}.",
            "Give exactly one of values, valuesKey, valuesExpression and the property lookup.",
        )
        return Options()
    if lookup:
        return Options(lookup=lookup)
    if "valuesKey" in given:
        return Options(expression=source.feel(source.path("valuesKey").removeprefix(source.prefix)))
    if "valuesExpression" in given:
        return Options(expression=source.expression("valuesExpression"))
    return Options(source.each("values", _fixed), tuple(_russian(source).items()))


def _fixed(one: Source) -> tuple[Value, str]:
    one.only(("value", "label"), "option property")
    value = from_json(one.data.get("value"))
    if value in (None, "") or isinstance(value, (list, dict)):
        one.refuse("An option has no value.", "Give each option a value.")
        value = ""
    return value, one.text("label") or spell(value)


def _russian(source: Source) -> dict[str, str]:
    text = source.own.get("options:ru", "")
    found = pairs(text)
    if found is None:
        source.refuse(f"“options:ru” is {text!r}.", "Write value=label; value=label.")
        return {}
    known = {spell(from_json(one.get("value"))) for one in source.data["values"] if isinstance(one, dict)}
    for name in found.keys() - known:
        source.refuse(f"“options:ru” names the value {name}, which is no option.", "Correct the value.")
    return found

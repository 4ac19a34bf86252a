"""A number, exact to its last digit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms import messages, numbers
from engine.forms.components.base import INPUT, Input
from engine.forms.components.texts import adorners
from engine.forms.messages import Message, Wrong, message
from engine.forms.templates import Expression, Localised, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.fields import Kind
    from engine.forms.scope import Scope
    from engine.forms.source import Source

_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Input):
    type: ClassVar[str] = "number"
    summary: ClassVar[str] = "a text control for a number; `1 234,56` and `1,234.56` are both understood"
    kind: ClassVar[Kind] = "number"
    properties: ClassVar[Mapping[str, str]] = INPUT | {
        "decimalDigits": "checked, and the digits shown",
        "increment": "checked: the value is a multiple of it",
        "serializeToString": "only false: a number is an exact decimal here",
        "appearance": "drawn: `prefixAdorner`, `suffixAdorner`",
    }
    custom: ClassVar[tuple[str, ...]] = (*Input.custom, "prefix:ru", "suffix:ru")

    digits: int | None
    step: Decimal | Expression | None
    least: Decimal | Expression | None
    most: Decimal | Expression | None
    prefix: Localised
    suffix: Localised

    @classmethod
    def default_from(cls, source: Source) -> Value:
        found = source.number("defaultValue")
        if isinstance(found, Expression):
            source.refuse("“defaultValue” is FEEL.", "Use a number; set computed values in the process.")
            return None
        return found

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:
        validate.only(("required", "min", "max"), "rule")
        if source.flag("serializeToString"):
            source.refuse("“serializeToString” is set.", "Remove it: numbers are exact decimals here.")
        step = source.number("increment")
        if isinstance(step, Decimal) and step <= 0:
            source.refuse("“increment” is not above zero.", "Use a number above zero.")
            step = None
        return {
            "digits": source.integer("decimalDigits", least=0, most=_MOST_DIGITS),
            "step": step,
            "least": validate.number("min"),
            "most": validate.number("max"),
            **adorners(source),
        }

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        if len(texts) > 1:
            raise Wrong(messages.ONE_VALUE)
        if not texts or not texts[0].strip():
            return None
        try:
            return numbers.parse(texts[0], scope.locale)
        except numbers.NotANumber:
            raise Wrong(
                messages.NOT_A_NUMBER, example=numbers.show(Decimal("1234.5"), scope.locale)
            ) from None

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:
        return (numbers.edit(self._padded(value), scope.locale),) if _is_number(value) else ()

    def show(self, value: Value, scope: Scope) -> str:
        return numbers.show(self._padded(value), scope.locale) if _is_number(value) else show(value, scope)

    def _padded(self, value: Value) -> Decimal:
        """With at least `decimalDigits` digits after the mark; digits beyond are kept."""
        number = Decimal(value)
        exponent = number.as_tuple().exponent
        lacks = self.digits is not None and isinstance(exponent, int) and -exponent < self.digits
        return number.quantize(Decimal(1).scaleb(-(self.digits or 0))) if lacks else number

    def complaints(self, value: Value, scope: Scope) -> Iterator[Message]:
        least, most, step = (scope.resolve(rule) for rule in (self.least, self.most, self.step))
        if isinstance(least, Decimal) and value < least:
            yield message(messages.TOO_SMALL, minimum=numbers.show(least, scope.locale))
        if isinstance(most, Decimal) and value > most:
            yield message(messages.TOO_LARGE, maximum=numbers.show(most, scope.locale))
        if self.digits is not None and value != round(value, self.digits):
            yield message(messages.TOO_MANY_DECIMALS, digits=self.digits)
        if isinstance(step, Decimal) and step > 0 and value % step:
            yield message(messages.NOT_A_STEP, step=numbers.show(step, scope.locale))

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:  # noqa: ARG002  part of the contract
        # A text control: <input type=number> refuses the comma in half of the browsers and loses what was typed.
        mode = "numeric" if self.digits == 0 else "decimal"
        return {
            "prefix": self.prefix.render(scope),
            "suffix": self.suffix.render(scope),
            "attributes": (("type", "text"), ("inputmode", mode), ("autocomplete", "off")),
        }


def _is_number(value: Value) -> bool:
    """A variable may hold anything; what is no number is not put into the control."""
    return isinstance(value, (Decimal, int)) and not isinstance(value, bool)

"""One line and many lines of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms import messages
from engine.forms.components.base import INPUT, Input
from engine.forms.messages import Message, Wrong, message
from engine.forms.templates import Expression, Localised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.fields import Kind
    from engine.forms.scope import Scope
    from engine.forms.source import Source

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+[1-9][0-9()./ -]{4,24}")
_LONGEST = 50_000
_UNSAFE_PATTERN = re.compile(r"\([^)]*[+*|{][^)]*\)\s*[+*{]|\\[1-9]")
"""Repetition or choice inside a repetition, and references back: they can take a pattern ages to refuse a text."""
_LONGEST_MATCHED = 300
RULES = ("required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Input):
    type: ClassVar[str] = "textfield"
    summary: ClassVar[str] = "one line of text"
    properties: ClassVar[Mapping[str, str]] = INPUT | {
        "appearance": "drawn: `prefixAdorner`, `suffixAdorner`",
    }
    custom: ClassVar[tuple[str, ...]] = (
        *Input.custom, "prefix:ru", "suffix:ru", "patternErrorMessage:ru", "autocomplete",
    )  # fmt: skip

    shortest: Decimal | Expression | None
    longest: Decimal | Expression | None
    pattern: re.Pattern[str] | None
    pattern_message: Localised
    validation: str
    prefix: Localised
    suffix: Localised
    autocomplete: str

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:
        validate.only(RULES, "rule")
        return {
            "shortest": validate.number("minLength"),
            "longest": validate.number("maxLength"),
            "pattern": _pattern(validate),
            "pattern_message": _translated(
                validate.text("patternErrorMessage"), "patternErrorMessage:ru", source
            ),
            "validation": validate.one_of("validationType", ("custom", "email", "phone")),
            "autocomplete": source.own.get("autocomplete", "off"),
            **adorners(source),
        }

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:  # noqa: ARG002  part of the contract
        if len(texts) > 1:
            raise Wrong(messages.ONE_VALUE)
        text = self.cleaned(texts[0]) if texts else ""
        if len(text) > _LONGEST:
            raise Wrong(messages.TOO_LONG, maximum=_LONGEST, length=len(text))
        return text or None

    def cleaned(self, text: str) -> str:
        return " ".join(text.replace("\0", "").split())

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:
        return () if value is None else (self.show(value, scope),)

    def complaints(self, value: Value, scope: Scope) -> Iterator[Message]:
        shortest, longest = scope.resolve(self.shortest), scope.resolve(self.longest)
        if isinstance(shortest, Decimal) and len(value) < shortest:
            yield message(messages.TOO_SHORT, minimum=int(shortest), length=len(value))
        if isinstance(longest, Decimal) and len(value) > longest:
            yield message(messages.TOO_LONG, maximum=int(longest), length=len(value))
        if self.validation == "email" and not _EMAIL.fullmatch(value):
            yield message(messages.NOT_AN_EMAIL)
        if self.validation == "phone" and not _PHONE.fullmatch(value):
            yield message(messages.NOT_A_PHONE)
        if self.pattern is not None and len(value) > _LONGEST_MATCHED:
            yield message(messages.TOO_LONG, maximum=_LONGEST_MATCHED, length=len(value))
        elif self.pattern is not None and not self.pattern.search(value):
            yield Message(
                self.pattern_message.render(scope).replace("{", "{{").replace("}", "}}") or messages.PATTERN
            )

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:  # noqa: ARG002  part of the contract
        kinds = {"email": ("email", "email"), "phone": ("tel", "tel")}
        kind, mode = kinds.get(self.validation, ("text", "text"))
        longest = scope.resolve(self.longest)
        limit = (("maxlength", str(int(longest))),) if isinstance(longest, Decimal) else ()
        return {
            "prefix": self.prefix.render(scope),
            "suffix": self.suffix.render(scope),
            "attributes": (("type", kind), ("inputmode", mode), ("autocomplete", self.autocomplete), *limit),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArea(TextField):
    type: ClassVar[str] = "textarea"
    summary: ClassVar[str] = "many lines of text"
    kind: ClassVar[Kind] = "textarea"

    def cleaned(self, text: str) -> str:
        return text.replace("\0", "").replace("\r\n", "\n").strip()

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:
        # Through the class: zero-argument super() does not work in a dataclass with slots.
        drawn = TextField.control(self, texts, scope)
        return drawn | {"attributes": tuple(pair for pair in drawn["attributes"] if pair[0] != "type")}


def adorners(source: Source) -> dict[str, Any]:
    """Texts before and after a control."""
    appearance = source.inside("appearance")
    appearance.only(("prefixAdorner", "suffixAdorner"), "appearance")
    return {
        "prefix": _translated(appearance.text("prefixAdorner"), "prefix:ru", source),
        "suffix": _translated(appearance.text("suffixAdorner"), "suffix:ru", source),
    }


def _translated(text: str, name: str, source: Source) -> Localised:
    others = (("ru", source.template(source.own[name])),) if name in source.own else ()
    return Localised(source.template(text), others)


def _pattern(validate: Source) -> re.Pattern[str] | None:
    text = validate.text("pattern")
    if not text:
        return None
    if _UNSAFE_PATTERN.search(text):
        reason = f"The pattern {text} repeats a repetition or a choice, or refers back."
        validate.refuse(reason, "Write a simpler pattern.")
        return None
    try:
        return re.compile(text)
    except re.error as error:
        validate.refuse(f"The pattern {text} is wrong: {error}.", "Correct the regular expression.")
        return None

"""Texts of a form that may hold values: ``Approve {{deal.name}}``, or a whole FEEL text ``=deal.name``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.values import RecordRef, Value
from engine.forms import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.forms.scope import Scope

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BLOCK_TAG = re.compile(r"[#/^>!]|\{")


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL text, without its leading ``=``."""

    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut into constants and expressions."""

    parts: tuple[str | Expression, ...] = ()

    def render(self, scope: Scope) -> str:
        return "".join(
            part if isinstance(part, str) else show(scope.evaluate(part), scope) for part in self.parts
        )

    def expressions(self) -> Iterator[Expression]:
        return (part for part in self.parts if isinstance(part, Expression))


@dataclass(frozen=True, slots=True)
class Localised:
    """A template per language; the document's own text is the one for every language that has none."""

    plain: Template = Template()
    others: tuple[tuple[str, Template], ...] = ()

    def render(self, scope: Scope) -> str:
        return dict(self.others).get(scope.locale, self.plain).render(scope)

    def expressions(self) -> Iterator[Expression]:
        for template in (self.plain, *dict(self.others).values()):
            yield from template.expressions()


class UnsupportedTemplate(ValueError):
    """The text uses more of the template language than ``{{expression}}``."""


def parse(text: str) -> Template:
    """Cut *text*; raises `UnsupportedTemplate` for conditional and repeating tags."""
    if text.startswith("="):
        return Template((Expression(text[1:].strip()),))
    pieces = _HOLE.split(text)
    parts = [_hole(piece) if number % 2 else _constant(piece) for number, piece in enumerate(pieces)]
    return Template(tuple(part for part in parts if part != ""))


def _constant(text: str) -> str:
    if "{{" in text or "}}" in text:
        raise UnsupportedTemplate(text)
    return text


def _hole(inside: str) -> Expression:
    expression = inside.strip()
    if not expression or _BLOCK_TAG.match(expression):
        raise UnsupportedTemplate(inside)
    return Expression(expression)


def show(value: Value, scope: Scope) -> str:
    """A FEEL value as a person reads it, in the scope's language; null is the empty text."""
    match value:
        case None:
            text = ""
        case bool():
            text = _YES_NO.get(scope.locale, _YES_NO["en"])[value]
        case Decimal() | int():
            text = numbers.show(Decimal(value), scope.locale)
        case dt.date() | dt.time():
            text = show_moment(value, scope)
        case RecordRef():
            text = scope.name_of(value)
        case list():
            text = ", ".join(show(one, scope) for one in value)
        case _:
            text = str(value)
    return text


_YES_NO = {"en": ("no", "yes"), "ru": ("нет", "да")}


def show_moment(value: dt.date | dt.time, scope: Scope) -> str:
    """A date, time or date and time; an aware one in the reader's time zone."""
    russian = scope.locale == "ru"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    day = f"{value:%d.%m.%Y}" if russian else f"{value.day} {value:%b %Y}"
    if isinstance(value, dt.datetime):
        local = value.astimezone(scope.zone) if value.tzinfo else value
        return f"{show_moment(local.date(), scope)}, {local:%H:%M}"
    return day

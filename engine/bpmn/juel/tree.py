"""What a JUEL expression consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Part:
    """``base.key`` or ``base[key]``."""

    base: Tree
    key: Tree
    column: int


@dataclass(frozen=True, slots=True)
class Unary:
    """Minus, ``!`` or ``empty``."""

    sign: str
    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Tree
    right: Tree
    column: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``condition ? yes : no``."""

    condition: Tree
    yes: Tree
    no: Tree


Tree = Literal | Name | Part | Unary | Binary | Choice

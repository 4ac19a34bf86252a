"""Whether a value of one type can be meant where another is wanted (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import (
    ANY,
    DATE,
    DATE_TIME,
    NULL,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    plain,
)

if TYPE_CHECKING:
    from engine.feel.types import Type


def could_be(kind: Type, wanted: Type) -> bool:
    """Whether some value of *kind* can be, or become, one of *wanted*."""
    mine, other = plain(kind), plain(wanted)
    if mine == other or {mine, other} & {ANY, NULL} or (mine, other) == (DATE, DATE_TIME):
        return True
    if isinstance(mine, ListType) or isinstance(other, ListType):
        return could_be(_item(mine), _item(other))
    return _parts_could_be(mine, other)


def _item(kind: Type) -> Type:
    """What a list holds; a value and a list of it alone stand for each other."""
    return kind.item if isinstance(kind, ListType) else kind


def _parts_could_be(mine: Type, other: Type) -> bool:
    match mine, other:
        case (RangeType(), RangeType()):
            return could_be(mine.end, other.end)
        case (ContextType(), ContextType()):
            return _has_members(mine, other)
        case (FunctionType(), FunctionType()):
            return len(mine.parameters) == len(other.parameters)
    return False


def _has_members(kind: ContextType, wanted: ContextType) -> bool:
    mine = dict(kind.members)
    return not mine or all(name in mine and could_be(mine[name], member) for name, member in wanted.members)

"""The names in view at one place of a text, with their types."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import KEYWORDS, words
from engine.feel.types import ANY, ContextType, ListType, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Names:
    """One level of names and the levels around it, as `Scope` has them when the text runs."""

    types: Mapping[str, Type] = field(default_factory=dict)
    around: Names | None = None
    open: bool = False
    """Whether there may be further names at this level, of which nothing is known."""
    written: bool = False
    """Whether the text itself makes these names; they hide even the built-in functions."""

    def inside(self, types: Mapping[str, Type]) -> Names:
        """A level within this one; its names hide those outside."""
        return Names(types, self, written=True)

    def inside_item(self, fields: Mapping[str, Type], *, open_: bool) -> Names:
        """The fields of an item that a filter looks at; *open_* if it may have others."""
        return Names(fields, self, open_)

    def find(self, name: str) -> Type | None:
        """The type of *name*; `ANY` if it may be known here, None if nothing is called so."""
        level: Names | None = self
        while level is not None:
            if (found := level.types.get(name)) is not None:
                return found
            if level.open:
                return ANY
            level = level.around
        return None

    def binds(self, name: str) -> bool:
        """Whether the text makes *name* itself."""
        return (self.written and name in self.types) or (self.around is not None and self.around.binds(name))

    def all(self) -> frozenset[str]:
        """Everything that can be written here."""
        return frozenset(self.types) | (self.around.all() if self.around else frozenset())


def announced(names: Mapping[str, Type], text: str) -> frozenset[str]:
    """Names, and fields, of several words, which the parser must know to read them as one in *text*."""
    found = frozenset(name for name in names if _is_announced(name))
    return found.union(*(_fields(kind) for name, kind in names.items() if name in text))


@lru_cache(maxsize=1024)
def _fields(kind: Type) -> frozenset[str]:
    """The fields of several words of *kind*, and of what is inside it."""
    match plain(kind):
        case ContextType(members):
            own = frozenset(name for name, _ in members if _is_announced(name))
            return own.union(*(_fields(member) for _, member in members))
        case ListType(item):
            return _fields(item)
    return frozenset()


def _is_announced(name: str) -> bool:
    """A model may call things as no expression could; those are left out."""
    if name.isidentifier() and name not in KEYWORDS:
        return False
    try:
        return bool(words(name))
    except FeelSyntaxError:
        return False

"""What a FEEL text of a model can name where it stands, and how people call that place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.feel.types import ANY, FunctionType, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The names in view at one place of the decision or knowledge model *owner*."""

    owner: str
    title: str
    """The way to the box."""
    element: str | None = None
    """The id of the part, which an editor shows for the boxes in it; None for a table, which shows its cells."""
    names: Mapping[str, Type] = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()
    """Names of several words that are read as one."""
    more: bool = False
    """Whether there may be other names: the model does not declare what it is given, or an item's fields are open."""
    sealed: bool = False
    """Whether nothing comes from outside: a knowledge model sees its parameters and what it requires."""
    made: frozenset[str] = frozenset()
    """The names that boxes make."""
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def sure(self) -> Mapping[str, Type]:
        """The names with what the model alone says about them: how its functions are called."""
        return {name: _sure(kind) for name, kind in self.names.items()}

    def at(self, place: str) -> View:
        """A part of this place."""
        return replace(self, title=f"{self.title}, {place}")

    def cell(self, column: str, *, row: int | None = None) -> View:
        """A place in the table that this is."""
        rule = "" if row is None else f"rule {row}, "
        rows = self.rows if row is None else (row,)
        return replace(self, title=f"{self.title}, {rule}column '{column}'", rows=rows, columns=(column,))

    def binding(self, names: Mapping[str, Type]) -> View:
        """Inside a box that makes *names* itself."""
        return replace(
            self,
            names={**self.names, **names},
            spoken=self.spoken.union(name for name in names if not name.isidentifier()),
            made=self.made.union(names),
        )

    def opened(self) -> View:
        """Inside a box that may bring names of which nothing is known."""
        return replace(self, more=True, sealed=False)


def _sure(kind: Type) -> Type:
    base = plain(kind)
    return FunctionType(base.parameters, ANY) if isinstance(base, FunctionType) else ANY

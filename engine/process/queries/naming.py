"""Names of processes and elements, in the language of the person who reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.bpmn.model import Element, ProcessModel


@dataclass(frozen=True, slots=True)
class Named:
    """Something of a model: its id, and its name by language; "" holds the default."""

    id: str
    names: tuple[tuple[str, str], ...]

    def name_in(self, locale: str) -> str:
        names = dict(self.names)
        return names.get(locale) or names.get("") or self.id


def named(thing: Element | ProcessModel) -> Named:
    return Named(thing.id, (("", thing.name or thing.id), *thing.names))

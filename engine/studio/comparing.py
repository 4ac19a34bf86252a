"""What two states of a folder differ in, element by element and rule by rule. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from engine.errors import BatonError
from engine.studio import naming
from engine.studio.parts import of_decisions, of_form, of_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.studio.parts import Part

Kind = Literal["added", "removed", "changed"]
_READERS = {naming.MODEL: of_model, naming.FORM: of_form, naming.DECISIONS: of_decisions}
LAYOUT = "layout"
"""The fact that only says where something is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One property of a part, before and after; empty for none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One element, rule, field or file that is not the same."""

    file: str
    kind: Kind
    what: str
    """The type of the part: ``userTask``, ``rule``, ``textfield``, ``file``."""
    id: str
    name: str
    facts: tuple[Fact, ...] = ()


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Difference]:
    """Every difference, files in order."""
    found: list[Difference] = []
    for name in naming.in_order([*{*old, *new}]):
        if old.get(name) != new.get(name):
            found += _in_file(name, old.get(name), new.get(name))
    return found


def _in_file(name: str, old: bytes | None, new: bytes | None) -> Iterator[Difference]:
    if old is None or new is None:
        kind: Kind = "added" if old is None else "removed"
        yield Difference(file=name, kind=kind, what="file", id=name, name=name)
        return
    before, after = _parts(name, old), _parts(name, new)
    if before is None or after is None:
        yield Difference(file=name, kind="changed", what="file", id=name, name=name)
        return
    for key in dict.fromkeys((*before, *after)):
        difference = _of_part(name, before.get(key), after.get(key))
        if difference is not None:
            yield difference


def _parts(name: str, content: bytes) -> dict[str, Part] | None:
    """The parts of a file by id; None for a file that its reader refuses."""
    try:
        return {one.id: one for one in _READERS[PurePath(name).suffix](content)}
    except (BatonError, ValueError):
        return None


def _of_part(file: str, old: Part | None, new: Part | None) -> Difference | None:
    part = new or old
    if part is None or old == new:
        return None
    if old is None or new is None:
        kind: Kind = "added" if old is None else "removed"
        return Difference(file=file, kind=kind, what=part.what, id=part.id, name=part.name)
    names = dict.fromkeys((*old.facts, *new.facts))
    facts = [Fact(name=one, old=old.facts.get(one, ""), new=new.facts.get(one, "")) for one in names]
    changed = tuple(one for one in facts if one.old != one.new)
    return Difference(file=file, kind="changed", what=part.what, id=part.id, name=part.name, facts=changed)

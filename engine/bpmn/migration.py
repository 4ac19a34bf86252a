"""What a running instance would need, and get, on another version of its process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from engine.bpmn.model import Element, ProcessModel

Timers = Literal["keep", "again"]
"""Keep the dates that timers are set to, or read the timers of the new version from now on."""

_JOBS = frozenset({"serviceTask", "sendTask", "businessRuleTask", "scriptTask"})


class NoPlace(Invalid):
    """An element of an instance has no place in the other version."""


class NotInThisVersion(NoPlace):
    text = "This version has no element {element_id!r}. Leave it out of the mapping."


class NoTarget(NoPlace):
    text = (
        "{element_id!r}: the other version has no element {target!r}. "
        "It can become one of these: {choices}. Map it to one of them, or move its token first."
    )


class OtherKind(NoPlace):
    text = (
        "{element_id!r} is {kind}, and {target!r} of the other version is {other}. "
        "It can become one of these: {choices}. Map it to one of them, or move its token first."
    )


class OtherScope(NoPlace):
    text = (
        "{element_id!r}: in the other version {target!r} lies in {around!r}. "
        "It can become one of these: {choices}. Map it to one of them, or move its token first."
    )


class FlowGone(NoPlace):
    text = (
        "A token waits at {element_id!r} that came by a flow which the other version does not have. "
        "Keep the id of the flow, or move the token first."
    )


class CalledInside(NoPlace):
    text = (
        "{element_id!r} belongs to a called process that runs inside this one, as in earlier releases. "
        "Let the called process end first."
    )


class CannotMigrate(Invalid):
    """The instance stays on its version; `.problems` are all reasons."""

    text = "The process stays on its version. {first}"

    def __init__(self, problems: list[NoPlace]) -> None:
        super().__init__(first=str(problems[0]), problems=tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A token, the element where it stands, and the one of the other version where it will stand."""

    number: int
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """What the instance waits for from now on; *due* if it is a timer."""

    element_id: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """What became of an instance, or would."""

    landings: tuple[Landing, ...]
    armed: tuple[Armed, ...]
    withdrawn: tuple[str, ...]
    """Elements of the old version; one that is armed again, too."""
    forgotten: tuple[str, ...] = ()
    """Activities that are complete and that nothing in the new version can undo any more."""


def kind(element: Element) -> tuple[object, ...]:
    """Elements of one kind wait for the same: a token may pass from one to the other."""
    loop = element.loop
    return (
        "serviceTask" if element.service is not None and element.type in _JOBS else element.type,
        element.event and element.event.kind,
        loop and (loop.sequential, loop.input_collection is None, loop.output_collection),
        element.standard_loop is not None,
        element.triggered_by_event,
        element.for_compensation,
    )


class Places:
    """Where each element of a version goes in another: as it is mapped, else to the one with its id."""

    def __init__(self, old: ProcessModel, new: ProcessModel, mapping: Mapping[str, str]) -> None:
        self._old = old
        self._new = new
        self._mapping = mapping

    def target(self, element_id: str) -> str:
        return self._mapping.get(element_id, element_id)

    def choices(self, element_id: str) -> list[str]:
        """The elements of the new version that the element can be mapped to."""
        old = self._old.elements[element_id]
        return [
            one.id
            for one in self._new.elements.values()
            if kind(one) == kind(old) and one.parent == self._parent(old)
        ]

    def wrong(self) -> Iterator[NoPlace]:
        """What of the mapping can never be, wherever the instance stands."""
        for source, target in self._mapping.items():
            if source not in self._old.elements:
                yield NotInThisVersion(element_id=source)
            else:
                yield from self.misplaced(source, target)

    def misplaced(self, source: str, target: str) -> Iterator[NoPlace]:
        """Why a token at *source* cannot go on at *target*."""
        old, new = self._old.elements[source], self._new.elements.get(target)
        if new is None:
            yield NoTarget(**self._facts(source, target))
        elif kind(new) != kind(old):
            yield OtherKind(**self._facts(source, target), kind=spoken(old), other=spoken(new))
        elif new.parent != self._parent(old):
            yield OtherScope(**self._facts(source, target), around=new.parent or self._new.id)

    def _facts(self, source: str, target: str) -> dict[str, str]:
        choices = ", ".join(self.choices(source)) or "–"
        return {"element_id": source, "target": target, "choices": choices}

    def _parent(self, old: Element) -> str | None:
        return None if old.parent is None else self.target(old.parent)


def spoken(element: Element) -> str:
    """An element's kind in the words of the standard."""
    event = element.event.kind if element.event is not None else "none"
    more: list[str] = [event] if event != "none" else []
    if element.standard_loop is not None:
        more.append("standard loop")
    if element.loop is not None:
        more.append(f"multi-instance, {'sequential' if element.loop.sequential else 'parallel'}")
    return f"{element.type} ({', '.join(more)})" if more else element.type

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why an element has no place in the other version, and what to do."""

    element_id: str
    reason: str
    remedy: str


class CannotMigrate(Invalid):
    """The instance stays on its version; `.problems` are all reasons."""

    text = "The process cannot go over to the other version. Element {element_id!r}: {reason} {remedy}"

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(
            element_id=first.element_id,
            reason=first.reason,
            remedy=first.remedy,
            problems=tuple(problems),
        )


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

    def wrong(self) -> Iterator[Problem]:
        """What of the mapping can never be, wherever the instance stands."""
        for source, target in self._mapping.items():
            if source not in self._old.elements:
                yield Problem(
                    element_id=source,
                    reason="The version of the process has no such element.",
                    remedy="Leave it out of the mapping.",
                )
            else:
                yield from self.misplaced(source, target)

    def misplaced(self, source: str, target: str) -> Iterator[Problem]:
        """Why a token at *source* cannot go on at *target*."""
        old, new = self._old.elements[source], self._new.elements.get(target)
        reason = None
        if new is None:
            reason = f"The other version has no element {target!r}."
        elif kind(new) != kind(old):
            reason = f"It is {_spoken(old)}, and {target!r} of the other version is {_spoken(new)}."
        elif new.parent != self._parent(old):
            reason = f"In the other version {target!r} lies in {new.parent or 'the process itself'}."
        if reason is not None:
            yield Problem(element_id=source, reason=reason, remedy=self._remedy(source))

    def _parent(self, old: Element) -> str | None:
        return None if old.parent is None else self.target(old.parent)

    def _remedy(self, source: str) -> str:
        choices = self.choices(source)
        if not choices:
            return "Move the token to another element first."
        return f"Map it to one of these: {', '.join(choices)}; or move the token first."


def _spoken(element: Element) -> str:
    """An element's kind in words."""
    event = element.event.kind if element.event is not None else "none"
    loop = element.loop
    more = [
        *([event] if event != "none" else []),
        *(["in a loop"] if element.standard_loop is not None else []),
        *([f"done several times ({'in turn' if loop.sequential else 'at once'})"] if loop is not None else []),
    ]
    return " ".join([f"a {element.type}", f"({', '.join(more)})" if more else ""]).strip()

"""Where an instance stands, as lines of which each can be moved, taken away, passed over or given another date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.bpmn import places
from engine.process.queries.naming import named_in
from webui import localization
from webui.screens.instances import values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.process.definitions import Deployed
    from engine.process.queries import InstanceDetail

_MOST = 50
_PARTS = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """A token, or an event that lies in wait beside one."""

    number: int
    element_id: str
    name: str
    inside: str
    """The sub-process around it, or the activity that an event watches."""
    item: int | None
    """One of several: which, from 1."""
    due: datetime | None
    movable: bool
    passable: bool
    """It waits for something other than a person."""
    resting: bool = False
    """Its job has failed, and is tried again later."""

    @property
    def due_local(self) -> str:
        """The date as a form's field keeps it, by the person's clock."""
        return "" if self.due is None else f"{self.due.astimezone(localization.time_zone()):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Target:
    element_id: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Targets that lie in the same sub-process."""

    label: str
    targets: list[Target]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The panel as the page shows it."""

    places: list[Place]
    more: int
    groups: list[Group]
    items: dict[int, str]
    """What each of several items is about, by its token's number."""


def of_instance(connection: Connection, detail: InstanceDetail, deployed: Deployed) -> Standing:
    all_places = (*_standing(detail, deployed), *_beside(detail, deployed))
    found = [one for one in all_places if one.movable or one.passable]
    about = {str(number): value for one in detail.loops for _, number, value in one.items}
    return Standing(
        places=found[:_MOST],
        more=max(0, len(found) - _MOST),
        groups=groups(deployed),
        items={int(one.name): one.text for one in values.shown(connection, about)},
    )


def groups(deployed: Deployed) -> list[Group]:
    """The elements at which a token can be put, by the sub-process that they lie in."""
    by_parent: dict[str | None, list[Target]] = {}
    for element in places.targets(deployed.model):
        target = Target(element_id=element.id, label=_label(element, deployed))
        by_parent.setdefault(element.parent, []).append(target)
    return [
        Group(label="" if parent is None else _name(deployed, parent), targets=_told_apart(found))
        for parent, found in by_parent.items()
    ]


def _told_apart(targets: list[Target]) -> list[Target]:
    """Of several that are called alike, each with its id."""
    seen = Counter(one.label for one in targets)
    return [
        replace(one, label=f"{one.label} ({one.element_id})") if seen[one.label] > 1 else one
        for one in targets
    ]


def _standing(detail: InstanceDetail, deployed: Deployed) -> Iterator[Place]:
    items = {number: index + 1 for one in detail.loops for index, number, _ in one.items}
    loops = {one.number for one in detail.loops}
    dates = {one.number: one.due for one in detail.timers}
    waits = {*dates, *(one.number for one in detail.subscriptions), *(one.number for one in detail.jobs)}
    resting = {one.number for one in detail.jobs if one.due is not None and one.error is not None}
    bodies = [(one.element.id, one.number) for one in detail.loops]
    # What a person sees at work comes first, the parts around it after.
    held = sorted(detail.tokens, key=lambda token: deployed.elements[token[0]].type in _PARTS)
    for element_id, number in [*bodies, *held]:
        element = deployed.elements[element_id]
        yield Place(
            number=number,
            element_id=element_id,
            name=_label(element, deployed),
            inside="" if element.parent is None else _name(deployed, element.parent),
            item=items.get(number),
            due=dates.get(number),
            movable=number not in items,
            passable=number not in loops and (number in waits or element.type == "callActivity"),
            resting=number in resting,
        )


def _beside(detail: InstanceDetail, deployed: Deployed) -> Iterator[Place]:
    """Events that lie in wait: they can be let happen now."""
    told = {number for _, number in detail.tokens}
    dates = {one.number: one.due for one in detail.timers}
    waits = [(one.number, one.element, one.beside) for one in detail.timers]
    waits += [(one.number, one.element, one.beside) for one in detail.subscriptions]
    for number, element, beside in waits:
        # A condition has a row for each record that it reads.
        if number not in told:
            told.add(number)
            yield Place(
                number=number,
                element_id=element.id,
                name=_label(deployed.elements[element.id], deployed),
                inside="" if beside is None else beside.name_in(localization.locale()),
                item=None,
                due=dates.get(number),
                movable=False,
                passable=True,
            )


def _name(deployed: Deployed, element_id: str) -> str:
    return named_in(deployed, deployed.elements[element_id]).name_in(localization.locale())


def _label(element: Element, deployed: Deployed) -> str:
    return named_in(deployed, element).name_in(localization.locale())

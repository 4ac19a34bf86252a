"""A process as a map: its diagram with counts and heat, and the same in rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.process.queries.naming import named_in, stage_of
from webui import diagrams, localization
from webui.diagrams import Badge
from webui.screens.processes import lengths
from webui.screens.processes.sorting import Heading, Sorting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from engine.analytics.steps import StepTime
    from engine.bpmn.model import Element
    from engine.process.definitions import Deployed
    from engine.process.queries.naming import Named
    from engine.process.queries.standing import Standing

_LEVELS = 5
"""Shades of heat."""
_FELT_SECONDS = 60
"""What takes less has no heat and no badge: nobody waits for it."""
_KINDS = {
    "userTask": _l("Task"),
    "manualTask": _l("Task"),
    "subProcess": _l("Part"),
    "transaction": _l("Part"),
    "adHocSubProcess": _l("Part"),
    "callActivity": _l("Called process"),
    "receiveTask": _l("Wait"),
    "intermediateCatchEvent": _l("Wait"),
}
_PARTS = frozenset({"subProcess", "transaction", "adHocSubProcess"})

HEADINGS = (
    Heading(name="place", label=_l("Step"), number=False),
    Heading(name="waiting", label=_l("Waiting")),
    Heading(name="overdue", label=_l("Late")),
    Heading(name="incidents", label=_l("Incidents")),
    Heading(name="mean", label=_l("Mean time")),
    Heading(name="p90", label=_l("9 of 10 within")),
    Heading(name="count", label=_l("Times done")),
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One step."""

    place: int
    id: str
    name: str
    kind: str
    part: bool
    """It holds other steps, whose instances count here too."""
    inside: str
    """The stage, or else the part, that it stands in."""
    waiting: int
    itself: int
    """Of these, what waits at no step inside: an open ad-hoc sub-process waits for people to begin something."""
    overdue: int
    incidents: int
    time: StepTime | None
    drawn: bool
    """It is on the diagram; a step of an older version need not be."""


@dataclass(frozen=True, kw_only=True)
class Map:
    diagram: Markup
    sorting: Sorting
    rows: list[Row]


def drawn(
    svg: str,
    versions: Sequence[Deployed],
    stands: Standing,
    times: Mapping[str, StepTime],
    *,
    sort: str,
) -> Map:
    """The diagram of the first version with what all of them hold."""
    sorting = Sorting.read(sort, HEADINGS, default="place")
    rows = _rows(versions, stands, times)
    name = versions[0].model.name_in(localization.locale())
    label = gettext("Diagram of “%(process)s”; the table below tells the same in numbers", process=name)
    return Map(
        diagram=diagrams.mark(svg, _heat(rows), label=label, badges=_badges(rows)),
        sorting=sorting,
        rows=sorting.sorted(rows, _value),
    )


def _rows(versions: Sequence[Deployed], stands: Standing, times: Mapping[str, StepTime]) -> list[Row]:
    """In the order of the newest version; what only older ones have comes after."""
    elements: dict[str, Element] = {}
    names: dict[str, Named] = {}
    for deployed in versions:
        for element_id, element in deployed.elements.items():
            if element_id not in elements:
                elements[element_id], names[element_id] = element, named_in(deployed, element)
    newest = versions[0].elements
    rows = (
        _row(place, names[element.id], elements, stands, times, drawn=element.id in newest)
        for place, element in enumerate(elements.values())
    )
    return [row for row in rows if _is_told(row, elements[row.id])]


def _row(
    place: int,
    named: Named,
    elements: Mapping[str, Element],
    stands: Standing,
    times: Mapping[str, StepTime],
    *,
    drawn: bool,
) -> Row:
    element = elements[named.id]
    within = [element.id, *_within(element.id, elements)]
    stage, locale = stage_of(element, elements), localization.locale()
    return Row(
        place=place,
        id=element.id,
        name=named.name_in(locale),
        kind=str(_KINDS.get(element.type, _l("Automatic"))),
        part=element.type in _PARTS,
        inside="" if stage is None else stage.name_in(locale),
        waiting=sum(stands.waiting[one] for one in within),
        itself=stands.waiting[element.id],
        overdue=sum(stands.overdue[one] for one in within),
        incidents=sum(stands.incidents[one] for one in within),
        time=times.get(element.id),
        drawn=drawn,
    )


def _within(element_id: str, elements: Mapping[str, Element]) -> Iterator[str]:
    for one in elements.values():
        if one.parent == element_id:
            yield one.id
            yield from _within(one.id, elements)


def _is_told(row: Row, element: Element) -> bool:
    """Steps that people know, and whatever else holds something up."""
    if row.part and not element.name:
        return bool(row.itself)
    return bool(row.waiting or row.overdue or row.incidents or _is_felt(row) or element.type == "userTask")


def _is_felt(row: Row) -> bool:
    return row.time is not None and row.time.p90.total_seconds() >= _FELT_SECONDS


def _heat(rows: Sequence[Row]) -> dict[str, str]:
    """CSS classes by element: how warm it is in each of the views."""
    steps = [row for row in rows if not row.part]
    slowest = max((_seconds(row) for row in steps if _is_felt(row)), default=0.0)
    latest = max((row.overdue for row in steps), default=0)
    classes = {}
    for row in steps:
        found = []
        if row.waiting:
            found.append("has-tokens")
        if row.incidents:
            found.append("has-incidents")
        if _is_felt(row):
            found.append(f"time-{_level(_seconds(row), slowest)}")
        if row.overdue:
            found.append(f"late-{_level(row.overdue, latest)}")
        classes[row.id] = " ".join(["is-step", *found])
    open_parts = {row.id: "is-step has-tokens" for row in rows if row.part and row.itself}
    return classes | open_parts


def _level(value: float, largest: float) -> int:
    return max(1, math.ceil(_LEVELS * value / largest))


def _seconds(row: Row) -> float:
    return row.time.mean.total_seconds() if row.time is not None else 0.0


def _badges(rows: Sequence[Row]) -> Iterator[Badge]:
    for row in rows:
        if row.part:
            if row.itself:
                yield Badge(element_id=row.id, kind="tokens", text=localization.format_number(row.itself))
            continue
        if row.waiting:
            yield Badge(element_id=row.id, kind="tokens", text=localization.format_number(row.waiting))
        if row.overdue:
            late = localization.format_number(row.overdue)
            yield Badge(element_id=row.id, kind="overdue", text=late, across=0.0)
        if row.incidents:
            failed = f"! {localization.format_number(row.incidents)}"
            yield Badge(element_id=row.id, kind="incidents", text=failed, across=0.0, down=1.0)
        if _is_felt(row) and row.time is not None:
            mean = lengths.spelled(row.time.mean)
            yield Badge(element_id=row.id, kind="time", text=mean, across=0.5, down=1.0)


def _value(row: Row, heading: str) -> object:
    if heading in ("mean", "p90", "count"):
        return None if row.time is None else getattr(row.time, heading)
    return getattr(row, heading)

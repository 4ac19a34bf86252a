"""How points and ranges lie to each other (Allen's relations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.comparing import equal, ordered, within
from engine.feel.functions.registry import built_in
from engine.feel.values import Range

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value


@built_in("before", "point1: any, point2: any")
def _before(run: Run, left: Value, right: Value) -> Value:
    end, closed = (left.end, left.end_included) if isinstance(left, Range) else (left, True)
    start, open_ = (right.start, right.start_included) if isinstance(right, Range) else (right, True)
    return ordered("<" if closed and open_ else "<=", end, start, run)


@built_in("after", "point1: any, point2: any")
def _after(run: Run, left: Value, right: Value) -> Value:
    return _before(run, right, left)


@built_in("includes", "range: range, point: any")
def _includes(run: Run, area: Range, other: Value) -> Value:
    if not isinstance(other, Range):
        return within(other, area, run)
    low = ordered("<", area.start, other.start, run) or (
        equal(area.start, other.start, run) and (area.start_included or not other.start_included)
    )
    high = ordered(">", area.end, other.end, run) or (
        equal(area.end, other.end, run) and (area.end_included or not other.end_included)
    )
    return bool(low and high)


@built_in("during", "point: any, range: range")
def _during(run: Run, inner: Value, area: Range) -> Value:
    return _includes(run, area, inner)


@built_in("overlaps", "range1: range, range2: range")
def _overlaps(run: Run, left: Range, right: Range) -> Value:
    apart = _before(run, left, right), _before(run, right, left)
    return None if None in apart else not any(apart)


@built_in("meets", "range1: range, range2: range")
def _meets(run: Run, left: Range, right: Range) -> Value:
    return left.end_included and right.start_included and equal(left.end, right.start, run)


@built_in("met by", "range1: range, range2: range")
def _met_by(run: Run, left: Range, right: Range) -> Value:
    return _meets(run, right, left)


@built_in("starts", "point: any, range: range")
def _starts(run: Run, point: Value, area: Range) -> Value:
    if isinstance(point, Range):
        same = equal(point.start, area.start, run) and point.start_included == area.start_included
        return same and _includes(run, area, point)
    return equal(point, area.start, run) and area.start_included


@built_in("started by", "range: range, point: any")
def _started_by(run: Run, area: Range, point: Value) -> Value:
    return _starts(run, point, area)


@built_in("finishes", "point: any, range: range")
def _finishes(run: Run, point: Value, area: Range) -> Value:
    if isinstance(point, Range):
        same = equal(point.end, area.end, run) and point.end_included == area.end_included
        return same and _includes(run, area, point)
    return equal(point, area.end, run) and area.end_included


@built_in("finished by", "range: range, point: any")
def _finished_by(run: Run, area: Range, point: Value) -> Value:
    return _finishes(run, point, area)


@built_in("coincides", "point1: any, point2: any")
def _coincides(run: Run, left: Value, right: Value) -> Value:
    return equal(left, right, run)

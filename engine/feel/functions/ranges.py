"""How points and ranges lie to each other (Allen's relations, DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.comparing import equal, ordered, within
from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.kinds import kind

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Range, Value


@built_in("before", "point1: point, point2: point")
def _point_before_point(run: Run, left: Value, right: Value) -> bool:
    return _order(left, right, run) < 0


@built_in("before", "point: point, range: range")
def _point_before_range(run: Run, point: Value, area: Range) -> bool:
    if _bounded(area).start is None:
        return False
    order = _order(point, area.start, run)
    return order < 0 or (order == 0 and not area.start_included)


@built_in("before", "range: range, point: point")
def _range_before_point(run: Run, area: Range, point: Value) -> bool:
    if _bounded(area).end is None:
        return False
    order = _order(area.end, point, run)
    return order < 0 or (order == 0 and not area.end_included)


@built_in("before", "range1: range, range2: range")
def _range_before_range(run: Run, left: Range, right: Range) -> bool:
    order = _end_to_start(left, right, run)
    return order < 0 or (order == 0 and not (left.end_included and right.start_included))


@built_in("after", "point1: point, point2: point")
def _point_after_point(run: Run, left: Value, right: Value) -> bool:
    return _order(left, right, run) > 0


@built_in("after", "point: point, range: range")
def _point_after_range(run: Run, point: Value, area: Range) -> bool:
    return _range_before_point(run, area, point)


@built_in("after", "range: range, point: point")
def _range_after_point(run: Run, area: Range, point: Value) -> bool:
    return _point_before_range(run, point, area)


@built_in("after", "range1: range, range2: range")
def _range_after_range(run: Run, left: Range, right: Range) -> bool:
    return _range_before_range(run, right, left)


@built_in("meets", "range1: range, range2: range")
def _meets(run: Run, left: Range, right: Range) -> bool:
    return _end_to_start(left, right, run) == 0 and left.end_included and right.start_included


@built_in("met by", "range1: range, range2: range")
def _met_by(run: Run, left: Range, right: Range) -> bool:
    return _meets(run, right, left)


@built_in("overlaps", "range1: range, range2: range")
def _overlaps(run: Run, left: Range, right: Range) -> bool:
    return not _range_before_range(run, left, right) and not _range_before_range(run, right, left)


@built_in("overlaps before", "range1: range, range2: range")
def _overlaps_before(run: Run, left: Range, right: Range) -> bool:
    starts, ends = _starts(left, right, run), _ends(left, right, run)
    earlier = starts < 0 or (starts == 0 and left.start_included and not right.start_included)
    not_later = ends < 0 or (ends == 0 and (right.end_included or not left.end_included))
    return earlier and not_later and not _range_before_range(run, left, right)


@built_in("overlaps after", "range1: range, range2: range")
def _overlaps_after(run: Run, left: Range, right: Range) -> bool:
    return _overlaps_before(run, right, left)


@built_in("finishes", "point: point, range: range")
def _point_finishes(run: Run, point: Value, area: Range) -> bool:
    return _bounded(area).end is not None and _order(point, area.end, run) == 0 and area.end_included


@built_in("finishes", "range1: range, range2: range")
def _range_finishes(run: Run, left: Range, right: Range) -> bool:
    starts = _starts(left, right, run)
    inside = starts > 0 or (starts == 0 and (right.start_included or not left.start_included))
    return inside and _ends(left, right, run) == 0 and left.end_included == right.end_included


@built_in("finished by", "range: range, point: point")
def _finished_by_point(run: Run, area: Range, point: Value) -> bool:
    return _point_finishes(run, point, area)


@built_in("finished by", "range1: range, range2: range")
def _finished_by_range(run: Run, left: Range, right: Range) -> bool:
    return _range_finishes(run, right, left)


@built_in("includes", "range: range, point: point")
def _includes_point(run: Run, area: Range, point: Value) -> bool:
    result = within(point, area, run)
    if result is None:
        raise Undefined(f"{kind(point)} has no order with the ends of the range")
    return result


@built_in("includes", "range1: range, range2: range")
def _includes_range(run: Run, outer: Range, inner: Range) -> bool:
    starts, ends = _starts(outer, inner, run), _ends(outer, inner, run)
    from_start = starts < 0 or (starts == 0 and (outer.start_included or not inner.start_included))
    to_end = ends > 0 or (ends == 0 and (outer.end_included or not inner.end_included))
    return from_start and to_end


@built_in("during", "point: point, range: range")
def _point_during(run: Run, point: Value, area: Range) -> bool:
    return _includes_point(run, area, point)


@built_in("during", "range1: range, range2: range")
def _range_during(run: Run, inner: Range, outer: Range) -> bool:
    return _includes_range(run, outer, inner)


@built_in("starts", "point: point, range: range")
def _point_starts(run: Run, point: Value, area: Range) -> bool:
    return _bounded(area).start is not None and _order(point, area.start, run) == 0 and area.start_included


@built_in("starts", "range1: range, range2: range")
def _range_starts(run: Run, left: Range, right: Range) -> bool:
    ends = _ends(left, right, run)
    inside = ends < 0 or (ends == 0 and (right.end_included or not left.end_included))
    return inside and _starts(left, right, run) == 0 and left.start_included == right.start_included


@built_in("started by", "range: range, point: point")
def _started_by_point(run: Run, area: Range, point: Value) -> bool:
    return _point_starts(run, point, area)


@built_in("started by", "range1: range, range2: range")
def _started_by_range(run: Run, left: Range, right: Range) -> bool:
    return _range_starts(run, right, left)


@built_in("coincides", "point1: point, point2: point")
def _points_coincide(run: Run, left: Value, right: Value) -> bool:
    return _order(left, right, run) == 0


@built_in("coincides", "range1: range, range2: range")
def _ranges_coincide(run: Run, left: Range, right: Range) -> bool:
    same = _starts(left, right, run) == 0 and _ends(left, right, run) == 0
    included = left.start_included == right.start_included and left.end_included == right.end_included
    return same and included


def _order(left: Value, right: Value, run: Run) -> int:
    """-1, 0 or 1."""
    less = ordered("<", left, right, run)
    if less is None:
        raise Undefined(f"{kind(left)} has no order with {kind(right)}")
    return -1 if less else 0 if equal(left, right, run) else 1


def _starts(left: Range, right: Range, run: Run) -> int:
    """Which range starts first; one without a start is before all that have one."""
    if _bounded(left).start is None or _bounded(right).start is None:
        return (right.start is None) - (left.start is None)
    return _order(left.start, right.start, run)


def _ends(left: Range, right: Range, run: Run) -> int:
    """Which range ends first; one without an end is after all that have one."""
    if _bounded(left).end is None or _bounded(right).end is None:
        return (left.end is None) - (right.end is None)
    return _order(left.end, right.end, run)


def _end_to_start(left: Range, right: Range, run: Run) -> int:
    """Whether *left* ends before *right* starts."""
    if _bounded(left).end is None or _bounded(right).start is None:
        return 1
    return _order(left.end, right.start, run)


def _bounded(area: Range) -> Range:
    if area.sign == "!=":
        raise Undefined("a range of all but one value has no place")
    return area

"""Dates, times and durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel.kinds import kind
from tests.feel.oracle.client import Unreadable, plain
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import DURATIONS, TEMPORAL, is_, kinds_of, length_of, near, signs
from tests.feel.oracle.reckoning import (
    UNKNOWN,
    compared,
    difference,
    later,
    mean,
    months_between,
    scaled,
    second,
)

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

_SUMS = ("date - date", "date + duration", "datetime + duration", "time + duration", "duration + duration")
_ORDERED = {*TEMPORAL, *DURATIONS, "string"}


@because(
    "negative duration",
    "10.3.2.15",
    "-e of a duration is the duration negated; feelin knows it for numbers only.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "negation") or kinds_of(blame)[0] not in DURATIONS or blame.theirs is not None:
        return False
    unit, size = length_of(blame.values[0])
    return blame.ours == {unit: -size}


@because(
    "duration times number",
    "10.3.2.15",
    "A duration times or divided by a number is a duration; feelin has none.",
)
def _(blame: Blame) -> bool:
    operation = is_(blame, "duration * number", "duration / duration", "*", "/") and blame.theirs is None
    return operation and bool({*kinds_of(blame)} & {*DURATIONS}) and _is(blame.ours, scaled(blame))


def _is(mine: Any, wanted: Any) -> bool:
    """The same duration, to the nanosecond; or the same anything."""
    if isinstance(mine, dict) and isinstance(wanted, dict) and mine.keys() == wanted.keys():
        return all(near(mine[key], wanted[key]) for key in wanted)
    return near(mine, wanted) if isinstance(wanted, float) else bool(mine == wanted)


@because("extremes of dates", "10.3.4.4", "min and max take all that has an order; feelin numbers only.")
def _(blame: Blame) -> bool:
    items = _items(blame)
    kinds = {kind(item) for item in items}
    if not is_(blame, "min", "max") or blame.theirs is not None or not kinds & _ORDERED:
        return False
    if len(kinds) > 1:
        return blame.ours is None
    sign = "<=" if blame.node.text.startswith("min") else ">="
    found = [item for item in items if all(_holds(item, sign, other) for other in items)]
    return blame.ours in [plain(item) for item in found]


def _items(blame: Blame) -> list[Any]:
    listed = bool(blame.values) and isinstance(blame.values[0], list)
    return blame.values[0] if listed else list(blame.values)


def _holds(a: Any, sign: str, b: Any) -> bool:
    return feel.evaluate(f"a {sign} b", {"a": a, "b": b}) is True


@because(
    "sums of durations",
    "10.3.4.4",
    "Beyond the standard: sum and mean take durations of one kind too, like +.",
)
def _(blame: Blame) -> bool:
    items = _items(blame)
    kinds = {kind(item) for item in items}
    if not is_(blame, "sum", "mean") or blame.theirs is not None or not kinds & {*DURATIONS}:
        return False
    if len(kinds) > 1:
        return blame.ours is None
    return _is(blame.ours, mean(items, len(items) if is_(blame, "mean") else 1))


@because(
    "whole months",
    "10.3.4.1",
    "years and months duration counts whole months; feelin keeps days besides, or rounds.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "years and months duration") or not {*kinds_of(blame)} <= {"date", "date and time"}:
        return False
    return blame.ours == {"months": float(months_between(*blame.values))}


@because(
    "a date stays a date",
    "10.3.2.15",
    "date plus days and time duration is a date; feelin makes a UTC date and time.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, *_SUMS) or {*kinds_of(blame)} != {"date", "days and time duration"}:
        return False
    day, length = sorted(blame.values, key=kind)
    wanted = later(day, length, signs(blame))
    if wanted is UNKNOWN and isinstance(blame.theirs, dict):
        wanted = {"date": str(blame.theirs.get("date and time")).partition("T")[0]}
    return bool(blame.ours == wanted)


@because(
    "zones",
    "10.3.2.3.5",
    "Moments of two zones differ by their offsets too; one without a zone has no distance.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, *_SUMS, "-") or signs(blame) != "-" or not {*kinds_of(blame)} <= {*TEMPORAL}:
        return False
    wanted = difference(*blame.values)
    return wanted is not UNKNOWN and _is(blame.ours, wanted)


@because(
    "order over zones",
    "10.3.2.15, table 54",
    "Of a zoned and a local value the local one is taken in the other's zone.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "<") or len({*kinds_of(blame)}) > 1 or not {*kinds_of(blame)} <= {*TEMPORAL}:
        return False
    return blame.ours is compared(*blame.values, signs(blame))


@because(
    "distance of kinds",
    "10.3.2.15",
    "A time has no date and no months to add to or subtract; feelin finds something.",
)
def _(blame: Blame) -> bool:
    kinds = kinds_of(blame)
    if blame.ours is not None or not is_(blame, *_SUMS) or not {*kinds} <= {*TEMPORAL, *DURATIONS}:
        return False
    return len(kinds) == 2 and not _defined(*kinds, signs(blame))


def _defined(left: str, right: str, sign: str) -> bool:
    """Whether table 57 has a row for such a sum."""
    pair = {left, right}
    if pair <= {"date", "date and time"} or (left == right and left in TEMPORAL):
        return sign == "-"
    if pair & {*TEMPORAL} and pair & {*DURATIONS}:
        possible = pair != {"time", "years and months duration"}
        return possible and (sign == "+" or left in TEMPORAL)
    return left == right


@because(
    "parts of another type",
    "10.3.4.1",
    "time takes numbers, date and time a date and a time; feelin also others of the kin.",
)
def _(blame: Blame) -> bool:
    if blame.ours is not None:
        return False
    kinds = kinds_of(blame)
    if is_(blame, "date and time") and len(kinds) == 2:
        return kinds[1] != "time"
    return is_(blame, "time") and kinds[0] in TEMPORAL


@because("texts of another type", "10.3.4.1", "The text of a date and time is no text of a date.")
def _(blame: Blame) -> bool:
    return (
        is_(blame, "date")
        and blame.ours is None
        and kinds_of(blame) == ("date and time",)
        and "string" in signs(blame)
    )


@because(
    "refused by its grammar", "10.3.1.2", "Calls stand in calls; feelin's parser stumbles over some of them."
)
def _(blame: Blame) -> bool:
    if not isinstance(blame.theirs, Unreadable):
        return False
    unready = "not implemented" in blame.theirs.message and blame.ours is None
    return unready or "<NamedParameter" in blame.theirs.message


@because("parts of a second", "10.3.2.3.7", "Durations differ by parts of a second too.")
def _(blame: Blame) -> bool:
    lengths = [*blame.values, *([blame.input] if is_(blame, "cell") else [])]
    if not any(_fraction(each) for each in lengths):
        return False
    if is_(blame, "="):
        return blame.ours is ((plain(blame.values[0]) == plain(blame.values[1])) is (signs(blame) == "="))
    if is_(blame, "property"):
        return blame.node.text.endswith((".second", ".seconds")) and near(blame.ours, second(blame.values[0]))
    return is_(blame, "cell", "in") and isinstance(blame.ours, bool)


def _fraction(value: object) -> bool:
    return second(value) % 1 != 0

"""Why we are right where feelin answers otherwise: each entry is one rule of DMN 1.5, told by operation and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.kinds import kind
from tests.feel.oracle.client import Unreadable
from tests.feel.oracle.reasons import (
    DURATIONS,
    TEMPORAL,
    apart,
    at,
    backwards,
    close,
    is_,
    kinds_of,
    refused,
    scale_of,
    without_zeros,
    zoned,
)
from tests.feel.oracle.trees import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.feel.oracle.blaming import Blame


@dataclass(frozen=True)
class Explanation:
    name: str
    paragraph: str
    """Of DMN 1.5."""
    reason: str
    applies: Callable[[Blame], bool]


SUMS = ("date - date", "date + duration", "datetime + duration", "time + duration", "duration + duration")
ALL: list[Explanation] = []


def explain(blame: Blame) -> Explanation | None:
    """The first explanation that fits."""
    return next((one for one in ALL if one.applies(blame)), None)


def _because(
    name: str, paragraph: str, reason: str
) -> Callable[[Callable[[Blame], bool]], Callable[[Blame], bool]]:
    def register(applies: Callable[[Blame], bool]) -> Callable[[Blame], bool]:
        ALL.append(Explanation(name, paragraph, reason, applies))
        return applies

    return register


@_because(
    "doubles", "10.3.2.3.1", "Numbers are Decimal128; feelin's are doubles: the same but for the last digits."
)
def _(blame: Blame) -> bool:
    return blame.ours is not None and close(blame.ours, blame.theirs, scale_of(blame.values))


@_because(
    "modulo to nine digits",
    "10.3.4.5",
    "modulo is dividend - divisor * floor(dividend / divisor), not rounded.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "modulo") and apart(blame) < 1e-8


@_because("digits of a number", "10.3.2.3.1", "A number is a pair of digits and scale; its text keeps both.")
def _(blame: Blame) -> bool:
    mine, other = without_zeros(blame.ours), without_zeros(blame.theirs)
    return is_(blame, "string") and isinstance(mine, list) and close(mine, other, 1.0)


@_because(
    "rounding a double",
    "10.3.4.5",
    "5.015 is 5.015: a double lies beside it and rounds to the other neighbour.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "decimal", "round", "floor", "ceiling") or kinds_of(blame) != ("number", "number"):
        return False
    digits = at(blame.values, 1) or 0
    return apart(blame) <= 1.001 * 10.0**-digits


@_because(
    "duration times number",
    "10.3.2.15",
    "A duration times or divided by a number is a duration; feelin has none.",
)
def _(blame: Blame) -> bool:
    kinds = kinds_of(blame)
    scaled = is_(blame, "duration * number", "*", "/") and set(kinds) & set(DURATIONS)
    return bool(scaled) and blame.theirs is None


@_because(
    "no NaN",
    "10.3.2.3.1",
    "No number is infinite or NaN: durations of a kind divide into a number, else null.",
)
def _(blame: Blame) -> bool:
    return blame.theirs in ({"number": "NaN"}, {"number": "Infinity"}, {"number": "-Infinity"})


@_because(
    "negative duration",
    "10.3.2.15",
    "-e of a duration is the duration negated; feelin knows it for numbers only.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "negation") and kinds_of(blame)[0] in DURATIONS and blame.theirs is None


@_because(
    "extremes of dates",
    "10.3.4.4",
    "min and max take all that has an order, mean also durations; feelin numbers only.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "min", "max", "mean") and blame.theirs is None and bool(_comparable(blame))


def _comparable(blame: Blame) -> set[str]:
    """Kinds other than numbers among the items."""
    values = blame.values[0] if isinstance(blame.values[0], list) else blame.values
    return {kind(value) for value in values} & {*TEMPORAL, *DURATIONS, "string"}


@_because(
    "whole months",
    "10.3.4.1",
    "years and months duration counts whole months; feelin keeps days besides, or rounds.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "years and months duration") and set(kinds_of(blame)) <= {"date", "date and time"}


@_because(
    "a date stays a date",
    "10.3.2.15",
    "date plus days and time duration is a date; feelin makes a UTC date and time.",
)
def _(blame: Blame) -> bool:
    dated = is_(blame, *SUMS) and set(kinds_of(blame)) == {"date", "days and time duration"}
    return dated and isinstance(blame.theirs, dict) and "date and time" in blame.theirs


@_because(
    "zones",
    "10.3.2.3.6",
    "Moments of two zones differ by their offsets too; without a zone there is no distance.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "date - date", "date + duration") and any(zoned(value) for value in blame.values)


@_because(
    "distance of kinds",
    "10.3.2.15",
    "A time has no date and no months to add to or subtract; feelin finds something.",
)
def _(blame: Blame) -> bool:
    kinds = kinds_of(blame)
    wrong = blame.ours is None and len(set(kinds)) > 1 and set(kinds) <= {*TEMPORAL, *DURATIONS}
    return wrong and is_(blame, *SUMS)


@_because(
    "no order between kinds",
    "10.3.2.15",
    "What cannot be compared is null; feelin compares as JavaScript does.",
)
def _(blame: Blame) -> bool:
    found = set(_ordered(blame))
    return (
        is_(blame, "<", "between", "in", "includes", "before", "sort")
        and blame.ours is None
        and (len(found) > 1 or found == {"null"})
    )


def _ordered(blame: Blame) -> list[str]:
    """The kinds of what is put into order."""
    values = blame.values[0] if is_(blame, "sort") and isinstance(blame.values[0], list) else blame.values
    return ["context", *map(kind, values)] if "context" in map(kind, values) else [*map(kind, values)]


@_because(
    "a backward range",
    "10.3.2.7",
    "x in [a..b] is a <= x <= b: nothing lies in a range that ends before it starts.",
)
def _(blame: Blame) -> bool:
    ranges = [value for value in blame.values if kind(value) == "range"]
    if is_(blame, "includes"):
        return any(backwards(one.start, one.end) for one in ranges)
    ends = blame.values[-2:]
    return is_(blame, "between", "in", "cell") and len(ends) == 2 and backwards(*ends)


@_because(
    "ends of a range",
    "10.3.2.7",
    "A range needs two ends that can be compared; feelin takes null as no end, or gives up.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "range", "between", "<", "in", "cell", "filter", "sort"):
        return False
    return refused(blame) or (None in blame.values[-2:] and blame.ours in (None, False))


@_because(
    "null as an argument",
    "10.3.2.9.4",
    "null is of every type and becomes no singleton list: concatenate(null) is null.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "concatenate", "append") and None in blame.values and blame.ours is None


@_because(
    "position outside the list",
    "10.3.4.4",
    "A position is 1 to the length or -1 to minus the length, else null.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "insert before", "list replace", "remove", "sublist"):
        return False
    items, position = blame.values[0], at(blame.values, 1)
    length = len(items) if isinstance(items, list) else 1
    wrong = position is None or position == 0 or abs(position) > length or _misses(blame, length)
    return blame.ours is None and wrong


def _misses(blame: Blame, length: int) -> bool:
    """Whether sublist asks for no item, or for more than there are."""
    if not is_(blame, "sublist") or len(blame.values) < 3:
        return False
    start, wanted = at(blame.values, 1) or 0, at(blame.values, 2)
    return wanted is None or not 0 < wanted <= (length - start + 1 if start > 0 else -start)


@_because(
    "position from the end",
    "10.3.4.4",
    "A negative position counts from the end; feelin reads it as an offset of slices.",
)
def _(blame: Blame) -> bool:
    position = at(blame.values, 1)
    return is_(blame, "remove", "list replace", "sublist") and position is not None and position < 0


@_because(
    "substring outside",
    "10.3.4.3",
    "A start position is not 0 and inside the string, a length is not negative; else null.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "substring") or blame.ours is not None:
        return False
    start, length = at(blame.values, 1), at(blame.values, 2)
    outside = start is not None and (start == 0 or abs(start) > len(blame.values[0]))
    return outside or (len(blame.values) == 3 and (length is None or length < 1))


@_because(
    "characters above the BMP",
    "10.3.4.3",
    "Positions count code points; feelin counts halves of surrogate pairs.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "substring") and any(ord(letter) > 0xFFFF for letter in str(blame.values[0]))


@_because("median of numbers", "10.3.4.4", "The median sorts by value; feelin sorts the numbers as texts.")
def _(blame: Blame) -> bool:
    return is_(blame, "median") and sorted(blame.values[0]) != sorted(blame.values[0], key=str)


@_because(
    "order of modes", "10.3.4.4", "mode answers in ascending order; feelin in that of JavaScript's keys."
)
def _(blame: Blame) -> bool:
    return is_(blame, "mode") and isinstance(blame.theirs, list) and sorted(blame.theirs) == blame.ours


@_because(
    "every or some with null",
    "10.3.2.15",
    "every is a conjunction, some a disjunction: null among the answers counts.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "every", "some") and blame.ours is None and isinstance(blame.theirs, bool)


@_because(
    "one item to run over",
    "10.3.2.9.4",
    "A single value is a list of one for for, some and every; feelin wants a list.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "for", "for of two", "some", "every") and kinds_of(blame)[0] not in {"list", "null"}


@_because("filter of one value", "10.3.2.5", "A filter answers a list, also over a single value or null.")
def _(blame: Blame) -> bool:
    filtered = is_(blame, "filter", "index") and isinstance(blame.ours, list)
    return filtered and kinds_of(blame)[0] != "list"


@_because(
    "filter by null", "10.3.2.5", "A filter keeps the items for which the condition is true: for null none."
)
def _(blame: Blame) -> bool:
    return is_(blame, "filter", "index", "path") and blame.ours == [] and blame.theirs is None


@_because(
    "if asks for true",
    "10.3.2.15",
    "if chooses then for true only; feelin also for what JavaScript takes for true.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "if") and kind(blame.values[0]) not in {"boolean", "null"}


@_because(
    "before from the end",
    "10.3.4.4",
    "insert before -1 stands before the last item; feelin counts one too far.",
)
def _(blame: Blame) -> bool:
    position = at(blame.values, 1)
    return is_(blame, "insert before") and position is not None and position < 0


@_because(
    "parts of another type",
    "10.3.4.1",
    "time(hour, minute, second) takes numbers; feelin a time for the hour.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "time") and blame.ours is None and kinds_of(blame)[0] in TEMPORAL


@_because(
    "refused by its grammar", "10.3.1.2", "Calls stand in calls; feelin's parser stumbles over some of them."
)
def _(blame: Blame) -> bool:
    return is_(blame, "time", "date and time", "date") and isinstance(blame.theirs, Unreadable)


@_because(
    "not of a cell",
    "7.3.3, rule 15 of the grammar",
    "not(...) in a cell negates tests; feelin calls the function not.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "cell") and blame.node.text == "not(?)" and blame.input is None


@_because(
    "a boolean cell",
    "7.3.3",
    "A cell's value is compared with the input; feelin takes true for a passed test.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "cell") and kinds_of(blame) == ("boolean",)


@_because(
    "texts of numbers", "10.3.4.1", "An empty text and a text with a blank is no number; JavaScript reads it."
)
def _(blame: Blame) -> bool:
    return is_(blame, "number") and blame.ours is None and kinds_of(blame) == ("string",)


@_because(
    "a list inside a list", "10.3.2.5", "A path runs over the items of a list, also of a list in a list."
)
def _(blame: Blame) -> bool:
    return is_(blame, "path of a list") and any(isinstance(item, list) for item in blame.values[0])


@_because("parts of a second", "10.3.2.3.7", "Durations differ by parts of a second too.")
def _(blame: Blame) -> bool:
    lengths = [*blame.values, *([blame.input] if is_(blame, "cell") else [])]
    return is_(blame, "=", "cell", "in", "property") and any(_fraction(each) for each in lengths)


def _fraction(value: object) -> bool:
    return kind(value) == "days and time duration" and "." in str(literal(value))


@_because(
    "null is kept", "10.3.2.5", "A filter keeps an item, also null or false, for which the condition is true."
)
def _(blame: Blame) -> bool:
    return (
        is_(blame, "filter") and isinstance(blame.ours, list) and (None in blame.ours or False in blame.ours)
    )


@_because(
    "a call is a condition",
    "10.3.2.5",
    "A filter by a call runs over the items; feelin takes its value for an index.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "filter") and len(blame.node.children) == 2 and _calls(blame.node.children[1].text)


def _calls(text: str) -> bool:
    return "(" in text and not text.startswith("(")


@_because(
    "filter by something else",
    "10.3.2.5",
    "A filter is a condition or a position, else null; feelin answers all or none.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "index", "filter") and blame.ours is None and isinstance(blame.theirs, list)


@_because(
    "an item for a list", "10.3.2.9.4", "A single value becomes a list of one where a list is asked for."
)
def _(blame: Blame) -> bool:
    return is_(blame, "union") and isinstance(blame.ours, list) and isinstance(blame.theirs, Unreadable)


@_because(
    "a list is no context",
    "10.3.4.10",
    "context merge takes contexts; feelin takes the indexes of a list for keys.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "context merge") and blame.ours is None


@_because("text of a range", "10.3.4.1", "The text of a range is the range, feelin says <range>.")
def _(blame: Blame) -> bool:
    return is_(blame, "string", "string join") and "<range>" in str(blame.theirs)


@_because(
    "lists of one",
    "10.3.2.2",
    "Lists are equal item by item; feelin takes a list of one or none for its item.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "=", "in", "cell", "filter") and any(
        isinstance(value, list) and len(value) < 2 for value in (*blame.values, blame.input)
    )


@_because(
    "lists among numbers",
    "10.3.4.4",
    "A list and a number have no order; JavaScript makes a number of the list.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "min", "max") and blame.ours is None and "list" in kinds_of(blame)[:-1]


@_because(
    "a whole scale",
    "10.3.4.5",
    "A scale is a whole number, else the result is null; feelin takes 10 to any power.",
)
def _(blame: Blame) -> bool:
    rounding = is_(blame, "decimal", "round", "floor", "ceiling")
    return rounding and blame.ours is None and len(blame.values) == 2 and at(blame.values, 1) is None

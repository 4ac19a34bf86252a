"""Functions of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel.kinds import kind
from tests.feel.oracle.client import plain
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import at, is_, kinds_of, signs
from tests.feel.oracle.reckoning import followed, with_value

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame


@because(
    "null as an argument",
    "10.3.2.9.4",
    "null is of every type and becomes no singleton list: concatenate(null) is null.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "concatenate", "append") and None in blame.values and blame.ours is None


@because(
    "position outside the list",
    "10.3.4.4",
    "A position is 1 to the length or -1 to minus the length, else null.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "insert before", "list replace", "remove", "sublist") or blame.ours is not None:
        return False
    position, length = at(blame.values, 1), len(_listed(blame.values[0]))
    return position is None or position == 0 or abs(position) > length or _misses(blame, length)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _misses(blame: Blame, length: int) -> bool:
    """Whether sublist asks for no item, or for more than there are."""
    if not is_(blame, "sublist") or len(blame.values) < 3:
        return False
    start, wanted = at(blame.values, 1) or 0, at(blame.values, 2)
    return wanted is None or not 0 < wanted <= (length - start + 1 if start > 0 else -start)


@because(
    "position from the end",
    "10.3.4.4",
    "A negative position counts from the end; feelin reads it as an offset of slices.",
)
def _(blame: Blame) -> bool:
    position = at(blame.values, 1) if len(blame.values) > 1 else None
    if (
        position is None
        or position >= 0
        or not is_(blame, "remove", "list replace", "sublist", "insert before")
    ):
        return False
    items = list(_listed(blame.values[0]))
    first = len(items) + position
    match blame.node.kind:
        case "remove":
            wanted = items[:first] + items[first + 1 :]
        case "list replace":
            wanted = [*items[:first], blame.values[2], *items[first + 1 :]]
        case "insert before":
            wanted = [*items[:first], blame.values[2], *items[first:]]
        case _:
            count = at(blame.values, 2) if len(blame.values) > 2 else len(items)
            wanted = items[first : first + (count or 0)]
    return first >= 0 and blame.ours == plain(wanted)


@because(
    "a list inside a list", "10.3.2.5", "A path runs over the items of a list, also of a list in a list."
)
def _(blame: Blame) -> bool:
    if not is_(blame, "path of a list", "path") or len(blame.values) != 1 or kinds_of(blame) != ("list",):
        return False
    name = blame.node.text.rpartition(".")[2]
    nested = any(isinstance(item, list) for item in blame.values[0])
    return nested and blame.ours == plain(followed(blame.values[0], name))


@because(
    "an item for a list", "10.3.2.9.4", "A single value becomes a list of one where a list is asked for."
)
def _(blame: Blame) -> bool:
    if not is_(blame, "union", "concatenate") or all(isinstance(value, list) for value in blame.values):
        return False
    joined = [plain(item) for value in blame.values for item in _listed(value)]
    distinct = [item for index, item in enumerate(joined) if item not in joined[:index]]
    return blame.ours == (distinct if is_(blame, "union") else joined)


@because(
    "a list is no context",
    "10.3.4.10",
    "context merge takes contexts; feelin takes the indexes of a list for keys.",
)
def _(blame: Blame) -> bool:
    return is_(blame, "context merge") and blame.ours is None and {*kinds_of(blame)} != {"context"}


@because(
    "lists among numbers",
    "10.3.4.4",
    "A list and a number have no order; JavaScript makes a number of the list.",
)
def _(blame: Blame) -> bool:
    listed = len(blame.values) == 1 and isinstance(blame.values[0], list)
    among = any(isinstance(value, list) for value in (blame.values[0] if listed else blame.values))
    return is_(blame, "min", "max") and blame.ours is None and among


@because(
    "lists of one",
    "10.3.2.2",
    "Lists are equal item by item; feelin takes a list of one or none for its item.",
)
def _(blame: Blame) -> bool:
    values = (*blame.values, *([blame.input] if is_(blame, "cell") else []))
    if not any(isinstance(value, list) and len(value) < 2 for value in values):
        return False
    if not is_(blame, "="):
        return is_(blame, "in", "cell") and (blame.ours is None or isinstance(blame.ours, bool))
    # Only null and a value of its own kind is comparable with a list: else the answer is null.
    kinds = {kind(value) for value in values} - {"null"}
    same = plain(values[0]) == plain(values[1]) if len(kinds) < 2 else None
    return blame.ours is (same if signs(blame) == "=" or same is None else not same)


@because(
    "a list of one for its item", "10.3.2.9.4", "Where no list is asked for, a list of one becomes its item."
)
def _(blame: Blame) -> bool:
    if not is_(blame, "list replace", "insert before", "remove", "sublist"):
        return False
    position = blame.values[1] if len(blame.values) > 1 else None
    single = isinstance(position, list) and len(position) == 1
    return single and blame.ours == with_value(blame, 1, position[0])

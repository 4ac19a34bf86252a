"""Filters and loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.feel.oracle.client import plain
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import is_, kinds_of
from tests.feel.oracle.reckoning import answers, over_a_list

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame


@because(
    "one item to run over",
    "10.3.2.9.4",
    "A single value is a list of one for for, some and every; feelin wants a list.",
)
def _(blame: Blame) -> bool:
    loops = is_(blame, "for", "for of two", "some", "every") and bool(blame.values)
    return loops and kinds_of(blame)[0] not in {"list", "null"} and blame.ours == over_a_list(blame)


@because("filter of one value", "10.3.2.5", "A filter answers a list, also over a single value or null.")
def _(blame: Blame) -> bool:
    if not is_(blame, "filter", "index") or not isinstance(blame.ours, list):
        return False
    of = "".join(kinds_of(blame)[:1])
    return blame.ours == [] if of == "null" else of != "list" and blame.ours == over_a_list(blame)


@because(
    "what a filter keeps",
    "10.3.2.5",
    "A filter keeps the items, also null, for which the condition is true: for null none.",
)
def _(blame: Blame) -> bool:
    told = answers(blame) if is_(blame, "filter") else None
    if told is None or not all(each is None or isinstance(each, bool) for _, each in told):
        return False
    kept = [item for item, each in told if each is True]
    return blame.ours == plain(kept)


@because(
    "filter by null",
    "10.3.2.5",
    "A filter keeps the items for which the condition is true: for null none, of none none.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "index", "path") or blame.ours != [] or blame.theirs is not None:
        return False
    return kinds_of(blame)[-1:] == ("null",) or blame.values[0] == []


@because(
    "filter by something else",
    "10.3.2.5",
    "A filter is a condition or a position, else null; feelin answers all or none.",
)
def _(blame: Blame) -> bool:
    if (
        not is_(blame, "index", "filter", "path")
        or blame.ours is not None
        or not isinstance(blame.theirs, list)
    ):
        return False
    told = answers(blame) if is_(blame, "filter") else [(None, value) for value in blame.values[-1:]]
    return told is not None and any(each is not None and not isinstance(each, bool) for _, each in told)


@because(
    "every or some with null",
    "10.3.2.15",
    "every is a conjunction, some a disjunction: null among the answers counts.",
)
def _(blame: Blame) -> bool:
    told = answers(blame) if is_(blame, "every", "some") else None
    if told is None or blame.ours is not None:
        return False
    decides = is_(blame, "some")
    return any(not isinstance(each, bool) for _, each in told) and not any(
        each is decides for _, each in told
    )

"""The checker against trying every combination of values: what it finds is there, and what is there it finds."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from engine.dmn.checks import boxes, check
from engine.dmn.checks.sweep import Steps
from tests.dmn.tabling import Col, drawn

NUMBERS = [Decimal(half) / 2 for half in range(-3, 15)]
VALUES = {
    "number": NUMBERS,
    "string": ["a", "b", "c", "something else"],
    "boolean": [True, False],
}
_number = st.integers(0, 6)
_text = st.sampled_from(['"a"', '"b"', '"c"'])
_cells = {
    "number": st.one_of(
        st.just("-"),
        st.builds("{}".format, _number),
        st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "!="]), _number),
        st.builds("{}{}..{}{}".format, st.sampled_from("[("), _number, _number, st.sampled_from("])")),
        st.builds("{}, > {}".format, _number, _number),
        st.builds("not({}, [{}..{}])".format, _number, _number, _number),
        st.builds("? > {} and ? < {}".format, _number, _number),
    ),
    "string": st.one_of(
        st.just("-"),
        _text,
        st.builds("{}, {}".format, _text, _text),
        st.builds("not({})".format, _text),
        st.just("null"),
    ),
    "boolean": st.sampled_from(["-", "true", "false", "not(true)"]),
}


@st.composite
def _drawn_tables(draw):
    """Types of the columns, and per rule a cell for each."""
    types = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3))
    rules = draw(st.lists(st.tuples(*(_cells[kind] for kind in types)), min_size=1, max_size=5))
    return types, rules


def _model(types, rules, policy):
    rows = (" | ".join((*cells, str(number))) for number, cells in enumerate(rules))
    return drawn(
        *rows, inputs=[Col(name=f"x{at}", type=kind) for at, kind in enumerate(types)], policy=policy
    )


def _matches(types, rules):
    """Per combination of values the numbers of the rules that match; null only where a cell mentions it."""
    columns = [
        VALUES[kind] + ([None] if any("null" in cells[at] for cells in rules) else [])
        for at, kind in enumerate(types)
    ]
    for point in product(*columns):
        pairs = [list(zip(cells, point, strict=True)) for cells in rules]
        yield {n for n, cells in enumerate(pairs, 1) if all(feel.unary(cell, v, {}) for cell, v in cells)}


@settings(max_examples=60, deadline=None)
@given(_drawn_tables())
def test_gaps_and_overlaps_are_found_if_and_only_if_they_are_there(drawn_table):
    found = check(_model(*drawn_table, "UNIQUE"))
    matches = list(_matches(*drawn_table))
    assert any(one.rule == "gap" for one in found) == any(not rules for rules in matches)
    assert {one.rows for one in found if one.rule == "overlap"} == {
        pair for rules in matches for pair in combinations(sorted(rules), 2)
    }


@settings(max_examples=60, deadline=None)
@given(_drawn_tables())
def test_a_rule_never_applies_if_and_only_if_earlier_ones_take_all_it_covers(drawn_table):
    found = check(_model(*drawn_table, "FIRST"))
    applies = {min(rules) for rules in _matches(*drawn_table) if rules}
    told = {one.rows[0] for one in found if one.rule in {"unreachable", "never-passes"}}
    assert told == set(range(1, len(drawn_table[1]) + 1)) - applies


_box = st.tuples(st.integers(0, 15), st.integers(0, 7), st.integers(0, 15))


@given(_box, st.lists(_box, max_size=8))
def test_what_is_left_uncovered_is_exactly_what_no_box_holds(space, covering):
    left = boxes.uncovered(space, covering, Steps(100_000))

    def inside(box, point):
        return all(values >> at & 1 for values, at in zip(box, point, strict=True))

    for point in product(range(4), range(3), range(4)):
        free = inside(space, point) and not any(inside(box, point) for box in covering)
        assert sum(inside(box, point) for box in left) == free

"""What a verb changed in an instance, as the effect journal keeps it."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.bpmn.changes import differences
from engine.bpmn.spiff.marking import Mark
from tests.bpmn import building as b
from tests.bpmn.playing import numbers, play

PARALLEL = b.process(
    "p",
    b.start(),
    b.both("fork"),
    b.user("a"),
    b.user("b"),
    b.both("join"),
    b.user("c"),
    b.end(),
    flow="start>fork fork>a fork>b a>join b>join join>c c>end",
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"a": 1}, [(("a",), False, None)]),
        ({"a": 1}, {"a": 2}, [(("a",), True, 1)]),
        ({"a": 1}, {"a": True}, [(("a",), True, 1)]),
        ({"a": [1, {"b": 0}]}, {"a": [True, {"b": False}]}, [(("a", 0), True, 1), (("a", 1, "b"), True, 0)]),
        ({"a": [1, {"b": 0}]}, {"a": [1, {"b": 0}]}, []),
        ({"a": None}, {"a": 0}, [(("a",), True, None)]),
        ({"a": 1}, {}, [(("a",), True, 1)]),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "x"}, []),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3, "d": 4}}, [(("a", "c"), True, 2), (("a", "d"), False, None)]),
        ({"a": {"b": 1}}, {"a": {}}, [(("a", "b"), True, 1)]),
        ({"a": [1, 2, 3]}, {"a": [1, 5, 3]}, [(("a", 1), True, 2)]),
        ({"a": [1]}, {"a": [1, 2, 3]}, [(("a", 1), False, None)]),
        ({"a": [1, 2]}, {"a": [1]}, [(("a",), True, [1, 2])]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, [(("a", 0, "b"), True, 1)]),
        ({"a": "x"}, {"a": ["x"]}, [(("a",), True, "x")]),
    ],
)  # fmt: skip
def test_a_difference_names_the_smallest_place_and_what_it_held(old, new, expected):
    assert list(differences(old, new)) == expected


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(0, 3) | some.sampled_from("ab"),
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)
VARIABLES = some.dictionaries(some.sampled_from("abc"), VALUES, max_size=3)


@given(old=VARIABLES, new=VARIABLES)
def test_the_differences_are_enough_to_go_back(old, new):
    assert same(taken_back(new, list(differences(old, new))), old)


def taken_back(new, told):
    """The variables before, from those after and what is told of the difference; the last place first."""
    found = copy.deepcopy(new)
    for path, existed, held in reversed(told):
        *way, last = path
        place = found
        for one in way:
            place = place[one]
        if existed:
            place[last] = held
        elif isinstance(place, list):
            del place[last:]
        else:
            del place[last]
    return found


def same(one, other):
    """Equal, in type too; the order of a context's entries does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def driven(player, verb):
    mark = player.instance.mark()
    player.restoring = False
    verb()
    return player.instance.changes_since(mark)


def test_a_completion_tells_its_token_and_the_variables_that_it_wrote():
    player = play(PARALLEL).start(size=1)

    told = driven(player, lambda: player.complete("a", size=2, colour="red"))

    assert [(one.path, one.existed, one.old) for one in told.written] == [
        (("size",), True, numbers({"n": 1})["n"]),
        (("colour",), False, None),
    ]
    assert [one.element_id for one in told.came] == ["join"]
    assert [(one.number, one.element_id) for one in told.went] == [(told.drove, "a")]


def test_tokens_that_a_join_took_along_are_told_with_the_flow_that_they_came_by():
    player = play(PARALLEL).start().complete("a")

    told = driven(player, lambda: player.complete("b"))

    assert {one.element_id: one.memo.get("flow") for one in told.went} == {"b": None, "join": 0}
    assert [one.element_id for one in told.came] == ["c"]


@pytest.mark.parametrize("saved", [True, False])
def test_what_a_sub_process_could_undo_before_a_step_is_told_without_what_the_step_completed(saved):
    inside = b.subprocess("sub", b.start("s"), b.undoable("a"), b.undoable("c"), flow="s>a a>c")
    player = play(b.process("p", b.start(), inside, b.user("after"), flow="start>sub sub>after"))
    player.restoring = saved
    player.start().complete("a")

    told = driven(player, lambda: player.complete("c"))

    [log] = [one.memo["log"] for one in told.went if one.element_id == "sub"]
    assert [element_id for _, element_id in log] == ["a"]


def test_a_list_that_grows_in_place_is_told_by_every_step_that_adds_to_it():
    each = b.user("each", inner=b.many("items", "item", output="all", output_element="item"))
    player = play(b.process("p", b.start(), each, flow="start>each")).start(items=[1, 2, 3])

    told = [driven(player, lambda: player.complete("each")) for _ in range(2)]

    assert [[one.path for one in step.written] for step in told] == [[("all", 0)], [("all", 1)]]


def test_an_instance_that_begins_changed_everything():
    player = play(PARALLEL, restoring=False).start(size=1)

    told = player.instance.changes_since(Mark())

    assert [(one.scope, one.path, one.existed) for one in told.written] == [(0, ("size",), False)]
    assert sorted(one.element_id for one in told.came) == ["a", "b"]
    assert told.drove is None


def test_variables_that_go_with_their_element_are_kept_and_those_that_only_lived_in_the_step_are_not():
    inside = b.subprocess(
        "part",
        b.start("s"),
        b.user("x"),
        b.script("sum", "total", "1"),
        b.end("e"),
        flow="s>x x>sum sum>e",
        extensions=b.mappings("kept=size"),
    )
    model = b.process("p", b.start(), inside, b.end(), flow="start>part part>end")
    player = play(model).start(size=7)

    told = driven(player, lambda: player.complete("x"))

    assert [dict(one.variables) for one in told.closed] == [numbers({"kept": 7})]
    assert [one.path for one in told.written] == [("total",)]


def test_a_long_list_that_grows_by_one_is_told_by_one_place():
    model = b.process(
        "p",
        b.start(),
        b.user("each", inner=b.times("300", output="results", output_element="answer")),
        b.end(),
        flow="start>each each>end",
    )
    player = play(model).start()

    told = driven(player, lambda: player.complete("each", answer=1))

    assert [(one.path, one.old) for one in told.written if one.scope] == [(("results", 0), None)]

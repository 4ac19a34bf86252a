"""What is wrong with compensation in a model is said before it is deployed."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import lint
from tests.bpmn import building as b
from tests.bpmn.test_compensation import TRIP
from tests.bpmn.test_compensation_inside import answered, keeping, nested, tells
from tests.bpmn.test_compensation_many import booking
from tests.bpmn.test_linting import KNOWN, found


def around(*parts, flow="start>a a>throw", thrown=b.COMPENSATE):
    """A process with a throw event that undoes the activity ``a``."""
    return b.process("p", b.start(), *parts, b.throw("throw", thrown), flow=flow)


BARE = b.user("a") + b.boundary("c_a", "a", b.COMPENSATE)
GOOD = {
    "trip": TRIP,
    "nested": nested(),
    "variables": keeping(tells("first", "own"), tells("second", "own")),
    "answered": answered(b.user("ask"), b.end("rest", b.COMPENSATE), flow="undoing>ask ask>rest"),
    "transaction": booking(on=b.boundary("failed", "book", b.error("BROKEN"))),
    "cancelActivity": around(b.undoable("a").replace('cancelActivity="true"', 'cancelActivity="false"')),
    "note": around(
        b.undoable("a"),
        '<bpmn:textAnnotation id="note"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>',
        b.association("c_a", "note"),
    ),
    "shared": around(
        b.undoable("a"),
        b.user("b"),
        b.boundary("c_b", "b", b.COMPENSATE),
        b.association("c_b", "undo_a"),
        flow="start>a a>b b>throw",
    ),
}
WRONG = {
    "compensation-event-without-handler": [
        ("c_a", around(BARE)),
        ("c_a", around(BARE, b.association("c_a", "gone"))),
        ("c_a", around(BARE, b.user("b"), b.association("c_a", "b"), flow="start>a a>b b>throw")),
        ("c_a", around(BARE, b.handler(b.user("b")), b.association("b", "c_a"))),
        ("c_a", around(b.undoable("a"), b.handler(b.user("b")), b.association("c_a", "b"))),
        (
            "c_a",
            around(
                BARE,
                b.subprocess("sub", b.handler(b.user("b")), flow=""),
                b.association("c_a", "b"),
                flow="start>a a>sub sub>throw",
            ),
        ),
    ],
    "flow-out-of-a-compensation-event": [("c_a", around(b.undoable("a"), flow="start>a a>throw c_a>throw"))],
    "handler-out-of-place": [
        ("b", around(b.undoable("a"), b.handler(b.user("b")))),
        ("undo_a", around(b.undoable("a"), flow="start>a a>throw throw>undo_a")),
        ("undo_a", around(b.undoable("a"), flow="start>a a>throw undo_a>throw")),
        (
            "undo_a",
            around(
                b.undoable("a"),
                b.boundary("late", "undo_a", b.timer("Duration", "P1D")),
                b.user("b"),
                flow="start>a a>throw late>b",
            ),
        ),
        ("g", around(b.undoable("a"), b.handler(b.both("g")), flow="start>a a>g g>throw")),
    ],
    "undone-twice": [
        (
            "again",
            around(b.undoable("a"), b.boundary("again", "a", b.COMPENSATE), b.association("again", "undo_a")),
        ),
        (
            "c_a",
            around(
                b.undoable(
                    "a",
                    b.subprocess(
                        "a",
                        b.start("s"),
                        b.user("u"),
                        b.event_subprocess("e", b.start("es", b.COMPENSATE), b.user("x"), flow="es>x"),
                        flow="s>u",
                    ),
                )
            ),
        ),
    ],
    "compensation-of-the-process": [
        (
            "es",
            around(
                b.undoable("a"),
                b.event_subprocess("e", b.start("es", b.COMPENSATE), b.user("x"), flow="es>x"),
            ),
        )
    ],
    "nothing-to-undo": [
        ("throw", around(b.user("a"))),
        ("throw", around(b.user("a"), thrown=b.compensate("a"))),
        ("throw", around(b.undoable("a"), thrown=b.compensate("gone"))),
        ("throw", around(b.undoable("a"), thrown=b.compensate("undo_a"))),
        (
            "throw",
            around(b.subprocess("a", b.start("s"), b.undoable("b"), flow="s>b"), thrown=b.compensate("b")),
        ),
    ],
    "handlers-that-are-passed-over": [
        ("c_a", around(b.undoable("a", b.subprocess("a", b.start("s"), b.undoable("b"), flow="s>b"))))
    ],
    "compensation-attribute-of-wrong-kind": [
        (
            "throw",
            around(b.undoable("a"), thrown='<bpmn:compensateEventDefinition waitForCompletion="no"/>'),
        )
    ],
    "event-of-wrong-kind": [
        ("begin", b.process("p", b.start("begin", b.COMPENSATE), b.user("a"), flow="begin>a")),
        ("it", around(b.undoable("a"), b.catch("it", b.COMPENSATE), flow="start>a a>it it>throw")),
        (
            "es",
            answered(b.user("x"), flow="undoing>x").replace(
                b'<bpmn:startEvent id="undoing">', b'<bpmn:startEvent id="es" isInterrupting="false">'
            ),
        ),
    ],
}


@pytest.mark.parametrize("model", GOOD.values(), ids=GOOD)
def test_a_right_model_is_left_in_peace(model):
    assert [one for one in lint(model, known=KNOWN) if one.severity in {"error", "warning"}] == []


@pytest.mark.parametrize(
    ("rule", "place", "model"),
    [(rule, *one) for rule, models in WRONG.items() for one in models],
)
def test_a_wrong_one_is_named(rule, place, model):
    assert (rule, place) in found(model)

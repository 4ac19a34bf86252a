"""What a value is an instance of, what conforms to what, and what is converted without being asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment, FeelSyntaxError, RecordRef
from engine.feel import types as t
from engine.feel.running import Run

D = Decimal
PERSON = t.ContextType((("name", t.STRING), ("age", t.NUMBER)))
TYPES = {
    "tPerson": t.Restricted("tPerson", PERSON),
    "tByte": t.Restricted("tByte", t.NUMBER, feel.parse_unary("[0..255]")),
    "tNames": t.Restricted("tNames", t.ListType(t.STRING)),
    "hr.tPerson": t.Restricted("hr.tPerson", PERSON),
    "t-odd": t.Restricted("t-odd", t.STRING),
}


def say(text, context=None, **more):
    return feel.parse(text, frozenset(TYPES)).evaluate(context or {}, Environment(types=TYPES, **more))


VALUES = {
    "number": "1.5",
    "string": '"a"',
    "boolean": "true",
    "date": '@"2026-01-31"',
    "time": '@"10:00:00"',
    "date and time": '@"2026-01-31T10:00:00"',
    "days and time duration": '@"P1D"',
    "years and months duration": '@"P1M"',
    "list<Any>": "[1]",
    "context": "{a: 1}",
    "range<Any>": "[1..2]",
    "function<Any> -> Any": "(function(x) x)",
}


@pytest.mark.parametrize("type_", VALUES)
@pytest.mark.parametrize("of", VALUES)
def test_each_value_is_an_instance_of_its_own_type_only(type_, of):
    assert say(f"{VALUES[of]} instance of {type_}") is (type_ == of)


@pytest.mark.parametrize("type_", [*VALUES, "Any"])
def test_null_is_an_instance_of_null_only(type_):
    assert say(f"null instance of {type_}") is False
    assert say("null instance of Null") is True
    assert say("1 instance of Null") is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-1 instance of number", True),
        ("1 + 1 instance of number", None),
        ("(1 + 1) instance of number", True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("[1, null] instance of list<number>", True),
        ("[] instance of list<string>", True),
        ("[[1], [2]] instance of list<list<number>>", True),
        ("[[1], [2]] instance of list", True),
        ("[1..5] instance of range<number>", True),
        ("[1..5] instance of range<string>", False),
        ("(< 5) instance of range<number>", True),
        ('["a".."c"] instance of range<string>', True),
        ("[1..5] instance of range", True),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("{a: null} instance of context<a: number>", True),
        ("{b: 1} instance of context<a: number>", False),
        ("{a: {b: 1}} instance of context<a: context<b: number>>", True),
        ("{a: {b: 1}} instance of context<a: context<b: string>>", False),
        ("{a-b: 1} instance of context<a-b: number>", True),
        ("(function(x: number) x) instance of function<number> -> Any", True),
        ("(function(x: number) x) instance of function<string> -> Any", False),
        ("(function(x) x) instance of function<string> -> number", True),
        ("(function() 1) instance of function<> -> number", True),
        ("(function(x, y) x) instance of function<number> -> Any", False),
        ("(function(x) x) instance of function", True),
        ("abs instance of function<number> -> number", True),
        ("abs instance of function<number, number> -> number", False),
        ("substring instance of function<string, number> -> string", True),
        ("substring instance of function<string, number, number> -> string", True),
        ("string length instance of function<number> -> number", False),
        ("1 instance of abs", None),
        ('{name: "Ann", age: 3} instance of tPerson', True),
        ('{name: "Ann"} instance of tPerson', False),
        ('{name: "Ann", age: 3} instance of hr.tPerson', True),
        ('[{name: "Ann", age: 3}] instance of list<tPerson>', True),
        ('["a"] instance of tNames', True),
        ('"a" instance of t-odd', True),
        ("300 instance of tByte", True),
        ("1 instance of tUnknown", None),
        ('@"2026-01-31" instance of date and time', False),
    ],
)
def test_instance_of_looks_into_lists_contexts_ranges_and_functions(text, value):
    assert say(text) is value


def test_a_record_is_an_instance_of_the_context_that_it_resolves_to():
    rows = {1: {"name": "Ann", "age": 3}}
    say_of = {"context": {"p": RecordRef("person", 1)}, "resolve": lambda ref: rows.get(ref.key)}
    assert say("p instance of tPerson", **say_of) is True
    assert say("p instance of context<salary: number>", **say_of) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(function(x: number) x + 1)([2])", D(3)),
        ("(function(x: list<number>) count(x))(2)", D(1)),
        ("(function(x: list) x)(2)", [D(2)]),
        ("(function(x: number) x)([1, 2])", None),
        ('(function(x: number) 1)("a")', None),
        ("(function(x: number) 1)(null)", D(1)),
        ('(function(x: date and time) x)(@"2026-01-31")', datetime(2026, 1, 31, tzinfo=UTC)),
        ('(function(x: date) x)(@"2026-01-31T10:00:00")', None),
        ('(function(x: Any) x)(@"2026-01-31")', date(2026, 1, 31)),
        ("(function(x: tByte) x)(255)", D(255)),
        ("(function(x: tByte) x)(256)", None),
        ("(function(x: tByte) x)([7])", D(7)),
        ('(function(x: tNames) count(x))("a")', D(1)),
        ("(function(x: tUnknown) 1)(1)", None),
        ("(function(f: function<number> -> number) f(3))(function(y) y * 2)", D(6)),
        ("(function(f: function<number> -> number) f(3))(abs)", D(3)),
        ("(function(f: function<number> -> number) 1)(5)", None),
        ("(function(x, y) x)(1)", None),
        ("(function(x, y) x)(1, 2, 3)", None),
        ("(function(x, y) x - y)(y: 1, x: 5)", D(4)),
        ("(function(x, y) x)(x: 5)", None),
        ("(function(x, y) x)(x: 5, z: 1)", None),
        ('string length(["abc"])', D(3)),
        ("sum(4)", D(4)),
        ("count(4)", D(1)),
        ('contains(["abc"], ["b"])', True),
        ("abs([-1])", D(1)),
        ("abs([-1, 2])", None),
        ("abs([[-1]])", None),
        ("floor([1.5], 0)", D(1)),
        ("get value([{a: 1}], ['a'])".replace("'", '"'), D(1)),
    ],
)
def test_arguments_are_converted_as_dmn_says_or_the_call_is_null(text, value):
    assert say(text) == value


def test_a_mismatch_is_explained():
    diagnostics = []
    say('(function(x: number) x)("a")', diagnostics=diagnostics)
    assert "x is string, not number" in str(diagnostics[0])


@pytest.mark.parametrize(
    "text",
    [
        "1 instance of list<>",
        "1 instance of context<a>",
        "1 instance of range<number, string>",
        "1 instance of 5",
    ],
)
def test_a_type_that_is_none_is_a_syntax_error(text):
    with pytest.raises(FeelSyntaxError):
        feel.parse(text)


WIDE = t.ContextType((("a", t.ListType(t.NUMBER)),))
NARROW = t.ContextType((("a", t.ListType(t.NUMBER)), ("b", t.STRING)))


@pytest.mark.parametrize(
    ("type_", "other", "conforms"),
    [
        (t.NUMBER, t.ANY, True),
        (t.ANY, t.NUMBER, False),
        (t.NULL, t.NUMBER, True),
        (t.NUMBER, t.STRING, False),
        (t.DATE, t.DATE_TIME, False),
        (t.ListType(t.NUMBER), t.ListType(t.ANY), True),
        (t.ListType(t.ANY), t.ListType(t.NUMBER), False),
        (NARROW, WIDE, True),
        (WIDE, NARROW, False),
        (t.RangeType(t.NUMBER), t.RangeType(t.ANY), True),
        (t.FunctionType((t.ANY,), t.NUMBER), t.FunctionType((t.NUMBER,), t.ANY), True),
        (t.FunctionType((t.NUMBER,), t.NUMBER), t.FunctionType((t.ANY,), t.NUMBER), False),
        (t.FunctionType((), t.NUMBER), t.FunctionType((t.NUMBER,), t.NUMBER), False),
        (TYPES["tByte"], t.NUMBER, True),
        (t.NUMBER, TYPES["tByte"], False),
        (PERSON, TYPES["tPerson"], True),
    ],
)
def test_a_type_conforms_to_another_if_its_values_can_stand_there(type_, other, conforms):
    assert t.conforms(type_, other) is conforms


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D(1), "number"),
        (None, "Null"),
        ([D(1), D(2)], "list<number>"),
        ([D(1), "a"], "list<Any>"),
        ([], "list<Any>"),
        ([D(1), None], "list<number>"),
        ({"a": [date(2026, 1, 1)]}, "context<a: list<date>>"),
    ],
)
def test_the_type_of_a_value_is_told_in_feel(value, text):
    assert str(t.type_of(value)) == text
    assert value is None or t.matches(t.type_of(value), value, Run(Environment())) is True


def test_allowed_values_limit_what_is_converted_and_not_what_is_an_instance():
    run = Run(Environment())
    assert t.matches(TYPES["tByte"], D(300), run)
    assert t.coerce(TYPES["tByte"], D(300), run) is t.MISMATCH
    assert t.coerce(t.ListType(TYPES["tByte"]), [D(1), D(300)], run) is t.MISMATCH
    assert t.coerce(t.ContextType((("b", TYPES["tByte"]),)), {"b": D(300)}, run) is t.MISMATCH
    assert t.coerce(t.ListType(TYPES["tByte"]), D(3), run) == [D(3)]


def test_a_list_that_holds_null_alone_is_no_value_of_another_type():
    run = Run(Environment())
    assert t.coerce(t.NUMBER, [None], run) is t.MISMATCH
    assert t.coerce(t.NUMBER, [D(1)], run) == D(1)
    assert t.coerce(t.ListType(t.NUMBER), [None], run) == [None]

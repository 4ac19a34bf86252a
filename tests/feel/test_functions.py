"""The built-in functions, one line each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment, YearsMonths

D = Decimal

NOON = Environment(now=lambda: datetime(2026, 3, 1, 23, 30, tzinfo=UTC), time_zone="Europe/Moscow")

STRINGS = [
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2)', "ar"),
    ('substring(string: "foobar", start position: 3, length: 2)', "ob"),
    ('substring("a", 0)', None),
    ('string length("🐎x")', D(2)),
    ('upper case("aß")', "ASS"),
    ('contains("deal", "ea")', True),
    ('starts with("deal", "de")', True),
    ('ends with("deal", "x")', False),
    ('substring before("a@b", "@")', "a"),
    ('substring after("a@b", "@")', "b"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ('matches("ivan@firma.ru", "^[^@]+@[^@]+\\.[a-z]+$")', True),
    ('matches("АБ12", "^\\p{Lu}+\\d{2}$")', True),
    ('matches("a", "(")', None),
    ('replace("2026-03-01", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "01.03.2026"),
    ('replace("abc", "B", "x", "i")', "axc"),
    ('is blank("  ")', True),
    ('contains("a", null)', None),
    ('trim("  a ")', "a"),
]
NUMBERS = [
    ("abs(-3)", D(3)),
    ("floor(-1.5)", D(-2)),
    ("ceiling(1.2)", D(2)),
    ("decimal(2.675, 2)", D("2.68")),
    ("decimal(2.5, 0)", D(2)),
    ("round half up(2.5, 0)", D(3)),
    ("round half down(2.5, 0)", D(2)),
    ("round up(-1.1, 0)", D(-2)),
    ("round down(1.9, 0)", D(1)),
    ("round half up(1250, -2)", D(1300)),
    ("modulo(-12, 5)", D(3)),
    ("modulo(1, 0)", None),
    ("sqrt(16)", D(4)),
    ("sqrt(-1)", None),
    ("odd(3)", True),
    ("even(2.5)", None),
    ("number('x')".replace("'", '"'), None),
    ('number("1.000,50", ".", ",")', D("1000.50")),
    ('string(1.50) + "!"', "1.50!"),
    ('string([1, "a", null, {b: true}])', '[1, "a", null, {b: true}]'),
]
LISTS = [
    ("count([1, null])", D(2)),
    ("sum([1, 2, 3])", D(6)),
    ("sum(1, 2, 3)", D(6)),
    ("sum([])", None),
    ('sum([@"P1D", @"PT1H"])', timedelta(days=1, hours=1)),
    ('sum([1, "a"])', None),
    ("mean([1, 2])", D("1.5")),
    ("min(3, 1, 2)", D(1)),
    ('max([@"2026-01-01", @"2026-02-01"])', date(2026, 2, 1)),
    ("median([3, 1, 2, 10])", D("2.5")),
    ("list contains([1, null], null)", True),
    ("append([1], 2, 3)", [D(1), D(2), D(3)]),
    ("concatenate([1], [2])", [D(1), D(2)]),
    ("index of([1, 2, 1], 1)", [D(1), D(3)]),
    ("flatten([1, [2, [3]]])", [D(1), D(2), D(3)]),
    ("distinct values([1, 2, 1.0])", [D(1), D(2)]),
    ("union([1], [1, 2])", [D(1), D(2)]),
    ("reverse([1, 2])", [D(2), D(1)]),
    ("sort([3, 1, 2])", [D(1), D(2), D(3)]),
    ("sort([1, 3, 2], function(a, b) a > b)", [D(3), D(2), D(1)]),
    ("sublist([1, 2, 3], 2)", [D(2), D(3)]),
    ("insert before([1, 3], 2, 2)", [D(1), D(2), D(3)]),
    ("remove([1, 2], -1)", [D(1)]),
    ("all([true, null])", None),
    ("all([true, false, null])", False),
    ("any([false, true, null])", True),
    ("is empty([])", True),
]
CONTEXTS = [
    ('get value({a: 1}, "a")', D(1)),
    ('get value({a: {b: 2}}, ["a", "b"])', D(2)),
    ("get value({a: 1}, [{}])", None),
    ("get entries({a: 1})", [{"key": "a", "value": D(1)}]),
    ('context put({a: 1}, "b", 2)', {"a": D(1), "b": D(2)}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": D(1), "c": D(2)}}),
    ("context merge([{a: 1}, {a: 2}])", {"a": D(2)}),
    ('context([{key: "a", value: 1}])', {"a": D(1)}),
    ("is defined(missing)", False),
    ("is defined(0)", True),
    ("get or else(null, 5)", D(5)),
]
TEMPORAL = [
    ('date("2026-01-31")', date(2026, 1, 31)),
    ("date(2026, 13, 1)", None),
    ('date(date and time("2026-01-31T23:00:00"))', date(2026, 1, 31)),
    ('date and time(date("2026-01-31"), time("10:00:00"))', datetime(2026, 1, 31, 10)),  # noqa: DTZ001 - FEEL's local one
    ('time("10:15:00.5")', time(10, 15, 0, 500000)),
    ('duration("P1Y")', YearsMonths(12)),
    ('years and months duration(@"2025-05-31", @"2026-05-30")', YearsMonths(11)),
    ('day of week(@"2026-03-01")', "Sunday"),
    ('month of year(@"2026-03-01")', "March"),
    ('day of year(@"2026-03-01")', D(60)),
    ('week of year(@"2026-01-01")', D(1)),
    ('last day of month(@"2024-02-10")', date(2024, 2, 29)),
    ("today()", date(2026, 3, 2)),
    ("string(now())", "2026-03-02T02:30:00@Europe/Moscow"),
    ('now() > @"2026-03-01T00:00:00Z"', True),
    ('string(@"P1DT0.5S")', "P1DT0.5S"),
    ("before([1..5], 6)", True),
    ("overlaps([1..5], [5..8])", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STRINGS + NUMBERS + LISTS + CONTEXTS + TEMPORAL)
def test_a_built_in_function(text, expected):
    value = feel.evaluate(text, {}, NOON)
    assert value == expected
    assert type(value) is type(expected)


def test_the_environment_adds_functions():
    environment = Environment(functions={"working days": lambda days: days * 2})
    assert feel.evaluate("working days(3)", {}, environment) == D(6)


def test_functions_in_the_context_can_be_called():
    square = feel.evaluate("function(n) n * n", {})
    assert feel.evaluate("square(4)", {"square": square}) == D(16)

"""What is worked out when a text is compiled, and what must wait for the run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment, FeelBudgetExceeded
from engine.feel.running import Run, Scope


def test_a_duration_written_in_a_text_is_the_same_object_in_every_run():
    expression = feel.parse('duration("P2D") + duration("PT1H")')
    assert expression.evaluate({}) == timedelta(days=2, hours=1)
    assert expression.evaluate({}) is expression.evaluate({})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(2 + 3) * -4", Decimal(-20)),
        ("7 / 2", Decimal("3.5")),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ("count([1, 2, 3])", Decimal(3)),
    ],
)
def test_a_constant_costs_a_run_nothing(text, value):
    run = Run(Environment(step_budget=0))
    assert feel.parse(text).compiled(Scope({}, run)) == value


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_asks_the_clock_is_asked_in_every_run(year):
    now = datetime(year, 7, 1, tzinfo=UTC)
    environment = Environment(now=lambda: now)
    assert feel.parse('today() + duration("P1D")').evaluate({}, environment) == date(year, 7, 2)


@pytest.mark.parametrize(("month", "hours"), [(1, 1), (7, 2)])
def test_a_zone_with_summer_time_waits_for_the_clock_too(month, hours):
    environment = Environment(now=lambda: datetime(2026, month, 1, tzinfo=UTC))
    text = 'time("12:00:00Z") - time("12:00:00@Europe/Berlin")'
    assert feel.evaluate(text, {}, environment) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ['date("2026-02-30")', "1 / 0", 'count([date("2026-02-30")])', '-"a"'])
def test_a_constant_that_is_null_says_why_in_every_run(text):
    for _ in range(2):
        notes = []
        feel.evaluate(text, {}, Environment(diagnostics=notes))
        assert len(notes) == 1


def test_a_string_is_paid_for_by_the_run_that_makes_it():
    with pytest.raises(FeelBudgetExceeded, match="20 items and characters"):
        feel.evaluate(
            'string join(["a", "b"], "----------------------------")', {}, Environment(size_budget=20)
        )


def test_what_the_compiler_has_no_time_for_is_left_to_the_run():
    text = "[" + ", ".join(["2 ** 3"] * 600) + "]"
    assert feel.evaluate(text, {}) == [Decimal(8)] * 600
    with pytest.raises(FeelBudgetExceeded, match="100 steps"):
        feel.evaluate(text, {}, Environment(step_budget=100))


def test_a_filter_whose_condition_calls_the_item_by_name_sees_it():
    items = [{"price": Decimal(1)}, {"price": Decimal(5)}]
    assert feel.evaluate("items[item.price > 2]", {"items": items}) == [items[1]]
    assert feel.evaluate("items[count([{a: item}][a.price > 2]) = 1]", {"items": items}) == [items[1]]


@pytest.mark.parametrize(
    ("value", "passes"),
    [("gold", True), ("none", False), (["gold", "silver"], True), (["gold"], False), (None, False)],
)
def test_a_list_of_words_holds_its_words_and_is_itself(value, passes):
    assert feel.evaluate('tier in ["gold", "silver"]', {"tier": value}) is passes

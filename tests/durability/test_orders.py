"""Whatever people, workers, time and crashes do, in any order: the tables say what the rules say."""

from __future__ import annotations

import itertools
import shutil
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.process import tasks
from tests.durability import order_machine
from tests.durability.guards import control, guards
from tests.durability.order_machine import Orders

pytestmark = pytest.mark.durability

PHASES = [Phase.generate]
"""The steps that led to a failure are told as they were: to shorten them takes minutes."""


@pytest.fixture
def fresh(request, new_sqlite, tmp_path, soak):
    """Addresses of databases in which the company has no order yet."""
    if request.param == "postgresql":
        make = request.getfixturevalue("new_postgres")

        def new():
            order_machine.prepare(url := make())
            return url

        return new
    template, numbers = tmp_path / "template.sqlite", itertools.count()
    order_machine.prepare(new_sqlite(template))

    def copy():
        path = tmp_path / f"{next(numbers)}.sqlite"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    return copy


def playing(addresses):
    return type("PlayedOrders", (Orders,), {"fresh": staticmethod(addresses)})


@guards("G14")
@pytest.mark.parametrize(
    "fresh", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
def test_orders_follow_their_rules_whatever_is_done_to_them(fresh, soak):
    plays, steps = (60, 60) if soak else (3, 30)
    how = settings(
        max_examples=plays,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(playing(fresh), settings=how)


@control("G14")
@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_who_completes_a_task_that_another_holds_would_break_the_rules(fresh, monkeypatch):
    monkeypatch.setattr(tasks, "require_worker", lambda *_: None)
    company = playing(fresh)()
    company.open()
    order = company.place()
    company.claim(order, "anna")
    company.tables_say_what_the_rules_say()

    with pytest.raises(AssertionError, match="TaskAssignedToOther"):
        company.complete(order, "boris")
    company.teardown()


@control("G14")
@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_a_verb_that_stays_when_its_program_dies_would_break_the_rules(fresh, monkeypatch):
    monkeypatch.setattr(order_machine, "dying", lambda _database: died_too_late())
    company = playing(fresh)()
    company.open()
    order = company.place()
    with pytest.raises(AssertionError):
        company.complete_and_die(order, "anna")
    company.teardown()


@contextmanager
def died_too_late():
    yield

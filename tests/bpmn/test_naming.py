"""How a person finds what has no name in the diagram."""

from __future__ import annotations

import pytest

from engine.bpmn.definition import load
from engine.bpmn.naming import described
from tests.process import models as m

MODEL = m.model(
    "sale",
    m.start("begin"),
    m.node("parallelGateway", "fork"),
    m.user("offer"),
    m.user("check"),
    m.boundary("bell", "check", m.timer("Duration", "P1D"), interrupting=False),
    m.node("exclusiveGateway", "again"),
    m.node("parallelGateway", "join"),
    m.node("subProcess", "care", inner=m.node("task", "alone"), name="After care"),
    m.end("finish"),
    m.end("rung"),
    flow="begin > fork; fork > offer > join; fork > check > again > join; join > care > finish; bell > rung",
)
FAR = m.model(
    "far",
    m.user("first"),
    *(m.node("exclusiveGateway", f"g{number}") for number in range(20)),
    flow="first > " + " > ".join(f"g{number}" for number in range(20)),
)


@pytest.fixture(scope="module")
def told():
    return described(load(MODEL, "sale").model)


@pytest.mark.parametrize(
    ("element", "en", "ru"),
    [
        ("begin", "Start event before “Offer” and “Check”", "Начальное событие перед «Offer» и «Check»"),
        ("fork", "Parallel gateway before “Offer” and “Check”", "Параллельный шлюз перед «Offer» и «Check»"),
        ("again", "Exclusive gateway after “Check”", "Исключающий шлюз после «Check»"),
        ("join", "Parallel gateway after “Offer”", "Параллельный шлюз после «Offer»"),
        ("bell", "Timer event at “Check”", "Событие-таймер на «Check»"),
        ("rung", "End event after “Check”", "Конечное событие после «Check»"),
        ("alone", "Task in “After care”", "Задача внутри «After care»"),
    ],
)
def test_it_is_told_by_its_kind_and_the_nearest_steps_with_a_name(told, element, en, ru):
    assert (told[element].en, told[element].ru) == (en, ru)


def test_what_has_a_name_keeps_it(told):
    assert {"offer", "check", "care"}.isdisjoint(told)


def test_a_name_far_away_explains_nothing_so_the_id_stands_beside_the_kind():
    far = described(load(FAR, "far").model)

    assert far["g5"].en == "Exclusive gateway after “First”"
    assert far["g19"].en == "Exclusive gateway (g19)"


def test_of_many_steps_two_are_named():
    many = m.model(
        "many", *(m.user(one) for one in "abc"), m.node("parallelGateway", "join"),
        flow="a > join; b > join; c > join",
    )  # fmt: skip

    [join] = described(load(many, "many").model).values()

    assert (join.en, join.ru) == (
        "Parallel gateway after “A”, “B” and others",
        "Параллельный шлюз после «A», «B» и др.",
    )

"""Messages that come early, twice, five times and in any order: each is received once, by whom it is meant for."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.process.errors import NobodyWaits
from tests.durability.guards import control, guards
from tests.process.models import caught, end, message, message_root, model, start, user

pytestmark = pytest.mark.durability

ORDER = model(
    "order",
    start(),
    caught("paid", message("payment")),
    user("ship", candidateGroups="sales"),
    end(),
    flow="start > paid > ship > end",
    root=message_root("payment", "Payment", "=number"),
)
ORDERS = 3


@st.composite
def happenings(draw):
    """Orders that are placed, and their payments told one to five times each, in any order."""
    told = [("tell", order) for order in range(ORDERS) for _ in range(draw(st.integers(1, 5)))]
    return draw(st.permutations([*told, *(("place", order) for order in range(ORDERS))]))


class Shop:
    """One round of happenings; order numbers are its own, so that a database serves for many."""

    rounds = 0

    def __init__(self, company):
        Shop.rounds += 1
        self._company, self._engine, self._round = company, company.engine, Shop.rounds

    def live_through(self, events, tell):
        for kind, order in events:
            name = f"{self._round}-{order}"
            if kind == "place":
                self._company.start("order", number=name)
            else:
                tell(self, name)

    def tell(self, order):
        """As a bank does: with the payment's own id, and time to live."""
        self._engine.correlate_message(
            "Payment",
            correlation_key=order,
            variables={"payment": order},
            message_id=f"payment of {order}",
            time_to_live=timedelta(hours=1),
            by=self._company.people.ada,
        )

    def tell_without_id(self, order):
        """The negative control: every repetition counts as a message of its own."""
        self._engine.correlate_message(
            "Payment", correlation_key=order, variables={"payment": order},
            time_to_live=timedelta(hours=1), by=self._company.people.ada,
        )  # fmt: skip

    def tell_in_passing(self, order):
        """The negative control: a message that comes early is lost."""
        try:
            self._engine.correlate_message("Payment", correlation_key=order, by=self._company.people.ada)
        except NobodyWaits:
            return

    def shipped(self):
        """The orders that are ready to be shipped, and the payment that each has received."""
        rows = self._company.inbox(self._company.people.anna).rows
        found = [self._company.instance(row.instance_key).variables for row in rows]
        mine = [one for one in found if one["number"].startswith(f"{self._round}-")]
        return Counter((one["number"], one.get("payment")) for one in mine)

    def wanted(self):
        names = [f"{self._round}-{order}" for order in range(ORDERS)]
        return Counter((name, name) for name in names)


@guards("G5")
def test_each_payment_is_received_once_however_often_and_early_it_is_told(company, soak):
    company.deploy(ORDER)

    @settings(
        max_examples=150 if soak else 5,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(happenings())
    def play(events):
        shop = Shop(company)
        shop.live_through(events, Shop.tell)
        assert shop.shipped() == shop.wanted()

    play()


@control("G5")
def test_a_shop_that_keeps_no_early_message_waits_for_ever(company):
    company.deploy(ORDER)
    shop = Shop(company)
    shop.live_through([("tell", 0), ("place", 0), ("place", 1), ("tell", 1)], Shop.tell_in_passing)

    assert sum(shop.shipped().values()) == 1


@control("G5")
def test_a_repetition_without_an_id_would_pay_for_the_next_order_too(company):
    company.deploy(ORDER)
    shop = Shop(company)
    shop.live_through(
        [("place", 0), ("tell", 0), ("tell", 0), ("place", 0), ("place", 1), ("place", 2)],
        Shop.tell_without_id,
    )

    assert sum(shop.shipped().values()) == 2


@guards("G5")
def test_what_came_too_early_for_its_time_to_live_is_forgotten(company, clock, engine):
    company.deploy(ORDER)
    shop = Shop(company)
    shop.live_through([("tell", 0)], Shop.tell)
    clock.advance(timedelta(hours=2))
    engine.expire_messages()
    shop.live_through([("place", 0)], Shop.tell)

    assert shop.shipped() == Counter()

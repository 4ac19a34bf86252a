"""The pipeline board and the metrics on both databases: sums, pages and periods mean the same on each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.analytics import metrics, period, pipeline
from engine.errors import Invalid
from engine.identity import SYSTEM
from engine.process import changes, queries
from engine.process.work import Change, TouchedTask
from engine.records import opportunities, rates, store
from engine.records.rates import Rate, RateMissing
from tests.records.company import KEYS, NOON, a_deal

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
EURO = [Rate("EUR", date(2026, 1, 1), Decimal("1.1")), Rate("EUR", date(2026, 3, 1), Decimal("1.2"))]


def shown(connection, *, limit=50):
    return pipeline.board(connection, SYSTEM, pipeline.Filters(), now=NOW, limit=limit)


def test_a_stage_adds_up_what_is_in_many_currencies_on_many_days(database):
    with database.transaction() as connection:
        rates.keep(connection, "USD", EURO)
        a_deal(connection, "Home", amount=1000)
        a_deal(connection, "January", amount=Decimal("100.10"), currency="EUR", opened_on=date(2026, 1, 31))
        a_deal(connection, "April", amount=100, currency="EUR", opened_on=date(2026, 4, 1))
        a_deal(connection, "Yen", amount=5000, currency="JPY", opened_on=date(2026, 4, 1))
        a_deal(connection, "Nothing yet", amount=None, currency="JPY")
        found = shown(connection)
    first = found.columns[0]
    assert (found.base, first.total.count) == ("USD", 5)
    assert first.total.amount == Decimal("1230.11")
    assert first.total.weighted == Decimal("123.011")
    assert found.missing == {"JPY": 1}
    assert [column.total.count for column in found.columns[1:]] == [0] * 5


def test_a_closed_deal_leaves_the_board(database):
    with database.transaction() as connection:
        deal = a_deal(connection, "Won", amount=1)
        opportunities.win(connection, deal, amount=Decimal(1), by=SYSTEM, at=NOON, keys=KEYS)
        assert sum(column.total.count for column in shown(connection).columns) == 0


def test_pages_of_a_stage_follow_one_another_those_without_a_day_last(database):
    with database.transaction() as connection:
        days = [date(2026, 7, 2), None, date(2026, 7, 1), None, date(2026, 7, 1)]
        for number, day in enumerate(days):
            a_deal(connection, str(number), close_date=day)
        column = shown(connection, limit=2).columns[0]
        names = [card.name for card in column.cards]
        while column.next:
            (column,) = pipeline.more(
                connection, SYSTEM, pipeline.Filters(), "qualify", column.next, now=NOW, limit=2
            ).columns
            names += [card.name for card in column.cards]
    assert names == ["2", "4", "0", "1", "3"]


def test_a_rate_holds_from_its_day_until_the_next(database):
    with database.transaction() as connection:
        rates.keep(connection, "USD", EURO)
        known = rates.load(connection)
    assert known.to_base(Decimal(10), "EUR", date(2026, 2, 28)) == 11
    assert known.to_base(Decimal(10), "EUR", date(2026, 3, 1)) == 12
    assert known.to_base(Decimal("0.05"), "EUR", date(2026, 1, 1)) == Decimal("0.06")
    assert known.to_base(Decimal(10), "USD", date(1990, 1, 1)) == 10
    with pytest.raises(RateMissing, match="from EUR to USD for 2025-12-31"):
        known.to_base(Decimal(10), "EUR", date(2025, 12, 31))
    assert issubclass(RateMissing, Invalid)


def test_every_metric_reads_both_databases_alike(database):
    may = period.around("month", date(2026, 5, 1))
    with database.transaction() as connection:
        won, lost = a_deal(connection, "Won"), a_deal(connection, "Lost")
        start, end = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 11, 9, tzinfo=UTC)
        for deal in (won, lost):
            opportunities.enter_stage(connection, deal, "qualify", by=SYSTEM, at=start, keys=KEYS)
        opportunities.win(connection, won, amount=Decimal(1000), by=SYSTEM, at=end, keys=KEYS)
        opportunities.lose(connection, lost, reason="price", by=SYSTEM, at=end, keys=KEYS)
        lead = {"family_name": "Stein", "source": "tests"}
        store.create(connection, "lead", lead, by=SYSTEM, at=start, keys=KEYS)
        case = {"subject": "It jams"}
        store.create(connection, "case", case, by=SYSTEM, at=start, keys=KEYS)
        told = metrics.all_told(connection, SYSTEM, may, now=NOW)
    values = {one.metric.id: one.now.value for one in told if one.now.value is not None}
    assert values == {
        "win_rate": 50,
        "won_value": 1000,
        "deal_size": 1000,
        "sales_cycle": 10,
        "velocity": 0,
        "weighted_forecast": 1000,
        "lead_conversion": 0,
    }


def test_what_one_program_tells_another_reads_as_it_was_told(database):
    told = Change(
        instances=frozenset([1, 2]),
        tasks={3: TouchedTask(assignees=frozenset([4]), groups=frozenset(["Sales"]))},
        incidents=frozenset([2]),
    )
    now = datetime.now(UTC)
    with database.transaction() as connection:
        changes.tell(connection, [told, Change(everything=True)], keys=KEYS, now=now)
        found = changes.told(connection, since=now.replace(year=now.year - 1), program=KEYS.worker + 1)
        own = changes.told(connection, since=now.replace(year=now.year - 1), program=KEYS.worker)
        heard = queries.heard(connection, SYSTEM, told)
    assert list(found.values()) == [told, Change(everything=True)]
    assert own == {}
    assert heard.tasks == {3}

"""The key figures: exactly as defined, from records and process history."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.analytics import kpis, reference
from engine.identity import SYSTEM
from engine.records import opportunities, store
from tests.conftest import ROOT
from tests.records.company import KEYS, NOON, a_deal


def closed(connection, name, opened, ended, amount=None, **values):
    """A deal that went from its first stage to won (with an amount) or lost."""
    deal = a_deal(connection, name, **values)
    start, end = (datetime(2026, *day, 9, tzinfo=UTC) for day in (opened, ended))
    opportunities.enter_stage(connection, deal, "qualify", by=SYSTEM, at=start, keys=KEYS)
    if amount is None:
        opportunities.lose(connection, deal, reason="price", by=SYSTEM, at=end, keys=KEYS)
    else:
        opportunities.win(connection, deal, amount=Decimal(amount), by=SYSTEM, at=end, keys=KEYS)
    return deal


def test_an_empty_company_has_counts_and_no_rates(database):
    with database.reading() as connection:
        figures = kpis.kpi(connection)
    assert figures == {
        "won": 0,
        "lost": 0,
        "open": 0,
        "win_rate": None,
        "won_value": 0,
        "won_cycle_days": None,
        "velocity_per_day": None,
    }


def test_every_figure_follows_its_definition(database):
    with database.transaction() as connection:
        closed(connection, "A", (1, 1), (1, 11), 1000)
        closed(connection, "B", (1, 1), (1, 22), "500.50")
        closed(connection, "C", (1, 1), (3, 1))
        a_deal(connection, "D")
        a_deal(connection, "E")
        gone = closed(connection, "F", (1, 1), (1, 2), 99)
        store.delete(connection, gone, by=SYSTEM, at=NOON, keys=KEYS)
        figures = kpis.kpi(connection)
    assert figures == {
        "won": 2,
        "lost": 1,
        "open": 2,
        "win_rate": 66.67,
        "won_value": 1500.5,
        "won_cycle_days": 15.5,
        "velocity_per_day": 64.54,
    }


def test_a_cycle_counts_calendar_days_not_hours(database):
    with database.transaction() as connection:
        deal = a_deal(connection)
        late, early = datetime(2026, 1, 1, 23, tzinfo=UTC), datetime(2026, 1, 2, 1, tzinfo=UTC)
        opportunities.enter_stage(connection, deal, "qualify", by=SYSTEM, at=late, keys=KEYS)
        opportunities.win(connection, deal, amount=Decimal(1), by=SYSTEM, at=early, keys=KEYS)
        assert kpis.kpi(connection)["won_cycle_days"] == 1


def test_a_deal_in_another_currency_is_counted_but_its_money_is_not_added(database):
    with database.transaction() as connection:
        closed(connection, "A", (1, 1), (1, 11), 1000)
        closed(connection, "B", (1, 1), (1, 11), 7, currency="JPY")
        figures = kpis.kpi(connection)
    assert (figures["won"], figures["won_value"]) == (2, 1000)


@pytest.mark.parametrize("kpi", kpis.declarations(), ids=lambda kpi: kpi.id)
def test_every_figure_is_named_and_defined_in_both_languages(kpi):
    assert all((kpi.labels.en, kpi.labels.ru, kpi.definition.en, kpi.definition.ru))
    assert kpi.definition.en != kpi.definition.ru


def test_the_reference_page_says_what_the_figures_declare():
    written = (ROOT / "docs/reference/kpis.md").read_text()
    assert written == reference.page(), "Run: python -m engine.analytics.reference"

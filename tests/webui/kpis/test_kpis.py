"""The page of key figures: what is listed is what was counted, for those who lead, in one currency."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.analytics import metrics, period
from engine.identity import SYSTEM
from engine.records import opportunities, store, type_of
from engine.records.rates import Rate
from tests.webui.browsing import page, text

MAY = period.around("month", date(2026, 5, 1))
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def add(engine, company):
    """A record with any fields, those of the process included, as years of work leave them."""

    def create(type_, *, owner="anna", **values):
        who = getattr(company, owner)
        with engine.database.transaction() as connection:
            plain = {name: value for name, value in values.items() if not _owned(type_, name)}
            ref = store.create(connection, type_, plain, by=who, at=NOW, keys=engine.keys)
            table = type_of(type_).table
            rest = {name: value for name, value in values.items() if _owned(type_, name)}
            if rest:
                connection.execute(table.update().where(table.c.key == ref.key).values(rest))
        return ref

    return create


def _owned(type_, name):
    field = type_of(type_).fields.get(name)
    return field is None or field.process_owned or field.stamped


@pytest.fixture
def close(engine, company):
    """A deal that went from its first stage to won (with an amount) or lost."""

    def create(name, opened, ended, amount=None, *, owner="anna", **values):
        start, end = (datetime(2026, *day, 9, tzinfo=UTC) for day in (opened, ended))
        by = getattr(company, owner)
        with engine.database.transaction() as connection:
            given = {"name": name, "opened_on": start.date(), **values}
            deal = store.create(connection, "opportunity", given, by=by, at=start, keys=engine.keys)
            step = {"by": SYSTEM, "keys": engine.keys}
            opportunities.enter_stage(connection, deal, "qualify", at=start, **step)
            if amount is None:
                opportunities.lose(connection, deal, reason="price", at=end, **step)
            else:
                opportunities.win(connection, deal, amount=Decimal(amount), at=end, **step)
        return deal

    return create


@pytest.fixture
def figures(engine, company):
    """Every metric of a period by id, as a person reads it."""

    def read(login="dina", wanted=MAY, team=None):
        with engine.database.reading() as connection:
            told = metrics.all_told(connection, getattr(company, login), wanted, now=NOW, team=team)
        return {one.metric.id: one for one in told}

    return read


def at(day, hour=9, minute=0, month=5):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_an_empty_company_has_sums_of_nothing_and_no_rates(figures):
    told = figures()

    assert {name: one.now.value for name, one in told.items() if one.now.value is not None} == {
        "won_value": 0,
        "weighted_forecast": 0,
    }
    assert len(told) >= 10


def test_the_sales_figures_of_a_period_follow_their_definitions(figures, close, add):
    close("A", (5, 1), (5, 11), 1000)
    close("B", (4, 1), (5, 21), "500.50")
    close("C", (4, 1), (5, 30))
    close("Earlier", (4, 1), (4, 21), 9000)
    close("Later", (5, 1), (6, 1), 7)
    add(
        "opportunity",
        name="Open",
        amount=1000,
        probability=45,
        close_date=date(2026, 5, 31),
        opened_on=date(2026, 5, 2),
    )
    add("opportunity", name="Next month", amount=1, close_date=date(2026, 6, 1), opened_on=date(2026, 6, 2))

    told = figures()

    assert round(told["win_rate"].now.value, 2) == Decimal("66.67")
    assert told["won_value"].now.value == Decimal("1500.50")
    assert told["won_value"].before.value == 9000
    assert told["deal_size"].now.value == Decimal("750.25")
    assert (told["sales_cycle"].now.value, told["sales_cycle"].now.second) == (30, 30)
    assert told["weighted_forecast"].now.value == Decimal("1950.50")
    assert told["weighted_forecast"].now.second == Decimal("1500.50")
    # Two are open at the end of May: Open and Later.
    expected = 2 * Decimal("750.25") * 2 / 3 / 30
    assert round(told["velocity"].now.value, 6) == round(expected, 6)


def test_the_marketing_figures_of_a_period_follow_their_definitions(figures, add):
    spring = add("campaign", name="Spring", measured_at=at(20), revenue=300_000, cost=100_000)
    add("campaign", name="Autumn", measured_at=at(21), revenue=0, cost=100_000)
    add("campaign", name="April", measured_at=at(1, month=4), revenue=1, cost=1)
    add(
        "campaign_cost",
        campaign=spring,
        type=_some("campaign_cost", "type"),
        amount=90,
        spent_on=date(2026, 5, 3),
    )
    for number, minutes in enumerate((10, 20, 60), 1):
        add(
            "lead", family_name=f"L{number}", created_at=at(2), first_touch_at=at(2, 9, 0) + timedelta(minutes=minutes),
            converted_at=at(9) if number == 1 else None, campaign=spring,
        )  # fmt: skip
    add("lead", family_name="Nobody called", created_at=at(2))

    told = figures()

    assert told["lead_conversion"].now.value == 25
    assert (told["speed_to_lead"].now.value, told["speed_to_lead"].now.second) == (20, 60)
    assert told["campaign_roi"].now.value == 50
    assert told["campaign_roi"].before.value == 0
    assert told["cost_per_lead"].now.value == 30


def _some(type_, name):
    return type_of(type_).fields[name].choices[0].value


def test_the_support_figures_of_a_period_follow_their_definitions(figures, add):
    # Friday 17:00 to Monday 10:00: one hour on Friday and one on Monday in the company's own week.
    add(
        "case", subject="Weekend", created_at=at(8, 17), first_responded_at=at(11, 10), solved_at=at(11, 17),
        solution_met=True, paused_minutes=60, worked_minutes=300, reopened=1,
    )  # fmt: skip
    add(
        "case", subject="Clock", created_at=at(4, 10), first_responded_at=at(4, 10, 30), solved_at=at(4, 14),
        solution_met=False, breached_at=at(4, 12), worked_minutes=180, round_the_clock=True,
    )  # fmt: skip
    add("case", subject="Still late", created_at=at(5), solution_met=False, breached_at=at(6))

    told = figures()

    assert round(told["sla_compliance"].now.value, 2) == Decimal("33.33")
    assert (told["first_response"].now.value, told["first_response"].now.second) == (75, 120)
    assert told["mttr"].now.value == (Decimal(72 - 1) + 4) / 2
    assert told["mttr"].now.second == 4
    assert told["reopen_rate"].now.value == 50


def test_what_is_listed_adds_up_to_the_figure_for_every_metric(figures, engine, company, close, add):
    test_the_sales_figures_of_a_period_follow_their_definitions(figures, close, add)
    test_the_support_figures_of_a_period_follow_their_definitions(figures, add)
    test_the_marketing_figures_of_a_period_follow_their_definitions(figures, add)

    with engine.database.reading() as connection:
        for name, told in figures().items():
            items = metrics.items(connection, company.dina, told.metric, MAY, now=NOW)
            assert told.metric.combine(items) == told.now, name
            assert len(items) == told.count, name
            assert items, name


def test_the_list_behind_a_figure_shows_each_record_once_and_their_sum(sign_in, close):
    close("Alpha", (5, 1), (5, 11), 1000)
    close("Beta", (5, 1), (5, 12), "500.50")
    close("June", (5, 1), (6, 2), 7)

    answer = sign_in("dina").get("/kpis/won_value?period=month&from=2026-05-01")

    rows = page(answer).xpath("//tbody/tr")
    shown = [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]
    assert [(row[0], row[3]) for row in shown] == [("Beta", "500.5"), ("Alpha", "1,000")]
    assert page(answer).xpath("//tfoot//td/text()") == ["1,500.5"]
    assert page(answer).xpath('//p[@class="kpi-value"]/text()') == ["$1,500.50"]
    assert rows[0].xpath(".//a/@href")[0].startswith("/opportunities/")


def test_the_list_is_there_for_a_spreadsheet_too(sign_in, close):
    close("=1+1", (5, 1), (5, 11), "1000.5")

    answer = sign_in("dina").get("/kpis/won_value/table.csv?period=month&from=2026-05-01")

    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert answer.mimetype == "text/csv"
    assert lines == [["Record", "Day", "Role", "Won amount"], ["'=1+1", "2026-05-11", "", "1000.5"]]


def test_money_is_in_the_base_currency_at_the_rate_of_the_day_of_closing(
    sign_in, engine, company, close, figures
):
    engine.keep_rates([Rate("EUR", date(2026, 5, 10), Decimal("1.10"))], by=company.dina)
    close("In euro", (5, 1), (5, 11), 1000, currency="EUR")
    close("Before the rate", (5, 1), (5, 9), 1000, currency="EUR")
    close("In dollars", (5, 1), (5, 11), 1000)

    told = figures()["won_value"]

    assert (told.now.value, told.count, told.missing) == (2100, 3, {"EUR": 1})
    shown = text(sign_in("dina").get("/kpis?period=month&from=2026-05-01"))
    assert "left out, no rate: EUR: 1" in shown


def test_a_manager_reads_the_figures_of_the_own_team_only(figures, close, company):
    close("North", (5, 1), (5, 11), 1000)
    close("South", (5, 1), (5, 11), 5000, owner="clara")

    assert figures("boris")["won_value"].now.value == 1000
    assert figures("dina")["won_value"].now.value == 6000
    assert figures("dina", team=company.clara.team_key)["won_value"].now.value == 5000


def test_the_figures_are_for_those_who_lead(sign_in):
    for address in ("/kpis", "/kpis/win_rate", "/kpis/win_rate/table.csv"):
        assert sign_in("anna").get(address).status_code == 403
        assert sign_in("boris").get(address).status_code == 200
    assert "/kpis" not in sign_in("anna").get("/inbox").get_data(as_text=True)
    assert sign_in("boris").get("/kpis/nonsense").status_code == 404


def test_each_card_has_its_definition_in_the_language_of_the_person(sign_in):
    english, russian = text(sign_in("dina").get("/kpis")), text(sign_in("boris").get("/kpis"))

    for metric in metrics.declarations():
        assert " ".join(metric.definition.en.split()) in english, metric.id
        assert " ".join(metric.definition.ru.split()) in russian, metric.id


def test_a_period_is_compared_with_the_one_before(sign_in, close):
    close("April", (4, 1), (4, 11), 1000)
    close("May", (5, 1), (5, 11), 1500)

    answer = sign_in("dina").get("/kpis?period=month&from=2026-05-01")

    card = next(one for one in page(answer).xpath("//li") if one.xpath('h3/a[text()="Won value"]'))
    assert "+50 %" in " ".join(card.text_content().split())
    assert card.xpath('.//span[contains(@class, "chip-good")]')
    assert "before: $1,000" in " ".join(card.text_content().split())
    assert card.xpath(".//*[local-name()='polyline']")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("period=quarter&from=2026-05-17", "2nd quarter 2026"),
        ("period=year&from=2026-05-17", "2026"),
        ("period=month&from=2026-05-17", "May 2026"),
        ("period=custom&from=2026-05-17&to=2026-05-23", "May 17 – 23, 2026"),
    ],
)
def test_a_period_is_named_as_people_name_it(sign_in, asked, title):
    answer = sign_in("dina").get(f"/kpis?{asked}")

    assert re.sub(r"\s", " ", page(answer).xpath('//div[@class="kpi-period"]/strong/text()')[0]) == title


@pytest.mark.parametrize(
    "asked",
    ["from=2026-05-17&to=2026-05-01", "from=&to=", "from=2000-01-01&to=2026-01-01", "from=x&to=9999-12-31"],
)
def test_days_that_are_no_period_are_said(sign_in, asked):
    assert "Choose two days, the first before the last" in text(
        sign_in("dina").get(f"/kpis?period=custom&{asked}")
    )


def test_long_lists_come_in_pages(sign_in, add):
    for number in range(105):
        add("lead", family_name=f"L{number}", created_at=at(2))
    browser = sign_in("dina")

    def rows(number):
        answer = browser.get(f"/kpis/lead_conversion?period=month&from=2026-05-01&page={number}")
        return len(page(answer).xpath("//tbody/tr"))

    assert [rows(1), rows(2), rows(3), rows(-1), rows("x")] == [100, 5, 5, 100, 100]


@pytest.mark.parametrize("metric", metrics.declarations(), ids=lambda one: one.id)
def test_every_metric_is_named_and_defined_in_both_languages(metric):
    for labels in (metric.labels, metric.definition, metric.counts_as, metric.second, metric.counts_also):
        if labels is not None:
            assert all((labels.en, labels.ru))
            assert labels.en != labels.ru


def test_a_period_moves_by_its_own_length():
    quarter = period.around("quarter", date(2026, 1, 5))
    week = period.between(date(2026, 3, 2), date(2026, 3, 8))

    assert (quarter.previous.start, quarter.following.start) == (date(2025, 10, 1), date(2026, 4, 1))
    assert (week.previous.start, week.previous.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert [one.start.month for one in period.around("month", date(2026, 2, 1)).series(3)] == [12, 1, 2]

"""The base currency and its rates: for administrators, whole or not at all, and on record."""

from __future__ import annotations

import pytest

from tests.webui.browsing import text


def add(browser, lines):
    browser.get("/administration/currencies")
    return browser.post("/administration/currencies/rates", {"rates": lines})


def audit(engine):
    with engine.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT verb, old, new FROM audit ORDER BY key DESC LIMIT 1").one()
    return tuple(found)


def test_rates_are_pasted_as_lines_of_a_table(sign_in):
    browser = sign_in("dina")

    assert add(browser, "EUR;2026-01-05;1,0832\n\nrub\t2026-01-05\t0.0127\n").status_code == 303

    shown = text(browser.get("/administration/currencies"))
    assert "EUR" in shown
    assert "1.0832" in shown
    assert "0.0127" in shown


def test_a_rate_for_the_same_day_takes_the_place_of_the_first_and_both_are_on_record(sign_in, engine):
    browser = sign_in("dina")
    add(browser, "EUR 2026-01-05 1.08")
    add(browser, "EUR 2026-01-05 1.09")

    verb, old, new = audit(engine)

    assert verb == "keep_rates"
    assert ("1.08" in old, "1.09" in new) == (True, True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("EUR 2026-01-05 1.08\nEUR yesterday 1.08", "Line 2, “EUR yesterday 1.08”, is no rate."),
        ("EUR 2026-01-05", "Line 1"),
        ("EUR 2026-01-05 much", "Line 1"),
        ("EURO 2026-01-05 1.08", "“EURO” is no currency code."),
        ("USD 2026-01-05 1", "“USD” is no currency code."),
        ("EUR 2026-01-05 0", "A rate of 0 cannot be right."),
        ("EUR 2026-01-05 -1", "A rate of -1 cannot be right."),
        ("EUR 2026-01-05 1e99", "cannot be right."),
        ("EUR 2026-01-05 NaN", "Line 1"),
        ("  \n", "There is no rate."),
    ],
)
def test_one_wrong_line_and_none_is_taken(sign_in, lines, said):
    browser = sign_in("dina")

    answer = add(browser, lines)

    assert answer.status_code == 422
    assert said in text(answer)
    assert lines.strip().split("\n")[0] in answer.get_data(as_text=True)
    assert "No rates yet" in text(browser.get("/administration/currencies"))


def test_a_rate_can_be_removed(sign_in, engine):
    browser = sign_in("dina")
    add(browser, "EUR 2026-01-05 1.08")

    form = {"currency": "EUR", "day": "2026-01-05"}
    assert browser.post("/administration/currencies/rates/removal", form).status_code == 303
    assert "No rates yet" in text(browser.get("/administration/currencies"))
    assert audit(engine)[0] == "forget_rate"
    assert browser.post("/administration/currencies/rates/removal", {"day": "x"}).status_code == 400


def test_the_base_currency_can_be_chosen(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/currencies")

    assert browser.post("/administration/currencies/base", {"base": "eur"}).status_code == 303
    assert "weighted €0" in text(browser.get("/pipeline"))
    assert audit(engine)[0] == "set_base_currency"
    refused = browser.post("/administration/currencies/base", {"base": "Euro"})
    assert (refused.status_code, "“Euro” is no currency code." in text(refused)) == (422, True)


def test_only_administrators_enter(sign_in):
    browser = sign_in("boris")

    assert browser.get("/administration/currencies").status_code == 403
    browser.get("/profile")
    for address, form in (("base", {"base": "EUR"}), ("rates", {"rates": "EUR 2026-01-05 1"})):
        assert browser.post(f"/administration/currencies/{address}", form).status_code == 403

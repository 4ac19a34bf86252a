"""The calendar editor: tried out before it is saved, and refused with every reason at its place."""

from __future__ import annotations

import pytest

from engine.calendars import queries
from tests.calendars.drafts import a_calendar
from tests.webui.browsing import page, text

WEEK = dict.fromkeys(queries.WEEKDAYS[:5], "08:00-20:00") | {"saturday": "", "sunday": ""}
SUPPORT = {"name": "Support", "time_zone": "Europe/Berlin", "country": "DE", "subdivision": "", **WEEK}


@pytest.fixture
def dina(sign_in):
    return sign_in("dina")


def calendars(engine):
    with engine.database.reading() as connection:
        return queries.calendars(connection)


def test_until_one_is_saved_the_page_says_what_counts_and_offers_it(dina, engine):
    assert "9:00 to 13:00 and 14:00 to 18:00 count" in text(dina.get("/administration/calendars"))

    offered = page(dina.get("/administration/calendars/new?company=1"))

    assert offered.xpath("//input[@name='monday']/@value") == ["09:00-13:00, 14:00-18:00"]
    assert offered.xpath("//input[@name='is_default']/@checked")


def test_a_calendar_is_saved_changed_and_deleted(dina, engine):
    dina.get("/administration/calendars/new")
    exception = {"exception_day": ["2026-12-24", ""], "exception_hours": ["9:00-13:00", ""]}
    assert (
        dina.post(
            "/administration/calendars", {**SUPPORT, **exception, "exception_label": ["Eve", ""]}
        ).status_code
        == 303
    )
    (line,) = calendars(engine)
    assert [(one.hours, one.label) for one in line.exceptions] == [("09:00-13:00", "Eve")]

    address = f"/administration/calendars/{line.key}"
    assert page(dina.get(address)).xpath("//input[@name='exception_label']/@value") == ["Eve"]
    changed = {**SUPPORT, "name": "Helpdesk", "version": "1"}
    assert dina.post(address, changed).status_code == 303
    assert dina.post(address, changed).status_code == 409
    assert [one.name for one in calendars(engine)] == ["Helpdesk"]

    assert dina.post(f"{address}/deletion").status_code == 303
    assert calendars(engine) == []


def test_each_mistake_is_told_at_its_place_and_everything_typed_stays(dina, engine):
    wrong = {
        **SUPPORT,
        "name": "",
        "monday": "9-5",
        "exception_day": ["2026-12-24", "2026-12-24"],
        "exception_hours": ["18:00-09:00", ""],
        "exception_label": ["Eve", "again"],
    }

    answer = dina.post("/administration/calendars", wrong)

    tree = page(answer)
    assert answer.status_code == 422
    for place in ("name", "monday", "exceptions-0-hours", "exceptions-1-day"):
        assert tree.xpath(f"//*[@id='{place}']/@aria-invalid") == ["true"], place
        assert tree.xpath(f"//*[@id='{place}-error']"), place
    assert tree.xpath("//input[@name='monday']/@value") == ["9-5"]
    assert calendars(engine) == []


def test_a_calendar_without_a_working_minute_is_refused(dina, engine):
    closed = {**SUPPORT, **dict.fromkeys(queries.WEEKDAYS, "")}

    answer = dina.post("/administration/calendars", closed)

    assert answer.status_code == 422
    assert "within ten years" in page(answer).xpath("string(//*[@id='week-error'])")
    assert calendars(engine) == []


def test_trying_it_out_answers_for_the_calendar_as_typed_and_saves_nothing(dina, engine):
    asked = {**SUPPORT, "name": "", "try": "1", "try_from": "2026-04-02T19:00", "try_length": "2:00"}

    answer = dina.post("/administration/calendars/draft", asked)

    assert answer.status_code == 200
    assert "Tuesday, April 7, 2026, 9:00" in text(answer).replace("\u202f", " ")
    assert calendars(engine) == []


UNTRIABLE = [
    ({"try_length": "soon"}, "like 4:00"),
    ({"try_from": "tomorrow"}, "a day and a time"),
    ({"try_from": "0001-01-01T00:00"}, "a day and a time"),
    ({"monday": "9-5"}, "no working hours"),
    ({"try_length": "99999:00"}, "within ten years"),
]


def test_what_cannot_be_tried_says_why(dina):
    for change, words in UNTRIABLE:
        asked = {**SUPPORT, "try": "1", "try_from": "2026-04-02T19:00", "try_length": "2:00", **change}

        answer = dina.post("/administration/calendars/draft", asked)

        assert words in page(answer).xpath("string(//section[@id='try']//*[@role='status'])")


def test_the_holidays_of_a_year_and_a_region_are_shown(dina):
    def shown(**sent):
        answer = dina.post("/administration/calendars/draft", {**SUPPORT, **sent})
        return page(answer).xpath("string(//section[@id='holidays'])")

    assert "Good Friday" in shown(year="2026")
    assert "Corpus Christi" not in shown(year="2026")
    assert "Corpus Christi" in shown(year="2026", subdivision="BY")
    assert "2027" in shown(year="2026", year_step="1")
    assert "A working day in exchange" in shown(year="2025", country="RU")


def test_another_line_for_an_exception_comes_without_saving(dina, engine):
    asked = {
        **SUPPORT,
        "add_exception": "1",
        "exception_day": "2026-12-24",
        "exception_hours": "",
        "exception_label": "",
    }

    answer = dina.post("/administration/calendars/draft", asked)

    assert page(answer).xpath("//input[@name='exception_day']/@value") == ["2026-12-24", ""]
    assert calendars(engine) == []


def test_a_calendar_that_a_team_uses_stays_and_says_by_whom(dina, engine, company):
    key = engine.save_calendar(a_calendar(), by=company.dina)
    team = company.anna.team_key
    dina.post(f"/administration/teams/{team}", {"name": "North", "calendar": "Support"})

    answer = dina.post(f"/administration/calendars/{key}/deletion")

    assert answer.status_code == 409
    assert "North" in text(answer)
    assert len(calendars(engine)) == 1

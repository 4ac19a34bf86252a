"""The case board and the clock on a case's page."""

from __future__ import annotations

from tests.webui.browsing import page, text


def subjects(answer):
    return [one.text_content() for one in page(answer).xpath("//*[@data-item]")]


def columns(answer):
    """Heading of each column, with the subjects below it."""
    return {
        column.xpath("string(.//h2/text())").strip(): column.xpath(".//*[@data-item]/text()")
        for column in page(answer).xpath("//section[contains(@class, 'board-column')]")
    }


def test_the_case_with_the_least_time_left_comes_first_and_says_how_much_it_is(desk, browser) -> None:
    desk.report(subject="The line stops")
    desk.report(subject="A question", impact="low", urgency="low")
    desk.report(subject="Slow display", impact="medium")
    desk.wait(hours=2)

    board = browser("leo").get("/case-board")

    assert subjects(board) == ["The line stops", "Slow display", "A question"]
    assert "6 h left of 8 h" in text(board)
    assert "14 h left of 16 h" in text(board)
    assert "118 h left of 120 h" in text(board)


def test_the_colour_follows_the_clock_from_running_over_urgent_to_late(desk, browser) -> None:
    desk.report()
    leo = browser("leo")

    def state():
        [card] = page(leo.get("/case-board")).xpath("//li[contains(@class, 'case-card')]")
        return card.get("class").split()[-1].removeprefix("case-")

    assert state() == "running"
    desk.wait(hours=7)
    assert state() == "soon"
    desk.wait(hours=20)
    assert state() == "late"
    assert "Overdue by 3 h, promised in 8 h" in text(leo.get("/case-board"))


def test_a_first_answer_that_is_owed_tells_its_time_on_the_board_and_the_page(desk, browser) -> None:
    case = desk.report()
    leo = browser("leo")

    def told(words, look, chip):
        card = page(leo.get("/case-board")).xpath(f"//li//span[contains(@class, '{look}')]")
        clock = page(leo.get(f"/cases/{case.key}")).xpath(
            f"//*[@data-case-clock]//*[contains(@class, 'chip-{chip}')]"
        )
        return all(words in {one.text_content().strip() for one in found} for found in (card, clock))

    assert told("first answer in 1 h", "muted", "good")
    desk.wait(minutes=48)
    assert told("first answer in 12 min", "is-soon", "soon")
    desk.wait(minutes=12)
    assert told("first answer due now", "is-soon", "soon")
    desk.wait(hours=1)
    assert told("first answer late by 1 h", "is-late", "late")
    desk.do("work_1", action="reply", reply_text="We are on it.")
    assert "first answer" not in text(leo.get("/case-board"))


def test_a_case_whose_clock_stands_is_shown_as_paused_after_the_others(desk, browser) -> None:
    desk.report(subject="Paused one")
    desk.wait(hours=1)
    desk.do("work_1", action="wait_customer", question="Which firmware is it?")
    desk.report(subject="Running one", impact="low", urgency="low")
    desk.wait(hours=24)

    board = browser("leo").get("/case-board")

    assert subjects(board) == ["Running one", "Paused one"]
    assert "Paused, 7 h left of 8 h" in text(board)


def test_cases_stand_by_line_or_by_status(desk, browser) -> None:
    desk.report(subject="Climbed")
    desk.do("work_1", action="escalate", reason="It needs the firmware team.")
    desk.report(subject="New one", category=None)

    leo = browser("leo")
    assert columns(leo.get("/case-board")) == {"Line 1": ["New one"], "Line 2": ["Climbed"], "Line 3": []}
    by_status = columns(leo.get("/case-board?by=status"))
    assert (by_status["New"], by_status["Open"]) == (["New one"], ["Climbed"])


def test_filters_show_mine_one_priority_one_line(desk, browser) -> None:
    desk.report(subject="Leo's")
    desk.report(subject="Lin's", by="lin", impact="low", urgency="low")
    desk.report(subject="Climbed")
    desk.do("work_1", action="escalate", reason="It needs the firmware team.")

    leo = browser("leo")
    assert subjects(leo.get("/case-board?who=mine")) == ["Leo's"]
    assert subjects(leo.get("/case-board?priority=P4")) == ["Lin's"]
    assert subjects(leo.get("/case-board?line=L2")) == ["Climbed"]
    assert len(subjects(leo.get("/case-board?who=team"))) == 3
    # Junk in the address is no filter.
    assert len(subjects(leo.get("/case-board?who=x&priority=P9&line=L7&by=z"))) == 3


def test_a_solved_case_stays_until_it_is_closed(desk, browser) -> None:
    desk.report()
    desk.do("work_1", action="resolve", case__solution="The plug was loose.")
    leo = browser("leo")
    assert "Solved, 8 h left of 8 h" in text(leo.get("/case-board?by=status"))

    desk.do("confirm", solved="yes")

    assert subjects(leo.get("/case-board")) == []
    assert "No cases here." in text(leo.get("/case-board"))


def test_a_stranger_to_the_team_sees_none_of_its_cases(desk, browser) -> None:
    with desk.engine.database.transaction() as connection:
        from engine.identity import store  # noqa: PLC0415  a person of this test only

        store.create_user(connection, keys=desk.engine.keys, login="sam", name="Sam")
    case = desk.report(subject="Secret trouble")
    sam = browser("sam")

    assert subjects(sam.get("/case-board")) == []
    assert sam.get(f"/cases/{case.key}").status_code == 404
    assert sam.post(f"/cases/{case.key}/customer-replies", {"text": "Hello"}).status_code == 404
    assert browser().get("/case-board").status_code == 303


def test_the_board_asked_again_answers_with_its_inside_only(desk, browser) -> None:
    desk.report()
    answer = browser("leo").get("/case-board", part=True)
    assert "<html" not in answer.get_data(as_text=True)
    assert "The line stops" in answer.get_data(as_text=True)


def test_whoever_hears_from_the_customer_notes_it_on_the_page_and_the_clock_goes_on(desk, browser) -> None:
    case = desk.report()
    desk.wait(hours=1)
    desk.do("work_1", action="wait_customer", question="Which firmware is it?")
    leo, address = browser("leo"), f"/cases/{case.key}"
    assert "The customer has answered" in text(leo.get(address))

    refused = leo.post(f"{address}/customer-replies", {"text": "  "}, follow_redirects=True)
    assert "Write what the customer has said." in text(refused)
    noted = leo.post(f"{address}/customer-replies", {"text": "It is 2.3"}, follow_redirects=True)

    assert "the case goes on" in text(noted)
    assert "It is 2.3" in text(noted)
    assert "7 h left of 8 h" in text(noted)
    assert desk.facts()["status"] == "open"
    late = leo.post(f"{address}/customer-replies", {"text": "Hello?"}, follow_redirects=True)
    assert "does not wait for its customer now" in text(late)


def test_lists_pages_and_forms_of_cases_and_plans_open(desk, browser) -> None:
    plan = desk.engine.create_record("sla_plan", {"name": "Gold", "tier": "standard"}, by=desk.people["dora"])
    case = desk.report()
    dora = browser("dora")
    assert "The line stops" in text(dora.get("/cases"))
    assert "The line stops" in text(dora.get("/cases?q=stops"))
    assert "Gold" in text(dora.get("/sla_plans"))
    assert "The line stops" in text(dora.get(f"/sla_plans/{plan.key}"))
    shown = text(dora.get(f"/cases/{case.key}"))
    assert "8 h left of 8 h" in shown
    assert "first answer in 1 h by Jan 5, 2026" in shown
    assert dora.get("/cases/new").status_code == 200
    assert dora.get(f"/cases/{case.key}/edit").status_code == 200

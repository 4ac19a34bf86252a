"""A customer's answer by the link of a mail: once, in time, without a sign-in."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from engine.process.customer_answers import LinkSpent
from engine.process.models import ProcessInstance
from engine.records.mails import Mail
from tests.webui.browsing import page, text


@pytest.fixture
def link(desk):
    """The path that the mail about the solution leads to."""
    desk.report(language="en")
    desk.do("work_1", action="resolve", case__solution="The plug was loose.")
    with desk.engine.database.reading() as connection:
        bodies = connection.scalars(select(Mail.text).order_by(Mail.key.desc())).all()
    return re.search(r"/public/answers/\S+", next(one for one in bodies if "/public/answers/" in one))[0]


def test_a_customer_says_yes_and_the_case_is_closed(desk, browser, link) -> None:
    customer = browser()
    asked = customer.get(link)
    assert "The plug was loose." in text(asked)

    answered = customer.post(
        link, {"solved": "yes", "csat": "5", "comment": "Quick, thank you"}, follow_redirects=True
    )
    desk.settle()

    assert "We have your answer to CAS-000001." in text(answered)
    facts = desk.facts()
    assert (facts["status"], facts["ending"], facts["csat"]) == ("closed", "confirmed", 5)
    assert facts["customer_comment"] == "Quick, thank you"


def test_a_customer_says_no_and_the_case_is_reopened(desk, browser, link) -> None:
    customer = browser()
    customer.get(link)
    customer.post(link, {"solved": "no", "comment": "It came back"})
    desk.settle()
    assert (desk.facts()["status"], desk.facts()["reopened"]) == ("open", 1)
    assert set(desk.tasks()) == {"work_1"}


def test_a_link_works_once(desk, browser, link) -> None:
    customer = browser()
    customer.get(link)
    customer.post(link, {"solved": "no"})
    again = customer.post(link, {"solved": "yes", "csat": "1"})
    assert again.status_code == 409
    assert "We have your answer" in text(again)
    assert not page(customer.get(link)).xpath("//form[contains(@class, 'public-form')]")
    assert desk.facts()["csat"] is None


def test_two_answers_at_once_count_once(desk, link) -> None:
    token = link.rsplit("/", 1)[1]

    def answer(solved: str) -> str:
        try:
            desk.engine.answer_case(token, solved=solved)
        except LinkSpent:
            return "spent"
        return "taken"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(answer, ("yes", "no"))) == ["spent", "taken"]


def test_a_link_that_the_case_has_outlived_says_so(desk, browser, link) -> None:
    desk.wait(days=6)
    answer = browser().get(link)
    assert "This link is too old" in text(answer)
    customer = browser()
    customer.get(link)
    assert customer.post(link, {"solved": "yes"}).status_code == 409


def test_a_link_whose_question_was_answered_by_phone_says_that_work_goes_on(desk, browser, link) -> None:
    desk.do("confirm", solved="no")
    customer = browser()
    assert "We are on it already" in text(customer.get(link))
    assert customer.post(link, {"solved": "yes"}).status_code == 409
    assert desk.facts()["status"] == "open"


@pytest.mark.parametrize("values", [{}, {"solved": "maybe"}, {"solved": "yes", "csat": "9"}])
def test_an_answer_that_is_none_is_refused_and_the_link_stays(desk, browser, link, values) -> None:
    customer = browser()
    customer.get(link)
    refused = customer.post(link, values)
    assert refused.status_code == 422
    assert "Say whether it is solved" in text(refused)
    assert customer.post(link, {"solved": "yes"}).status_code == 303


def test_the_page_speaks_the_language_of_the_mail_or_the_one_that_is_chosen(desk, browser) -> None:
    desk.report(language="ru")
    desk.do("work_1", action="resolve", case__solution="Разъём отошёл.")
    with desk.engine.database.reading() as connection:
        bodies = connection.scalars(select(Mail.text)).all()
    link = re.search(r"/public/answers/\S+", "\n".join(bodies))[0]
    assert "Вопрос решён?" in text(browser().get(link))
    assert "Is it solved?" in text(browser().get(f"{link}?lang=en"))


def test_a_guessed_link_leads_nowhere(desk, browser) -> None:
    desk.report()
    customer = browser()
    assert customer.get("/public/answers/guessed").status_code == 404
    customer.get("/sign-in")
    assert customer.post("/public/answers/guessed", {"solved": "yes"}).status_code == 404


@pytest.mark.parametrize("login", ["leo", "dora"])
def test_the_link_is_the_customers_and_no_colleague_reads_it_off_a_page(desk, browser, link, login) -> None:
    colleague, secret = browser(login), link.rpartition("/")[2]
    with desk.engine.database.reading() as connection:
        mail = connection.scalars(select(Mail.key).where(Mail.text.contains(link))).one()
        [instance] = connection.scalars(select(ProcessInstance.key).where(ProcessInstance.ended.is_(None)))

    for path in (f"/mails/{mail}", f"/instances/{instance}?show=all", f"/cases/{desk.case.key}"):
        answer = colleague.get(path)
        assert answer.status_code == 200, path
        assert secret not in answer.get_data(as_text=True), path
    assert "/public/answers/…" in text(colleague.get(f"/mails/{mail}"))
    assert "/public/answers/…" in text(colleague.get(f"/instances/{instance}"))

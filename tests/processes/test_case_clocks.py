"""The rules of a case's clocks, one row each, told through the process under a simulated clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.calendars.store import CalendarDraft
from engine.identity import SYSTEM
from tests.processes.support import MONDAY, Desk

WEEK = ("09:00-13:00, 14:00-18:00",) * 5 + ("",) * 2


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In January 2026; the 5th is a Monday."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def ask(desk: Desk) -> None:
    desk.do("work_1", action="wait_customer", question="Which firmware is it?")


def solve(desk: Desk) -> None:
    desk.do("work_1", action="resolve", case__solution="The plug was loose.")


def triage_again(desk: Desk, impact: str, urgency: str) -> None:
    desk.do("work_1", action="triage")
    desk.do("triage", case__category="fault", case__impact=impact, case__urgency=urgency)


def first_response_by_call(desk: Desk) -> None:
    desk.wait(minutes=30)
    desk.log("call", "outgoing")


def only_the_first_counts(desk: Desk) -> None:
    first_response_by_call(desk)
    desk.wait(hours=3)
    desk.do("work_1", action="reply", reply_text="Any news on your side?")


def talk_that_is_no_response(desk: Desk) -> None:
    desk.log("note", None)
    desk.log("note", "outgoing")
    desk.log("call", "incoming")
    desk.log("email", None)


def answer_too_late(desk: Desk) -> None:
    desk.wait(hours=1, minutes=1)
    desk.do("work_1", action="reply", reply_text="We are on it.")


def answered_before_its_limits(desk: Desk) -> None:
    first_response_by_call(desk)
    desk.wait(hours=2)


def called_after_the_warning(desk: Desk) -> None:
    desk.wait(minutes=50)
    desk.log("call", "outgoing")
    desk.wait(hours=2)


def nobody_answers(desk: Desk) -> None:
    desk.wait(hours=2)
    desk.do("work_1", action="wait_vendor", vendor_note="Asked the maker")
    desk.wait(hours=1)


def asked_and_left_alone(desk: Desk) -> None:
    ask(desk)
    desk.wait(hours=5)


def wait_for_the_customer(desk: Desk) -> None:
    desk.wait(hours=1)
    ask(desk)
    desk.wait_until(at(6, 16))
    desk.hear()


def wait_over_a_weekend(desk: Desk) -> None:
    triage_again(desk, "low", "low")
    desk.wait_until(at(9, 17))
    ask(desk)
    desk.wait_until(at(12, 10))
    desk.hear()


def wait_for_the_vendor(desk: Desk) -> None:
    desk.do("work_1", action="wait_vendor", vendor_note="Asked the maker")
    desk.wait(hours=5)
    desk.do("work_1", action="vendor_answered", vendor_note="A known fault")


def lower_the_priority(desk: Desk) -> None:
    desk.wait_until(at(5, 17))
    triage_again(desk, "medium", "medium")


def lower_the_priority_and_leave_it(desk: Desk) -> None:
    lower_the_priority(desk)
    desk.wait(hours=2)


def raise_the_priority_too_late(desk: Desk) -> None:
    triage_again(desk, "low", "low")
    desk.wait_until(at(6, 12))
    triage_again(desk, "high", "high")


def raise_the_priority_after_a_wait(desk: Desk) -> None:
    triage_again(desk, "low", "low")
    ask(desk)
    desk.wait_until(at(6, 9))
    desk.hear()
    triage_again(desk, "high", "medium")


def reopen(desk: Desk) -> None:
    desk.wait(hours=3)
    solve(desk)
    desk.wait_until(at(7, 9))
    desk.do("confirm", solved="no")


def change_the_line(desk: Desk) -> None:
    desk.wait(hours=1)
    desk.do("work_1", action="escalate", reason="It needs the firmware team.")
    desk.wait(hours=1)
    desk.do("work_2", by="lin", action="hand_back", reason="Install version 2.4, please.")


def breach_then_wait(desk: Desk) -> None:
    desk.wait_until(at(5, 18))
    desk.do("work_2", by="lin", action="wait_customer", question="Does it still happen?")
    desk.wait_until(at(7, 9))
    desk.hear()


def hear_after_the_response(desk: Desk) -> None:
    ask(desk)
    desk.wait(hours=4)
    desk.hear()


def update_given(desk: Desk) -> None:
    hear_after_the_response(desk)
    desk.log("call", "outgoing")


ON_TIME, LATE = {"first_response_met": True}, {"first_response_met": False}
NEVER_LATE = {"first_response_warned_at": None, "first_response_missed_at": None, **ON_TIME}
WARNED = {"first_response_warned_at": at(5, 9, 45)}
LATE_AT_TEN = {"first_response_missed_at": at(5, 10), "line": "L1", "escalations": 0, **LATE}
DUE_AT_SIX = {"solution_due_at": at(5, 18), "paused_minutes": 0}
RULES = [
    ("the mail with the number is no first response", lambda _: None, {"first_responded_at": None}),
    ("a person's call is one", first_response_by_call, {"first_responded_at": at(5, 9, 30), **ON_TIME}),
    ("a later answer does not move it", only_the_first_counts, {"first_responded_at": at(5, 9, 30)}),
    ("notes and incoming calls are none", talk_that_is_no_response, {"first_responded_at": None}),
    ("an answer after its time missed it", answer_too_late, LATE),
    ("a question to the customer is one", ask, {"first_responded_at": MONDAY, **ON_TIME}),
    ("the solution is one", solve, {"first_responded_at": MONDAY, **ON_TIME}),
    ("it warns at three quarters", nobody_answers, WARNED),
    ("it is missed at its own moment, and climbs no line", nobody_answers, LATE_AT_TEN),
    ("whoever was answered hears nothing of it", answered_before_its_limits, NEVER_LATE),
    ("nor whoever was asked", asked_and_left_alone, NEVER_LATE),
    ("a call after the warning is in time", called_after_the_warning, {**NEVER_LATE, **WARNED}),
    ("a lower priority takes the miss back", lower_the_priority, {"first_response_missed_at": None}),
    (
        "and misses at its own time",
        lower_the_priority_and_leave_it,
        {"first_response_missed_at": at(5, 18), **LATE},
    ),
    (
        "a higher one may be late at once",
        raise_the_priority_too_late,
        {"first_response_missed_at": at(6, 12)},
    ),
    ("waiting for the customer stops the clock", wait_for_the_customer, {"solution_due_at": at(7, 15)}),
    ("nights and weekends of a wait move nothing", wait_over_a_weekend, {"paused_minutes": 120}),
    ("waiting for a vendor does not stop it", wait_for_the_vendor, DUE_AT_SIX),
    ("a change of the line does not stop it", change_the_line, DUE_AT_SIX),
    ("another priority counts from the start", lower_the_priority, {"solution_due_at": at(9, 18)}),
    ("and so does its first response", lower_the_priority, {"first_response_due_at": at(5, 18)}),
    ("it knows the waits before it", raise_the_priority_after_a_wait, {"solution_due_at": at(7, 18)}),
    ("a reopened case goes on where it stood", reopen, {"solution_due_at": at(7, 15), "reopened": 1}),
    (
        "a broken promise stays broken",
        breach_then_wait,
        {"solution_due_at": at(5, 18), "solution_met": False},
    ),
    ("a customer's message starts the update clock", hear_after_the_response, {"update_due_at": at(5, 16)}),
    ("the next answer ends it", update_given, {"update_due_at": None}),
]


@pytest.mark.parametrize(("story", "facts"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_the_rule_holds(sqlite_database, tmp_path, story, facts) -> None:
    desk = Desk(sqlite_database, tmp_path)
    desk.report()

    story(desk)

    found = desk.facts()
    assert {name: found[name] for name in facts} == facts


def test_lunch_and_holidays_are_excluded(sqlite_database, tmp_path) -> None:
    desk = Desk(sqlite_database, tmp_path, begins=datetime(2025, 12, 31, 12, tzinfo=UTC))
    desk.engine.save_calendar(
        CalendarDraft(name="Berlin", time_zone="UTC", week=WEEK, country="DE"), by=SYSTEM
    )
    desk.engine.create_record(
        "sla_plan", {"name": "Standard", "tier": "standard", "calendar": "Berlin"}, by=desk.people["dora"]
    )

    desk.report()

    # An hour before lunch and four after it; New Year is a Thursday; three hours are left for the Friday.
    assert desk.facts()["solution_due_at"] == at(2, 12)


def test_a_silent_customer_is_reminded_in_working_hours_only(sqlite_database, tmp_path) -> None:
    desk = Desk(sqlite_database, tmp_path, begins=at(7, 16))
    desk.report()
    ask(desk)
    asked = desk.mails()

    # Three days after the question is a Saturday, ten days after it another one.
    desk.wait_until(at(12, 8, 59))
    assert desk.mails() == asked
    desk.wait_until(at(12, 9))
    assert desk.mails() == asked + 1
    desk.wait_until(at(14, 16))
    assert desk.mails() == asked + 2
    desk.wait_until(at(19, 8, 59))
    assert desk.facts()["status"] == "waiting_customer"
    desk.wait_until(at(19, 9))
    assert desk.facts()["status"] == "solved"


def test_a_warning_that_falls_on_a_weekend_comes_in_working_hours(sqlite_database, tmp_path) -> None:
    desk = Desk(sqlite_database, tmp_path, begins=at(9, 15))
    desk.report()
    first_response_by_call(desk)

    desk.wait_until(at(12, 11, 59))
    assert set(desk.tasks()) == {"work_1"}
    desk.wait_until(at(12, 12))
    assert set(desk.tasks()) == {"work_1", "heed_warning", "help_in_time"}


def test_the_duty_manager_hears_once_of_a_late_first_answer_in_working_hours(
    sqlite_database, tmp_path
) -> None:
    desk = Desk(sqlite_database, tmp_path, begins=at(9, 17, 30))
    desk.report()

    desk.wait_until(at(12, 9, 14))
    assert set(desk.tasks()) == {"work_1"}
    desk.wait_until(at(12, 9, 15))
    assert set(desk.tasks()) == {"work_1", "give_first_answer"}
    desk.wait_until(at(12, 9, 30))
    assert set(desk.tasks()) == {"work_1", "give_first_answer", "review_first_answer"}

    # Her task outlives the stretch of work; no later stretch brings another one, nor the warning again.
    desk.do("work_1", action="escalate", reason="It needs the firmware team.")
    assert set(desk.tasks()) == {"work_2", "review_first_answer"}
    desk.do("review_first_answer", by="dora", first_answer_decision="Lin calls her.")
    desk.wait(hours=1)
    assert set(desk.tasks()) == {"work_2"}


def test_the_warning_of_a_case_that_nobody_has_comes_to_its_line(sqlite_database, tmp_path) -> None:
    desk = Desk(sqlite_database, tmp_path)
    desk.report()
    desk.do("work_1", action="escalate", reason="It needs the firmware team.")

    desk.wait(minutes=45)

    desk.do("give_first_answer", by="lin")
    assert set(desk.tasks()) == {"work_2"}

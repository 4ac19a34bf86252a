"""The page of promises and the tests agree: each promise is shown, and its test has been seen to fail."""

from __future__ import annotations

from tests.durability import guarding


def test_each_promise_is_shown_by_a_test_and_by_one_that_breaks_it():
    marks = guarding.shown()
    assert guarding.promised() == [f"G{number}" for number in range(1, 21)]
    assert [one for one in guarding.promised() if not marks.get(one, {}).get("guards")] == []
    assert [one for one in guarding.promised() if not marks.get(one, {}).get("control")] == []


def test_the_page_names_the_tests_that_there_are():
    written = guarding.PAGE.read_text()
    assert written.endswith(guarding.table()), "Run: python -m tests.durability.guarding"

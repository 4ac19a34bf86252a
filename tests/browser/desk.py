"""What a person does at the inbox, in their words: open the deal's task, fill in, complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Locator, Page, Response

_LIVE = re.compile(r"/live(/|\?|$)")


class Desk:
    """The inbox of one person."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def hears_nothing(self) -> None:
        """Live news is cut off from here on: it would disable a lost form before its person could press."""
        self.page.route(_LIVE, lambda route: route.abort())

    @property
    def form(self) -> Locator:
        return self.page.locator("#task-form")

    @property
    def title(self) -> Locator:
        return self.page.locator("#task-title")

    def open(self, subject: str, *, view: str = "mine") -> None:
        """Open a deal's task from the list."""
        self.page.goto(f"/inbox?view={view}")
        self.page.get_by_role("list", name="Tasks").get_by_role("link", name=subject).click()
        expect(self.page.locator(".task-place")).to_have_text(subject)

    def fill(self, answers: Mapping[str, str | bool]) -> None:
        """Give each answer at the field with this label; ``True`` ticks a box or chooses an option."""
        for label, answer in answers.items():
            field = self.form.get_by_label(re.compile(rf"^\s*{re.escape(label)}[\s*]*$"))
            if answer is True:
                field.check()
            elif field.evaluate("one => one.matches('select')"):
                field.select_option(label=str(answer))
            else:
                field.fill(str(answer))

    def complete(self, answers: Mapping[str, str | bool] | None = None) -> Response:
        """Fill in and complete; the answer to it, when the page after it stands."""
        self.fill(answers or {})
        with self.page.expect_response(_is_completion) as answer:
            self.form.get_by_role("button", name="Complete").click()
        self.page.wait_for_load_state()
        return answer.value

    def done(self, task: str) -> None:
        """The toast that says so."""
        expect(self.page.locator("#toasts")).to_contain_text(f"Completed: {task}")


def eventually(check: Callable[[], None], *, times: int = 10) -> None:
    """Do *check* until it holds, for what arrives by a way of its own."""
    for _ in range(times - 1):
        try:
            check()
        except AssertionError:
            continue
        return
    check()


def _is_completion(answer: Response) -> bool:
    """Not the question about conditions that a script asks at the same address."""
    request = answer.request
    return request.is_navigation_request() and request.method == "POST" and "/completion" in answer.url

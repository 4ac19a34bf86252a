"""What a browser does that Flask's test client does not: it reads a page's token and sends it with each form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from lxml.html import HtmlElement
    from werkzeug.test import TestResponse


class Browser:
    """One person's browser: keeps cookies and the token of the last whole page."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def get(self, address: str, *, part: bool = False, **more: object) -> TestResponse:
        """A page; with *part*, as htmx asks for the inside of one."""
        headers = {"HX-Request": "true"} if part else {}
        answer = self.client.get(address, headers=headers, **more)
        found = (
            page(answer).xpath('//meta[@name="csrf-token"]/@content')
            if answer.mimetype == "text/html"
            else []
        )
        self.token = found[0] if found else self.token
        return answer

    def post(self, address: str, values: Mapping[str, object] | None = None, **more: object) -> TestResponse:
        """A form, sent with the token of the page that was read last."""
        return self.client.post(address, data={"csrf_token": self.token, **(values or {})}, **more)

    def sign_in(self, login: str, password: str, *, then: str | None = None) -> TestResponse:
        self.get("/sign-in")
        answer = self.post(
            "/sign-in", {"login": login, "password": password, **({"next": then} if then else {})}
        )
        if answer.status_code == 303:
            self.get("/profile")
        return answer

    @property
    def session_token(self) -> str | None:
        cookie = self.client.get_cookie("baton")
        return cookie and cookie.value


def page(answer: TestResponse) -> HtmlElement:
    """The answer as a tree to ask with XPath."""
    return html.document_fromstring(answer.get_data(as_text=True) or "<p></p>")


def text(answer: TestResponse) -> str:
    """What a person reads, with single spaces."""
    return " ".join(page(answer).xpath("//body")[0].text_content().split())

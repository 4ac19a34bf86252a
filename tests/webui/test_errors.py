"""What a person sees when something is refused or goes wrong, and what the log keeps."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Blueprint

from engine.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from engine.failures import ConnectionLost
from tests.webui.browsing import page, text
from webui import auth, create_app


class Boom(Exception):
    """Nobody expected this."""


@pytest.fixture
def app(engine, config):
    """The application with addresses that fail in every way there is."""
    app = create_app(engine, config)
    broken = Blueprint("broken", __name__)
    causes = {
        "forbidden": Forbidden(who="Anna", action="deploy", remedy="an administrator"),
        "missing": NotFound(what="opportunity", key=7),
        "conflict": Conflict(reason="It is taken.", remedy="Reload."),
        "invalid": Invalid(what="Amount", reason="it is negative.", remedy="Correct it."),
        "unavailable": Unavailable(what="The database", reason="it is down.", remedy="Start it."),
        "boom": Boom("the password is hunter2"),
    }

    @broken.get("/broken/<cause>")
    @auth.public
    def fail(cause):
        raise causes[cause]

    lost = [ConnectionLost(what="", reason="", remedy="")] * 2

    @broken.route("/broken/lost", methods=["GET", "POST"])
    @auth.public
    def lose():
        if lost:
            raise lost.pop()
        return "made again"

    app.register_blueprint(broken)
    return app


@pytest.mark.parametrize(
    ("cause", "status"),
    [("forbidden", 403), ("missing", 404), ("conflict", 409), ("invalid", 422), ("unavailable", 503)],
)
def test_each_kind_of_refusal_has_its_status_and_says_what_to_do(stranger, cause, status):
    answer = stranger.get(f"/broken/{cause}")

    assert answer.status_code == status
    assert len(page(answer).xpath("//h1")) == 1
    assert page(answer).xpath('//a[@href="/"]')


def test_a_refusal_shows_its_own_words(stranger):
    assert "Anna may not deploy. Ask an administrator." in text(stranger.get("/broken/forbidden"))


def test_a_surprise_shows_a_number_and_the_log_has_the_rest(stranger, caplog):
    answer = stranger.get("/broken/boom")

    assert answer.status_code == 500
    number = page(answer).xpath("//code/text()")[0]
    body = answer.get_data(as_text=True)
    assert "hunter2" not in body
    assert "Traceback" not in body
    assert "Boom" not in body
    record = next(one for one in caplog.records if one.name == "baton.web")
    assert number in record.getMessage()
    assert "hunter2" in str(record.exc_info)


def test_an_unknown_address_is_a_page_in_the_shell_of_a_signed_in_person(sign_in):
    answer = sign_in("anna").get("/no/such/page")

    assert answer.status_code == 404
    assert page(answer).xpath('//nav[@aria-label="Main"]')


def test_an_error_speaks_the_language_of_the_person(sign_in):
    answer = sign_in("boris").get("/no/such/page")

    assert page(answer).get("lang") == "ru"
    assert "Nothing here" not in text(answer)


def test_a_wrong_method_is_explained(sign_in):
    assert sign_in("anna").get("/sign-out").status_code == 405


def test_an_oversized_form_is_refused(sign_in):
    browser = sign_in("anna")

    body = (
        b'--x\r\nContent-Disposition: form-data; name="theme"\r\n\r\n' + b"x" * 3_000_000 + b"\r\n--x--\r\n"
    )
    answer = browser.client.post("/preferences", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413


def test_a_part_of_a_page_gets_a_part_as_error(sign_in):
    answer = sign_in("anna").get("/broken/conflict", part=True)

    assert answer.status_code == 409
    assert "<html" not in answer.get_data(as_text=True)


def test_the_request_log_is_json_without_secrets_and_cannot_be_forged(sign_in, caplog):
    caplog.set_level(logging.INFO, "baton.requests")
    browser = sign_in("anna")
    browser.get("/no/%0d%0aforged/page?token=secret-in-the-query")

    lines = [one.getMessage() for one in caplog.records if one.name == "baton.requests"]

    assert all("\n" not in line and "\r" not in line for line in lines)
    last = json.loads(lines[-1])
    assert last["path"] == "/no/\r\nforged/page"
    assert last["status"] == 404
    assert last["user"] == "anna"
    joined = "\n".join(lines)
    assert "secret-in-the-query" not in joined
    assert "correct horse" not in joined
    assert browser.session_token not in joined


def test_a_page_whose_connection_was_lost_is_made_again_once(stranger):
    refused = stranger.get("/broken/lost")
    assert refused.status_code == 503
    assert "Nothing was changed. Try again in a minute." in text(refused)

    assert stranger.get("/broken/lost").get_data(as_text=True) == "made again"


def test_what_was_sent_over_a_lost_connection_is_not_sent_again_by_the_server(stranger):
    stranger.get("/sign-in")

    assert stranger.post("/broken/lost").status_code == 503
    assert stranger.post("/broken/lost").status_code == 503
    assert stranger.post("/broken/lost").status_code == 200

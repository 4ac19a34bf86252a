"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import pytest

from engine.identity import throttle
from tests.webui.browsing import page, text
from tests.webui.conftest import PASSWORD
from webui.auth import local_target


def test_the_right_password_opens_the_inbox(stranger, company):
    answer = stranger.sign_in("anna", PASSWORD)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/inbox"
    assert "Anna Petrova" in text(stranger.get("/profile"))


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(stranger, company):
    answer = stranger.sign_in("anna", PASSWORD)

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("baton="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_and_an_unknown_login_read_the_same(stranger, company):
    wrong, unknown = stranger.sign_in("anna", "nonsense"), stranger.sign_in("nobody", "nonsense")

    assert wrong.status_code == unknown.status_code == 422
    problems = [page(one).xpath('//*[@id="problem"]')[0].text_content() for one in (wrong, unknown)]
    assert problems[0] == problems[1]


def test_a_refused_sign_in_keeps_the_login_but_never_the_password(stranger, company):
    answer = stranger.sign_in("anna", "nonsense")

    assert page(answer).xpath('//input[@id="login"]/@value') == ["anna"]
    assert "nonsense" not in answer.get_data(as_text=True)


def test_too_many_attempts_have_to_wait_and_are_told_how_long(stranger, company):
    for _ in range(throttle.PER_LOGIN):
        stranger.sign_in("anna", "nonsense")

    answer = stranger.sign_in("anna", PASSWORD)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= throttle.WINDOW.total_seconds()
    assert f"Wait {answer.headers['Retry-After']} seconds" in text(answer)


def test_a_sign_in_gives_a_new_session_and_ends_the_old_one(stranger, company, app):
    stranger.sign_in("anna", PASSWORD)
    first = stranger.session_token

    stranger.sign_in("anna", PASSWORD)

    assert stranger.session_token != first
    thief = app.test_client()
    thief.set_cookie("baton", first)
    assert thief.get("/profile").status_code == 303


def test_a_session_that_somebody_planted_is_never_adopted(stranger, company):
    stranger.client.set_cookie("baton", "planted")

    stranger.sign_in("anna", PASSWORD)

    assert stranger.session_token not in (None, "planted")


def test_signing_out_ends_the_session_on_the_server(sign_in, app):
    browser = sign_in("anna")
    stolen = browser.session_token

    answer = browser.post("/sign-out")

    assert answer.headers["Location"] == "/sign-in"
    assert browser.session_token is None
    thief = app.test_client()
    thief.set_cookie("baton", stolen)
    assert thief.get("/profile").status_code == 303


def test_the_forgery_token_changes_with_the_session(stranger, company):
    stranger.get("/sign-in")
    before = stranger.token
    stranger.sign_in("anna", PASSWORD)

    answer = stranger.client.post("/preferences", data={"theme": "dark", "csrf_token": before})

    assert answer.status_code == 400


def test_after_the_sign_in_the_person_is_where_they_wanted_to_be(stranger, company):
    wanted = stranger.get("/profile").headers["Location"]
    assert wanted == "/sign-in?next=/profile"

    answer = stranger.sign_in("anna", PASSWORD, then="/profile")

    assert answer.headers["Location"] == "/profile"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a\\b",
        "javascript:alert(1)",
        "inbox",
        "/a\nb",
        "",
    ],
)
def test_a_sign_in_never_leads_to_another_site(stranger, company, target):
    answer = stranger.sign_in("anna", PASSWORD, then=target)

    assert answer.headers["Location"] == "/inbox"
    assert local_target(target, "/default") == "/default"


def test_a_person_who_is_signed_in_skips_the_form(sign_in):
    assert sign_in("anna").client.get("/sign-in").status_code == 303


def test_language_and_time_zone_of_the_profile_are_kept(sign_in):
    browser = sign_in("anna")

    browser.post("/profile", {"locale": "ru", "time_zone": "Asia/Yekaterinburg"})

    profile = page(browser.get("/profile"))
    assert profile.get("lang") == "ru"
    assert profile.xpath('//select[@id="time_zone"]/option[@selected]/text()') == ["Asia/Yekaterinburg"]


def test_an_unknown_time_zone_is_refused_and_nothing_changes(sign_in):
    browser = sign_in("anna")

    browser.post("/profile", {"locale": "ru", "time_zone": "Mars/Olympus"})

    assert page(browser.get("/profile")).get("lang") == "en"


def test_the_chosen_colours_are_remembered_by_the_browser(stranger):
    stranger.get("/sign-in")
    assert page(stranger.get("/sign-in")).get("data-theme") == "system"

    answer = stranger.post("/preferences", {"theme": "dark", "next": "/sign-in"})

    assert answer.headers["Location"] == "/sign-in"
    assert page(stranger.get("/sign-in")).get("data-theme") == "dark"


def test_a_theme_that_does_not_exist_is_ignored(stranger):
    stranger.get("/sign-in")

    stranger.post("/preferences", {"theme": '"><script>', "locale": "xx"})
    stranger.client.set_cookie("baton_theme", "nonsense")
    stranger.client.set_cookie("baton_locale", "../../etc")

    assert page(stranger.get("/sign-in")).get("data-theme") == "system"
    assert page(stranger.get("/sign-in")).get("lang") == "en"

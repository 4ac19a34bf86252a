"""What holds for every address: forged requests are refused, headers protect, strangers stay outside."""

from __future__ import annotations

import stat

import pytest

from webui import create_app, secret

READING = {"GET", "HEAD", "OPTIONS"}
OPEN_TO_ALL = "/public/"
"""What stands below it is for strangers; who may do what there is tested beside each of those pages."""


def addresses(app, *, writing):
    """Every address of the application with a method, arguments filled with 1."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            methods = sorted((rule.methods - READING) if writing else rule.methods & {"GET"})
            values = {name: _example(rule, name) for name in rule.arguments}
            for method in methods:
                yield method, adapter.build(rule.endpoint, values, method=method, force_external=False)


def _example(rule, name):
    converter = rule._converters[name]
    choices = getattr(converter, "items", None)
    return min(choices) if choices else "1"


OWN_PERMISSION = {"/public/unsubscribe/1"}
"""Addresses that nobody can guess, for mail programs: they have neither our cookies nor our token (RFC 8058)."""


def test_no_writing_address_accepts_a_request_without_a_token(app, sign_in):
    browser = sign_in("anna")
    wanted = [one for one in addresses(app, writing=True) if one[1] not in OWN_PERMISSION]

    answers = {address: browser.client.open(address, method=method).status_code for method, address in wanted}

    assert len(answers) >= 4
    assert set(answers.values()) == {400}, answers


def test_no_writing_address_accepts_a_request_from_another_site(app, sign_in):
    browser = sign_in("anna")
    headers = {"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": browser.token}

    answers = {
        address: browser.client.open(address, method=method, headers=headers).status_code
        for method, address in addresses(app, writing=True)
        if address not in OWN_PERMISSION
    }

    assert set(answers.values()) == {400}, answers


def test_the_token_is_taken_from_the_header_too(sign_in):
    browser = sign_in("anna")

    answer = browser.client.post(
        "/preferences",
        data={"theme": "dark"},
        headers={"X-CSRF-Token": browser.token, "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 303


def test_a_token_of_another_browser_is_refused(sign_in):
    anna, olga = sign_in("anna"), sign_in("olga")

    answer = anna.client.post("/preferences", data={"theme": "dark", "csrf_token": olga.token})

    assert answer.status_code == 400


def test_every_answer_carries_the_protecting_headers(app, sign_in, stranger):
    for browser in (sign_in("anna"), stranger):
        for _, address in [*addresses(app, writing=False), ("GET", "/no/such/page")]:
            headers = browser.client.get(address).headers
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy, address
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_stay_out_of_every_cache(app, sign_in):
    browser = sign_in("anna")

    kept = {
        address: browser.client.get(address).headers["Cache-Control"]
        for _, address in addresses(app, writing=False)
        if not address.startswith("/static/")
    }

    assert set(kept.values()) == {"no-store"}, kept


def test_built_files_are_cached_for_good(stranger):
    answer = stranger.get("/sign-in")
    address = answer.get_data(as_text=True).split('<link rel="stylesheet" href="')[1].split('"')[0]

    assert "immutable" in stranger.client.get(address, buffered=True).headers["Cache-Control"]


def test_the_nonce_is_new_in_each_answer(stranger):
    first, second = (stranger.client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(2))

    assert first != second


def test_no_page_opens_for_a_stranger(app, stranger):
    public = {"/sign-in", "/static/1"}

    answers = {
        address: stranger.client.get(address)
        for _, address in addresses(app, writing=False)
        if address not in public and not address.startswith(OPEN_TO_ALL)
    }

    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code != 303
    } == {}
    assert all(answer.headers["Location"].startswith("/sign-in") for answer in answers.values())


def test_no_form_works_for_a_stranger(app, stranger):
    stranger.get("/sign-in")
    public = {"/sign-in", "/sign-out", "/preferences"}

    answers = {
        address: stranger.client.open(address, method=method, data={"csrf_token": stranger.token})
        for method, address in addresses(app, writing=True)
        if address not in public and not address.startswith(OPEN_TO_ALL)
    }

    assert all(answer.status_code == 303 for answer in answers.values())
    assert all(answer.headers["Location"].startswith("/sign-in") for answer in answers.values())


def test_a_part_of_a_page_sends_the_whole_window_to_the_sign_in(stranger):
    answer = stranger.get("/inbox", part=True)

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_reading_changes_nothing(app, engine, sign_in):
    browser = sign_in("anna")
    before = rows(engine)

    for _, address in addresses(app, writing=False):
        browser.client.get(address)

    assert rows(engine) == before


def rows(engine):
    from sqlalchemy import func, select  # noqa: PLC0415

    from engine import schema  # noqa: PLC0415

    with engine.database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in schema.tables().sorted_tables
        }


def test_cookies_are_host_bound_and_secure_behind_https(engine, config, company):
    from dataclasses import replace  # noqa: PLC0415

    from tests.webui.browsing import Browser  # noqa: PLC0415
    from tests.webui.conftest import PASSWORD  # noqa: PLC0415

    browser = Browser(create_app(engine, replace(config, secure_cookies=True)))
    browser.get("/sign-in", base_url="https://localhost")
    answer = browser.post(
        "/sign-in",
        {"login": "anna", "password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
    )

    cookies = answer.headers.getlist("Set-Cookie")
    assert all(
        cookie.startswith("__Host-") and "Secure" in cookie and "HttpOnly" in cookie for cookie in cookies
    )
    assert any(cookie.startswith("__Host-baton=") for cookie in cookies)
    assert "Strict-Transport-Security" in answer.headers


def test_the_signing_key_is_private_and_stays_the_same(tmp_path):
    path = tmp_path / "var" / "secret-key"

    first, second = secret.read_or_create(path), secret.read_or_create(path)

    assert first == second
    assert len(first) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_signing_key_is_named(tmp_path):
    from engine.errors import ConfigurationError  # noqa: PLC0415

    path = tmp_path / "secret-key"
    path.write_bytes(b"short")

    with pytest.raises(ConfigurationError, match="Delete the file"):
        secret.read_or_create(path)

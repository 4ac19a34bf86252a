"""The outbox and the settings of mail and connections: who sees what, and that no secret ever comes back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import mails
from engine.connectors import Unusable
from engine.process.journal import Audit
from engine.settings import Overrides, Smtp, site_address
from tests.connectors.conftest import mail_server
from tests.webui.browsing import page, text

__all__ = ["mail_server"]

SERVER = {"host": "smtp.stein.example", "security": "starttls", "sender": "crm@stein.example", "version": "0"}
SECRET = "hush-4711-canary"
SECRET_ROW = {"name": "erp", "host": "erp.stein.example", "header": "Authorization", "text": SECRET}


@pytest.fixture
def deal(engine, company):
    return engine.create_record("opportunity", {"name": "Bottling line"}, by=company.anna)


def queue(engine, **facts):
    mail = mails.NewMail(**({"to": "olga@stein.example", "subject": "Offer", "text": "Dear Olga"} | facts))
    with engine.database.transaction() as connection:
        now = engine.system_clock.now()
        [key] = mails.queue(connection, [mail], keys=engine.keys, at=engine.business_clock.now(), now=now)
    return key


def audited(engine, verb):
    with engine.database.reading() as connection:
        return connection.execute(select(Audit).where(Audit.verb == verb)).all()


def test_a_mail_is_seen_by_those_who_see_its_record_and_by_those_who_oversee(engine, sign_in, deal):
    key = queue(engine, record=deal)

    for login, sees in (("anna", True), ("boris", True), ("dina", True), ("clara", False)):
        browser = sign_in(login)
        assert ("Offer" in text(browser.get("/mails"))) is sees, login
        assert browser.get(f"/mails/{key}").status_code == (200 if sees else 404), login


def test_the_text_of_a_mail_stays_text(engine, sign_in):
    key = queue(engine, subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>\n\n  two")
    shown = page(sign_in("dina").get(f"/mails/{key}"))

    assert shown.xpath('//p[@class="mail-text"]')[0].text_content() == "<img src=x onerror=alert(1)>\n\n  two"
    assert shown.xpath("//h1")[0].text_content().strip() == "<script>alert(1)</script>"


def test_the_pages_say_when_mails_become_files_and_where(engine, sign_in):
    queue(engine)
    assert str(engine.outbox) in text(sign_in("dina").get("/mails"))
    assert page(sign_in("dina").get("/mails")).xpath('//a[@href="/administration/mail"]')
    assert not page(sign_in("boris").get("/mails")).xpath('//a[@href="/administration/mail"]')

    engine.overrides = Overrides(smtp=Smtp(host="smtp.stein.example"))
    assert str(engine.outbox) not in text(sign_in("dina").get("/mails"))


def test_mails_are_searched_and_filtered(engine, sign_in):
    queue(engine, to="jan@stein.example", subject="Приглашение")
    queue(engine)
    browser = sign_in("dina")

    assert "Offer" not in text(browser.get("/mails?q=пригл"))
    assert "Nothing found" in text(browser.get("/mails?status=sent"))
    assert browser.get("/mails?after=nonsense").status_code == 422


def test_a_mail_stands_on_the_timeline_of_its_record(engine, sign_in, deal):
    key = queue(engine, record=deal)
    shown = sign_in("anna").get(f"/opportunities/{deal.key}?show=mail")

    assert "Mail: Offer" in text(shown)
    assert page(shown).xpath(f'//a[@href="/mails/{key}"]')


def test_a_failed_mail_is_tried_again(engine, sign_in):
    key = queue(engine)
    for job in engine.claim_jobs(["email.send"], worker="w", limit=1):
        engine._fail(job.key, job.token, Unusable(name="text", reason="it is empty.", remedy="Write one."))
    browser = sign_in("boris")
    browser.get(f"/mails/{key}")

    assert browser.post(f"/mails/{key}/attempts").status_code == 303
    engine.run_due()
    assert "Записано в файл" in text(browser.get(f"/mails/{key}"))
    assert browser.post(f"/mails/{key}/attempts").status_code == 409
    assert len(audited(engine, "send_mail_again")) == 1


@pytest.mark.parametrize("address", ["/administration/mail", "/administration/connections"])
def test_settings_are_the_administrators(sign_in, address):
    assert sign_in("boris").get(address).status_code == 403
    assert sign_in("dina").get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/administration/mail", "/administration/mail/tests", "/administration/mail/site",
        "/administration/mail/hold",
        "/administration/mail/password/removal", "/administration/connections",
        "/administration/connections/secrets", "/administration/connections/secrets/erp/removal",
    ],
)  # fmt: skip
def test_nobody_else_changes_them(sign_in, engine, address):
    browser = sign_in("boris")

    assert browser.post(address, SERVER | SECRET_ROW).status_code == 403
    with engine.database.reading() as connection:
        assert connection.scalar(select(Audit.key).where(Audit.subject_type == "setting")) is None


def test_an_administrator_holds_back_what_goes_out(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/mail")

    assert browser.post("/administration/mail/hold", {"hold": "15"}).status_code == 303
    assert page(browser.get("/administration/mail")).xpath("//input[@id='hold']/@value") == ["15"]
    refused = browser.post("/administration/mail/hold", {"hold": "soon"})
    assert refused.status_code == 422
    assert "Enter a whole number of seconds from 0 to 3600." in refused.get_data(as_text=True)
    assert [row.new for row in audited(engine, "change_setting")] == ['{"key":"sending","hold":15}']


def test_a_server_is_set_and_its_password_never_comes_back(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/mail")
    saved = browser.post("/administration/mail", SERVER | {"user": "crm", "password": SECRET})

    assert saved.status_code == 303
    shown = browser.get("/administration/mail").get_data(as_text=True)
    assert "smtp.stein.example" in shown
    assert SECRET not in shown
    smtp = engine.settings_snapshot().smtp
    assert (smtp.host, smtp.port, smtp.password) == ("smtp.stein.example", 587, SECRET)
    assert SECRET not in repr(smtp)
    with engine.database.reading() as connection:
        rows = connection.execute(select(Audit.verb, Audit.old, Audit.new)).all()
    assert {"change_setting", "keep_secret"} <= {row.verb for row in rows}
    assert SECRET not in str(rows)


def test_what_cannot_be_set_is_said_at_its_field_and_nothing_is_kept(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/mail")
    refused = browser.post("/administration/mail", SERVER | {"host": "a b", "sender": "x", "port": "0x1"})

    assert refused.status_code == 422
    shown = page(refused)
    assert shown.xpath('//input[@id="host"]/@value') == ["a b"]
    for field in ("host", "sender", "port"):
        assert shown.xpath(f'//p[@id="{field}-error"]'), field
    assert engine.settings_snapshot().smtp.host == ""


def test_a_form_that_somebody_else_has_overtaken_is_refused(sign_in):
    first, second = sign_in("dina"), sign_in("dina")
    first.get("/administration/mail")
    second.get("/administration/mail")
    assert first.post("/administration/mail", SERVER).status_code == 303

    late = second.post("/administration/mail", SERVER | {"host": "other.example"})
    assert late.status_code == 409
    assert "Somebody else changed this setting" in text(late)


def test_a_test_mail_tells_what_the_server_says(sign_in, engine, mail_server):
    server = mail_server(recipient_answers=["250 OK", "550 no such person"])
    engine.overrides = Overrides(smtp=server.smtp)
    browser = sign_in("dina")
    browser.get("/administration/mail")

    assert browser.post("/administration/mail/tests", {"to": "dina@baton.example"}).status_code == 303
    assert [mail["Subject"] for mail in server.mails] == ["Test of Baton"]
    refused = browser.post("/administration/mail/tests", {"to": "ghost@baton.example"})
    assert "550 no such person" in text(refused)
    assert len(audited(engine, "try_mail")) == 2


def test_a_secret_is_kept_for_one_host_and_never_shown(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/connections")
    assert browser.post("/administration/connections/secrets", SECRET_ROW).status_code == 303

    shown = browser.get("/administration/connections").get_data(as_text=True)
    assert "erp.stein.example" in shown
    assert SECRET not in shown
    assert engine.settings_snapshot().web.secrets["erp"].text == SECRET
    assert browser.post("/administration/connections/secrets/erp/removal").status_code == 303
    assert engine.settings_snapshot().web.secrets == {}
    assert SECRET not in str(audited(engine, "keep_secret") + audited(engine, "forget_secret"))


@pytest.mark.parametrize("wrong", [{"name": "ERP!"}, {"host": ""}, {"header": "Host"}, {"text": "a\nb"}])
def test_a_secret_that_cannot_be_kept_is_refused_without_showing_it(sign_in, wrong):
    browser = sign_in("dina")
    browser.get("/administration/connections")
    refused = browser.post("/administration/connections/secrets", SECRET_ROW | wrong)

    assert refused.status_code == 422
    assert page(refused).xpath(f'//p[@id="{next(iter(wrong))}-error"]')
    assert SECRET not in refused.get_data(as_text=True)


def test_hosts_are_allowed_one_a_line(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/connections")
    browser.post("/administration/connections", {"allowed": "API.example.com\n*.stein.example:8443 private"})
    assert [str(one) for one in engine.settings_snapshot().web.allowed] == [
        "api.example.com",
        "*.stein.example:8443 private",
    ]

    refused = browser.post("/administration/connections", {"allowed": "ok.example\nhttp://evil.example/x"})
    assert refused.status_code == 422
    assert "http://evil.example/x" in text(refused)


def test_links_in_mails_begin_where_the_administrator_says(sign_in, engine):
    browser = sign_in("dina")
    browser.get("/administration/mail")
    assert browser.post("/administration/mail/site", {"address": "javascript:alert(1)"}).status_code == 422
    browser.post("/administration/mail/site", {"address": "https://crm.stein.example/"})
    with engine.database.reading() as connection:
        assert site_address(connection) == "https://crm.stein.example"

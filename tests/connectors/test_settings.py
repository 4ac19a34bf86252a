"""What administrators and the environment choose, and what nobody can."""

from __future__ import annotations

import pytest

from engine import settings
from engine.errors import ConfigurationError, Forbidden
from engine.settings import Overrides, mail, web
from engine.settings.problems import InvalidSetting
from engine.settings.store import SettingChanged
from tests.connectors.mailserver import CERTIFICATE

SERVER = {"host": "smtp.stein.example", "sender": "crm@stein.example", "security": "tls"}


def test_the_environment_goes_before_what_is_kept(engine, people):
    engine.change_setting("smtp", SERVER, by=people.ada)
    engine.keep_secret("smtp", {"text": "kept"}, by=people.ada)
    kept = engine.settings_snapshot().smtp
    assert (kept.host, kept.port, kept.security, kept.password) == ("smtp.stein.example", 465, "tls", "kept")

    engine.overrides = settings.overrides("smtp+starttls://crm:p%40ss@mail.example:2525", "x@mail.example")
    given = engine.settings_snapshot().smtp
    assert (given.host, given.port, given.security) == ("mail.example", 2525, "starttls")
    assert (given.user, given.password, given.sender) == ("crm", "p@ss", "x@mail.example")


def test_without_the_variable_nothing_is_overridden():
    assert settings.overrides("none", "") == Overrides()


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("imap://u:hidden@h", "a@b.example", "BATON_SMTP_URL"),
        ("smtp://u:hidden@h:port", "a@b.example", "BATON_SMTP_URL"),
        ("smtp://u:hidden@a b", "a@b.example", "BATON_SMTP_URL"),
        ("smtps://u:hidden@h", "nobody", "BATON_MAIL_FROM"),
    ],
)
def test_a_wrong_variable_is_named_without_its_password(url, sender, named):
    with pytest.raises(ConfigurationError, match=named) as caught:
        settings.overrides(url, sender)
    assert "hidden" not in str(caught.value)


def test_only_administrators_choose(engine, people):
    with pytest.raises(Forbidden):
        engine.change_setting("smtp", SERVER, by=people.marta)
    with pytest.raises(Forbidden):
        engine.keep_secret("smtp", {"text": "x"}, by=people.marta)
    with pytest.raises(Forbidden):
        engine.forget_secret("smtp", by=people.marta)
    with pytest.raises(Forbidden):
        engine.try_mail("a@b.example", subject="s", text="t", by=people.marta)


def test_a_change_is_audited_with_old_and_new_values(company, engine, people):
    engine.change_setting("web", {"allowed": "a.example"}, by=people.ada)
    engine.change_setting("web", {"allowed": "b.example"}, expected_version=1, by=people.ada)
    with pytest.raises(SettingChanged):
        engine.change_setting("web", {"allowed": "c.example"}, expected_version=1, by=people.ada)

    first, second = company.audit("change_setting")
    assert (first.old, "a.example" in first.new) == (None, True)
    assert ("a.example" in second.old, "b.example" in second.new) == (True, True)


def test_a_certificate_is_one_or_is_refused():
    assert mail.checked(SERVER | {"trusted": CERTIFICATE})["trusted"] == CERTIFICATE.strip()
    for wrong in ("hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"):
        with pytest.raises(InvalidSetting, match="trusted"):
            mail.checked(SERVER | {"trusted": wrong})


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (" API.Example.com. ", "api.example.com"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("[2001:DB8::1]:8080", "[2001:db8::1]:8080"),
        ("2001:db8::1", "[2001:db8::1]"),
        ("10.0.0.7:8443  private", "10.0.0.7:8443 private"),
    ],
)
def test_a_machine_is_kept_in_one_form(line, kept):
    assert web.checked({"allowed": line}) == {"allowed": kept}


@pytest.mark.parametrize(
    "line",
    ["*", "*.com", "http://a.example", "a.example/x", "a.example:0", "a.example:99999", "0x7f.1", "127.1", "2130706433",
     "a.example public", "u@a.example", "[::1", "a..example", "a b"],
)  # fmt: skip
def test_what_names_no_machine_is_refused(line):
    with pytest.raises(InvalidSetting):
        web.checked({"allowed": line})

"""Settings, read from the environment once, when a command starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engine.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PREFIXES = ("sqlite:///", "postgresql+psycopg://")


@dataclass(frozen=True, kw_only=True)
class Config:
    """What an installation can choose. Each field names the variable that sets it."""

    database_url: str
    """BATON_DATABASE_URL: ``sqlite:///PATH`` (default ``sqlite:///var/baton.sqlite``) or ``postgresql+psycopg://...``."""
    var: Path
    """BATON_VAR: the folder for files, uploads and the default database (default ``var``)."""
    host: str
    """HOST: the address the web server listens on (default ``127.0.0.1``)."""
    port: int
    """PORT: its port (default ``8000``)."""
    web_threads: int
    """BATON_WEB_THREADS: request threads, of which all but 32 may serve live pages (default ``256``)."""
    worker_threads: int
    """BATON_WORKER_THREADS: threads that drain jobs and timers (default ``2``)."""
    secure_cookies: bool
    """BATON_SECURE_COOKIES: ``true`` behind https; cookies then are ``__Host-`` and Secure (default ``false``)."""
    default_locale: str
    """BATON_LOCALE: ``en`` or ``ru``, for people who have not chosen (default ``en``)."""
    time_zone: str
    """BATON_TIME_ZONE: the IANA zone of people who have not chosen (default ``UTC``)."""
    smtp_url: str = field(repr=False)
    """BATON_SMTP_URL: the server that sends mail, ``smtp+starttls://USER:PASSWORD@HOST:PORT``, ``smtps://...`` or
    ``smtp://...``; goes before what an administrator chose (default ``none``: what they chose)."""
    mail_from: str
    """BATON_MAIL_FROM: the address that mails come from when BATON_SMTP_URL is set (default
    ``baton@localhost.localdomain``)."""


def read(environment: Mapping[str, str]) -> Config:
    """The configuration in *environment*; raises `ConfigurationError` naming the variable and the allowed values."""
    var = Path(environment.get("BATON_VAR") or "var")
    return Config(
        database_url=_database_url(environment, var),
        var=var,
        host=environment.get("HOST") or "127.0.0.1",
        port=_integer(environment, "PORT", 8000, 1, 65535),
        web_threads=_integer(environment, "BATON_WEB_THREADS", 256, 4, 1024),
        worker_threads=_integer(environment, "BATON_WORKER_THREADS", 2, 1, 64),
        secure_cookies=_choice(environment, "BATON_SECURE_COOKIES", "false", ("true", "false")) == "true",
        default_locale=_choice(environment, "BATON_LOCALE", "en", ("en", "ru")),
        time_zone=_checked(
            environment, "BATON_TIME_ZONE", "UTC", _is_zone, "Use an IANA name such as Europe/Berlin."
        ),
        smtp_url=environment.get("BATON_SMTP_URL") or "none",
        mail_from=environment.get("BATON_MAIL_FROM") or "baton@localhost.localdomain",
    )


def _database_url(environment: Mapping[str, str], var: Path) -> str:
    default = f"sqlite:///{var / 'baton.sqlite'}"
    remedy = "Use sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
    return _checked(environment, "BATON_DATABASE_URL", default, _is_database_url, remedy)


def _is_database_url(url: str) -> bool:
    try:
        _ = urlsplit(url).port  # raises for one that is no number
    except ValueError:
        return False
    return url.startswith(_PREFIXES)


def _integer(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    def fits(text: str) -> bool:
        return text.isascii() and text.isdecimal() and low <= int(text) <= high

    return int(_checked(environment, name, str(default), fits, f"Use a whole number from {low} to {high}."))


def _choice(environment: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    remedy = "Use " + " or ".join(repr(one) for one in allowed) + "."
    return _checked(environment, name, default, lambda text: text in allowed, remedy)


def _checked(
    environment: Mapping[str, str], name: str, default: str, fits: Callable[[str], bool], remedy: str
) -> str:
    value = environment.get(name) or default
    if not fits(value):
        raise ConfigurationError(setting=name, value=_without_password(value), remedy=remedy)
    return value


def _without_password(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    credentials, at, host = rest.rpartition("@")
    return f"{scheme}{separator}{credentials.partition(':')[0]}:***{at}{host}" if at else value


def _is_zone(name: str) -> bool:
    from zoneinfo import available_timezones  # noqa: PLC0415  reading the list costs 30 ms, only when it is set

    return name == "UTC" or name in available_timezones()

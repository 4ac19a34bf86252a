"""Everything that a connector may know of the settings, read once before it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.settings import mail, store, web
from engine.settings.mail import Smtp
from engine.settings.web import Web

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What the environment decides, whatever is kept in the database."""

    smtp: Smtp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Settings at one moment, secrets included: for connectors only, never for a page."""

    smtp: Smtp = field(default_factory=Smtp)
    web: Web = field(default_factory=Web)


def overrides(smtp_url: str, mail_from: str) -> Overrides:
    """What the environment says; raises `ConfigurationError` without a password in it."""
    return Overrides(smtp=None if smtp_url == "none" else mail.from_url(smtp_url, mail_from))


def snapshot(connection: Connection, over: Overrides) -> Snapshot:
    """What is kept, with the environment's word over it."""
    kept = mail.smtp_of(store.read(connection, "smtp"), store.secret(connection, "smtp"))
    return Snapshot(
        smtp=over.smtp or kept,
        web=web.web_of(store.read(connection, "web"), store.secrets(connection, "web.")),
    )

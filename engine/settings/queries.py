"""Settings as a page shows them: everything but the secrets themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.settings import mail as mailing
from engine.settings import sending, store

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    values: dict[str, Any]
    version: int
    has_password: bool
    site: str
    """Where people open Baton; empty when nobody said so."""
    hold: int
    """Seconds for which what goes out is held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLine:
    """A secret without its text."""

    name: str
    host: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    allowed: str
    """One machine a line."""
    version: int
    secrets: list[SecretLine]


def mail(connection: Connection) -> MailSettings:
    kept = store.load(connection, "smtp")
    return MailSettings(
        values=mailing.EMPTY | (kept.values if kept else {}),
        version=kept.version if kept else 0,
        has_password=bool(store.secret(connection, "smtp")),
        site=str((store.read(connection, "site") or {}).get("address", "")),
        hold=int(sending.hold(connection).total_seconds()),
    )


def web(connection: Connection) -> WebSettings:
    kept = store.load(connection, "web")
    secrets = store.secrets(connection, "web.")
    return WebSettings(
        allowed=str(kept.values.get("allowed", "")) if kept else "",
        version=kept.version if kept else 0,
        secrets=[
            SecretLine(name=name, host=secrets[name]["host"], header=secrets[name]["header"])
            for name in sorted(secrets)
        ],
    )

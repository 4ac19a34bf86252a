"""What a person has allowed and forbidden, as a part of the person's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.records import consents, type_of
from webui import localization

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.records import Record

FIELDS = ("purpose", "channel", "legal_basis")
"""What is chosen when a consent is written down."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One consent, as the page shows it."""

    key: int
    purpose: str
    channel: str
    basis: str
    given: bool
    status: str
    since: datetime | None
    evidence: str
    address: str
    purpose_value: str
    channel_value: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One question of the form that writes a consent down."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Panel:
    subject: str
    """``contact:42``, as the form sends it."""
    lines: list[Line]
    choices: list[Choice]


def read(connection: Connection, record: Record) -> Panel:
    """All consents of a contact or a lead, and the form to add one."""
    return Panel(
        subject=f"{record.ref.type}:{record.ref.key}",
        lines=[_line(one) for one in consents.of_person(connection, record.ref)],
        choices=[_choice(name) for name in FIELDS],
    )


def label(name: str, value: object) -> str:
    """A choice of a consent in the reader's language."""
    return type_of("consent").fields[name].choice_label(str(value), localization.locale())


def _line(one: Record) -> Line:
    given = one["status"] == "given"
    return Line(
        key=one.ref.key,
        purpose=label("purpose", one["purpose"]),
        channel=label("channel", one["channel"]),
        basis=label("legal_basis", one["legal_basis"]),
        given=given,
        status=label("status", one["status"]),
        since=one["given_at"] if given else one["withdrawn_at"],
        evidence=str(one["evidence"] or ""),
        address=str(one["address"] or ""),
        purpose_value=str(one["purpose"]),
        channel_value=str(one["channel"]),
    )


def _choice(name: str) -> Choice:
    field, locale = type_of("consent").fields[name], localization.locale()
    options = [(one.value, one.labels.in_locale(locale)) for one in field.choices]
    return Choice(name=name, label=field.label(locale), options=options)

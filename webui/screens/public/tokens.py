"""What the page of a public form carries: when it was opened, an id that makes sending twice once, and its origin."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

if TYPE_CHECKING:
    from collections.abc import Mapping

TOO_QUICK = timedelta(seconds=2)
"""Nobody reads and fills in a form faster."""
TOO_OLD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One opened page of a public form."""

    id: str
    opened: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """utm_source, referrer, and so on: where the visitor came from."""

    def spelt(self, address: str) -> str:
        """As a hidden field carries it: signed, good for the form at *address* only."""
        milliseconds = round(self.opened.timestamp() * 1000)
        return str(_signer(address).dumps([self.id, milliseconds, dict(self.facts)]))

    def is_too_quick(self, now: datetime) -> bool:
        return now - self.opened < TOO_QUICK

    def is_too_old(self, now: datetime) -> bool:
        return now - self.opened > TOO_OLD


def new(now: datetime, facts: Mapping[str, str]) -> Token:
    return Token(id=secrets.token_hex(16), opened=now, facts=facts)


def read(text: str, address: str) -> Token | None:
    """The token that *text* spells; None when this installation did not make it for the form at *address*."""
    try:
        token_id, milliseconds, facts = _signer(address).loads(text)
    except BadSignature:
        return None
    opened = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return Token(id=token_id, opened=opened, facts=facts)


def spell_reference(reference: str, address: str) -> str:
    """A reference number as an address carries it: only numbers that were given out are thanked for."""
    return str(_signer(f"{address} sent").dumps(reference))


def read_reference(text: str, address: str) -> str | None:
    try:
        return str(_signer(f"{address} sent").loads(text))
    except BadSignature:
        return None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"public form {purpose}")

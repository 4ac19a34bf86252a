"""The brake on public forms: a sliding window per address, shared by all programs of an installation."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key
from engine.errors import Conflict
from engine.process.locks import one_at_a_time

if TYPE_CHECKING:
    from engine.process.work import Work

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 20
"""An office behind one address may hold a stand at a fair; a robot sends hundreds."""
_LONGEST = 64
_OF_ONE = 64
"""Bits of the network that a provider gives to one customer."""


class FormVisit(Base):
    """A public form was sent from an address, whatever became of it. Kept for the length of the window."""

    __tablename__ = "form_visit"
    __table_args__ = (Index(None, "address", "at"), Index(None, "at"))

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    address: Mapped[str] = mapped_column(String(_LONGEST))
    at: Mapped[datetime] = mapped_column(Instant)
    """System time."""


class TooManySubmissions(Conflict):
    """Too many forms from one address."""

    text = "Too many forms were sent from your network. Wait {seconds} seconds, then send it again."


def count(work: Work, address: str) -> None:
    """Count a form from *address* before it is looked at, so that refused ones count too.

    Raises `TooManySubmissions` with the seconds to wait; a refused one does not lengthen the wait.
    """
    address = _network(address)
    one_at_a_time(work.connection, "form visit", address)
    work.connection.execute(delete(FormVisit).where(FormVisit.at <= work.now - WINDOW))
    oldest = work.connection.scalar(
        select(FormVisit.at)
        .where(FormVisit.address == address)
        .order_by(FormVisit.at.desc())
        .offset(PER_ADDRESS - 1)
        .limit(1)
    )
    if oldest is not None:
        seconds = max(1, math.ceil((oldest + WINDOW - work.now).total_seconds()))
        raise TooManySubmissions(seconds=seconds, reason="", remedy="")
    row = {"key": work.parts.keys.new(), "address": address, "at": work.now}
    work.connection.execute(insert(FormVisit), row)


def _network(address: str) -> str:
    """Who is counted together: of IPv6 a whole /64, since who has one address of it can send from all of them."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST]
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Network((known, _OF_ONE), strict=False))

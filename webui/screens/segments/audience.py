"""A campaign's numbers as parts of its page: whom it may reach, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from engine.records import type_of
from webui import localization

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.records import Record

_LEFT_OUT = (
    ("audience_no_consent", "no_consent"),
    ("audience_withdrawn", "withdrawn"),
    ("audience_no_address", "no_address"),
    ("audience_recent", "recent"),
    ("audience_same_address", "same_address"),
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number with its name."""

    label: str
    text: str
    good: bool | None = None
    """Whether it is good news; None for neither."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    sentence: str
    """How the segment fell apart; empty before it was counted."""
    figures: list[Figure]
    """What came of it; empty before it was measured."""
    measured: datetime | None
    running: bool
    """It can be stopped."""


def read(_connection: Connection, record: Record) -> Panel | None:
    """The numbers of a campaign; None while there are none."""
    counted = record["audience_matched"] is not None
    if not counted and record["measured_at"] is None:
        return None
    numbers = {name: int(record[field] or 0) for field, name in _LEFT_OUT}
    numbers |= {"matched": int(record["audience_matched"] or 0), "allowed": int(record["audience_size"] or 0)}
    return Panel(
        sentence=sentence(numbers) if counted else "",
        figures=[] if record["measured_at"] is None else _figures(record),
        measured=record["measured_at"],
        running=record["status"] == "running",
    )


def sentence(numbers: dict[str, int]) -> str:
    """How a segment falls apart, as “1,240 people match: 310 without consent → 930 may be contacted.” tells it."""
    reasons = [text for name, text in _reasons(numbers).items() if numbers.get(name)]
    matched = ngettext(
        "%(shown)s person matches", "%(shown)s people match", numbers["matched"], **_shown(numbers["matched"])
    )
    allowed = ngettext(
        "%(shown)s may be contacted",
        "%(shown)s may be contacted",
        numbers["allowed"],
        **_shown(numbers["allowed"]),
    )
    return f"{matched}{': ' if reasons else ''}{', '.join(reasons)} → {allowed}."


def _reasons(numbers: dict[str, int]) -> dict[str, str]:
    shown = {name: localization.format_number(number) for name, number in numbers.items()}
    return {
        "no_consent": gettext("%(shown)s without consent", shown=shown.get("no_consent")),
        "withdrawn": gettext("%(shown)s withdrawn", shown=shown.get("withdrawn")),
        "no_address": gettext("%(shown)s without an address", shown=shown.get("no_address")),
        "recent": gettext("%(shown)s contacted lately", shown=shown.get("recent")),
        "same_address": gettext("%(shown)s at an address counted already", shown=shown.get("same_address")),
    }


def _shown(number: int) -> dict[str, str]:
    return {"shown": localization.format_number(number)}


def _figures(record: Record) -> list[Figure]:
    names = ("sent", "responded", "unsubscribed", "failed", "leads", "won")
    figures = [_figure(name, localization.format_number(record[name] or 0)) for name in names]
    currency = str(record["currency"])
    figures += [
        _figure(name, localization.format_money(record[name] or 0, currency)) for name in ("revenue", "cost")
    ]
    roi = record["roi_percent"]
    if roi is not None:
        figures.append(
            Figure(label=gettext("ROI"), text=f"{localization.format_number(roi)} %", good=roi >= 0)
        )
    return figures


def _figure(name: str, text: str) -> Figure:
    return Figure(label=type_of("campaign").fields[name].label(localization.locale()), text=text)

"""Calendars as an administrator types them."""

from __future__ import annotations

from engine.calendars.store import CalendarDraft

OFFICE = "09:00-13:00, 14:00-18:00"


def a_calendar(name="Support", **changes):
    facts = {
        "name": name,
        "time_zone": "Europe/Berlin",
        "week": ("08:00-20:00",) * 5 + ("", ""),
        "country": "DE",
    }
    return CalendarDraft(**{**facts, **changes})

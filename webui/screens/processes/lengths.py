"""Lengths of time to compare in a column: two units at most, “6d 5h”."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from babel import units
from flask_babel import gettext

from webui import localization

if TYPE_CHECKING:
    from datetime import timedelta

_UNITS = (("duration-day", 86_400), ("duration-hour", 3_600), ("duration-minute", 60))
_WIDTH: dict[str, Literal["short", "narrow"]] = {"en": "narrow", "ru": "short"}
"""Russian has no narrow hours."""
_WHOLE_DAYS = 10
"""From here on hours say nothing more."""


def spelled(length: timedelta) -> str:
    """The largest unit and the one below it; what is shorter than a minute took no time that anybody noticed."""
    seconds = int(length.total_seconds())
    if seconds < _UNITS[-1][1]:
        return str(gettext("at once"))
    place = next(number for number, (_, size) in enumerate(_UNITS) if seconds >= size)
    shown = []
    for name, size in _UNITS[place : place + 2]:
        count, seconds = divmod(seconds, size)
        if count:
            shown.append(
                units.format_unit(count, name, _WIDTH[localization.locale()], locale=localization.locale())
            )
        if name == "duration-day" and count >= _WHOLE_DAYS:
            break
    return " ".join(shown)

"""The language and the time zone of a page, and its dates, numbers and money."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from flask import request
from flask_babel import Babel, Domain, get_locale, gettext

from webui import catalogs, context, preferences

if TYPE_CHECKING:
    from babel.support import NullTranslations
    from flask import Flask

    from engine.config import Config

LOCALES = ("en", "ru")
_MINUTE = timedelta(minutes=1)
_SIZES = ((10**6, "megabyte"), (10**3, "kilobyte"), (1, "byte"))


def install(app: Flask, config: Config) -> None:
    _Babel(app, default_locale=config.default_locale, locale_selector=_chosen_locale)
    app.jinja_env.globals.update(locale=locale, locales=LOCALES, language_name=language_name)
    app.jinja_env.filters.update(
        day=format_day,
        moment=format_moment,
        clock=format_clock,
        number=format_number,
        money=format_money,
        duration=format_duration,
        size=format_size,
    )


class _Babel(Babel):  # type: ignore[misc]  # Flask-Babel has no types
    @cached_property
    def domain_instance(self) -> _Catalogs:
        return _Catalogs()


class _Catalogs(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Translations straight from the .po files: nothing to compile, nothing to forget."""

    def __init__(self) -> None:
        super().__init__()
        self._by_locale = {name: catalogs.load(name) for name in LOCALES}

    def get_translations(self) -> NullTranslations:
        return self._by_locale[locale()]


def locale() -> str:
    """The language of this request: ``en`` or ``ru``."""
    return _babel_locale().language


def _babel_locale() -> Locale:
    """Outside a request (a command, a test of a helper) the pages' language is English."""
    return cast("Locale | None", get_locale()) or Locale("en")


def _chosen_locale() -> str:
    """The person's choice, else this browser's earlier one, else what it asks for, else the installation's."""
    user = context.visitor()
    for choice in (user and user.locale, preferences.of_request().locale):
        if choice in LOCALES:
            return choice
    default = context.config().default_locale
    return request.accept_languages.best_match(LOCALES, default=default) or default


def time_zone() -> ZoneInfo:
    user = context.visitor()
    return ZoneInfo((user and user.time_zone) or context.config().time_zone)


def language_name(name: str) -> str:
    """A language in its own words."""
    return (Locale(name).get_display_name(name) or name).capitalize()


def format_day(value: date | datetime, style: str = "medium") -> str:
    """A day as people write it, in their time zone when it is a moment."""
    day = value.astimezone(time_zone()).date() if isinstance(value, datetime) else value
    return dates.format_date(day, style, locale=_babel_locale())


def format_moment(value: datetime, style: str = "medium") -> str:
    """A day and time of day in the person's time zone; the *short* style leaves out this year."""
    local, language = value.astimezone(time_zone()), _babel_locale()
    this_year = context.business_now().astimezone(time_zone()).year
    if style == "short" and local.year == this_year:
        day = dates.format_skeleton("MMMd", local, locale=language)
    else:
        day = dates.format_date(local, "medium", locale=language)
    time = dates.format_time(local, "short", locale=language)
    return str(dates.get_datetime_format("medium", locale=language)).format(time, day)


def format_clock(value: datetime) -> str:
    """The time of day in the person's time zone: “10:32”."""
    return dates.format_time(value.astimezone(time_zone()), "short", locale=_babel_locale())


def format_number(value: Decimal | float) -> str:
    return numbers.format_decimal(value, locale=_babel_locale())


def format_money(value: Decimal | int, currency: str) -> str:
    """An amount with its currency; whole amounts are written without the cents that nobody reads."""
    whole = Decimal(value) == Decimal(value).to_integral_value()
    pattern = _babel_locale().currency_formats["standard"].pattern
    return numbers.format_currency(
        value,
        currency,
        format=pattern.replace(".00", "") if whole else pattern,
        locale=_babel_locale(),
        currency_digits=not whole,
    )


def format_size(size: int) -> str:
    """The length of a file in its largest unit, to one decimal: “1.2 MB”."""
    scale, unit = next((one for one in _SIZES if size >= one[0]), _SIZES[-1])
    value, language = Decimal(size) / scale, _babel_locale()
    length: Literal["short", "long"] = "short" if scale > 1 else "long"
    return units.format_unit(value, f"digital-{unit}", length, format="#,##0.#", locale=language)


def format_duration(length: timedelta) -> str:
    """A length of time in its largest unit: “3 hours”, “2 days”."""
    if abs(length) < _MINUTE:
        return str(gettext("less than a minute"))
    return dates.format_timedelta(abs(length), threshold=1, locale=_babel_locale())


def format_unit(number: Decimal, unit: str) -> str:
    """So many of a unit of time: “4 hours”."""
    return units.format_unit(number, f"duration-{unit}", locale=_babel_locale())


def format_distance(moment: datetime, now: datetime) -> str:
    """How far away a moment is: “in 3 hours”, “2 days ago”."""
    if abs(moment - now) < _MINUTE:
        return str(gettext("now"))
    return dates.format_timedelta(moment - now, threshold=1, add_direction=True, locale=_babel_locale())

"""Public holidays by country and region, as the library `holidays` knows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_LANGUAGES = {"en": ("en_US", "en_GB", "en"), "ru": ("ru", "en_US", "en_GB", "en")}


@dataclass(frozen=True, slots=True)
class Year:
    """The days of one year that a country's law makes special."""

    days_off: Mapping[date, str]
    """Closed days by name, days off that stand in for others included."""
    working_weekends: frozenset[date]
    """Days of a weekend on which the country works, in exchange for another day off."""


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """ISO codes of the countries whose holidays are known, with the codes of their regions."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(known[country]) for country in sorted(known)}


@lru_cache(maxsize=512)
def year(country: str, subdivision: str | None, number: int, locale: str = "en") -> Year:
    """The holidays of the year *number*, named in the language of *locale* where the library knows it."""
    spoken = getattr(holidays, country).supported_languages
    language = next((one for one in _LANGUAGES.get(locale, ()) if one in spoken), None)
    found = holidays.country_holidays(country, subdiv=subdivision, years=number, language=language)
    return Year(dict(sorted(found.items())), frozenset(found.weekend_workdays))


@cache
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country by code, in words where the library has some."""
    words = {code: name for name, code in getattr(holidays, country).subdivisions_aliases.items()}
    return {code: words.get(code, code) for code in countries()[country]}

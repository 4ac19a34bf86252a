"""What a browser remembers of its user's taste, before and after signing in: language and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from werkzeug import Response

    from engine.config import Config

THEMES = ("system", "light", "dark")
_YEAR = 365 * 24 * 3600
_LOCALE, _THEME = "baton_locale", "baton_theme"


@dataclass(frozen=True, kw_only=True)
class Preferences:
    locale: str | None
    theme: str


def of_request() -> Preferences:
    """The cookies are the browser's own input: anything unknown counts as not chosen."""
    theme = request.cookies.get(_THEME, "")
    return Preferences(locale=request.cookies.get(_LOCALE), theme=theme if theme in THEMES else THEMES[0])


def remember(
    response: Response, config: Config, *, locale: str | None = None, theme: str | None = None
) -> None:
    for name, value in ((_LOCALE, locale), (_THEME, theme)):
        if value is not None:
            response.set_cookie(
                name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=config.secure_cookies
            )

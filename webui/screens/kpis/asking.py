"""Which period and whose figures, as the address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from babel import Locale, dates
from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.analytics import period as periods
from engine.analytics.period import Kind, Period
from engine.identity import queries as people
from webui import localization

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection
    from werkzeug.datastructures import MultiDict

    from engine.identity import User

_KINDS: dict[Kind, LazyString] = {
    "month": _l("Month"),
    "quarter": _l("Quarter"),
    "year": _l("Year"),
    "custom": _l("From – to"),
}
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Question:
    period: Period
    team: int | None
    teams: list[tuple[int, str]]
    problem: str
    today: date

    @property
    def title(self) -> str:
        """“November 2026”, “4th quarter 2026”, “2026”, “Nov 3 – 9, 2026”."""
        return name(self.period)

    @property
    def kinds(self) -> list[tuple[Kind, LazyString, str]]:
        """The ways to choose a period, each with the address of the one around today."""
        return [(kind, label, self.address(self._near(kind))) for kind, label in _KINDS.items()]

    @property
    def is_running(self) -> bool:
        return self.today in self.period

    def address(self, period: Period | None = None, **more: Any) -> str:
        """The same page for another period, or another page for this one."""
        chosen = period or self.period
        values: dict[str, Any] = {"period": chosen.kind, "from": chosen.start.isoformat()}
        if chosen.kind == "custom":
            values["to"] = chosen.last.isoformat()
        if self.team is not None:
            values["team"] = str(self.team)
        if metric := (request.view_args or {}).get("metric_id"):
            values["metric_id"] = metric
        values |= more
        endpoint = values.pop("endpoint", request.endpoint)
        return url_for(endpoint, **values)

    def _near(self, kind: Kind) -> Period:
        if kind == "custom":
            return Period("custom", self.period.start, self.period.end)
        day = self.today if self.is_running else self.period.start
        return periods.around(kind, day)


def question(connection: Connection, user: User, arguments: MultiDict[str, str], today: date) -> Question:
    """The running quarter unless the address says otherwise; what it cannot mean is said, not guessed."""
    chosen, problem = _period(arguments, today)
    teams = [
        (one.key, one.name)
        for one in people.teams(connection)
        if user.visibility == "all" or one.key in user.managed_teams or one.key == user.team_key
    ]
    team = keys.parse(arguments.get("team", ""))
    return Question(
        period=chosen,
        team=team if team in dict(teams) else None,
        teams=teams,
        problem=problem,
        today=today,
    )


def name(period: Period) -> str:
    locale = Locale(localization.locale())
    if period.kind == "year":
        return str(period.start.year)
    if period.kind == "month":
        return dates.format_skeleton("yMMMM", period.start, locale=locale).capitalize()
    if period.kind == "quarter":
        return dates.format_skeleton("yQQQQ", period.start, locale=locale)
    return dates.format_interval(period.start, period.last, skeleton="yMMMd", locale=locale)


def _period(arguments: MultiDict[str, str], today: date) -> tuple[Period, str]:
    kind: Kind = next((one for one in get_args(Kind) if one == arguments.get("period")), "quarter")
    first, last = _day(arguments.get("from")), _day(arguments.get("to"))
    if kind != "custom":
        return periods.around(kind, first or today), ""
    chosen = None if first is None or last is None else periods.between(first, last)
    if chosen is not None:
        return chosen, ""
    problem = gettext("Choose two days, the first before the last, at most five years.")
    return periods.around("quarter", today), problem


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if _EARLIEST <= day < _LATEST else None

"""Working calendars: kept, tried out, and the holidays of a year looked through, before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale, dates
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine import keys
from engine.calendars import queries, store
from engine.calendars.errors import CalendarRefused
from engine.calendars.hours import spell
from engine.calendars.store import CalendarDraft, ExceptionDraft
from engine.errors import Conflict, Invalid
from webui import context, localization
from webui.screens.administration import calendar_parts
from webui.screens.administration.calendar_parts import Attempt
from webui.screens.administration.section import problems_of, refused, screen, typed

if TYPE_CHECKING:
    from datetime import date

    from werkzeug import Response

    from engine.calendars.queries import CalendarLine

_TEMPLATE = "administration/calendar.html"


@screen.app_template_filter("weekday")
def weekday(day: date) -> str:
    """A day with its day of the week, without the year: “Fri 3 Apr”."""
    return dates.format_skeleton("MMMEd", day, locale=Locale(localization.locale()))


@screen.get("/calendars")
def calendars() -> str:
    with context.reading() as connection:
        lines = queries.calendars(connection)
    return render_template(
        "administration/calendars.html",
        lines=lines,
        built_in=None if any(one.is_default for one in lines) else _built_in(),
        country=calendar_parts.country_name,
    )


@screen.get("/calendars/new")
def new_calendar() -> str:
    draft = _built_in()
    if "company" not in request.args:
        draft = CalendarDraft(name="", time_zone=draft.time_zone, week=draft.week)
    return _page(draft, key=None, version=0)


@screen.get("/calendars/<int:key>")
def calendar(key: int) -> str:
    with context.reading() as connection:
        line = queries.calendar(connection, key)
    return _page(_draft(line), key=key, version=line.version, teams=line.teams)


@screen.post("/calendars/draft")
def calendar_draft() -> str:
    """The page as typed so far, with its answers: nothing is saved."""
    draft, problems = _typed(), {}
    try:
        store.checked(draft, now=context.system_now())
    except CalendarRefused as error:
        problems = problems_of(error)
    key, version = _known()
    return _page(draft, key=key, version=version, problems=problems)


@screen.post("/calendars")
def create_calendar() -> Response:
    return _save(None, 0)


@screen.post("/calendars/<int:key>")
def change_calendar(key: int) -> Response:
    return _save(key, _known()[1])


@screen.post("/calendars/<int:key>/deletion")
def delete_calendar(key: int) -> Response:
    try:
        context.engine().delete_calendar(key, by=context.current_user())
    except Conflict as error:
        with context.reading() as connection:
            line = queries.calendar(connection, key)
        facts = _facts(_draft(line), key=key, version=line.version, teams=line.teams)
        return refused(error, _TEMPLATE, **facts)
    flash(gettext("The working calendar is deleted."), "done")
    return redirect(url_for("administration.calendars"), 303)


def _save(key: int | None, version: int) -> Response:
    draft = _typed()
    try:
        context.engine().save_calendar(draft, key=key, version=version, by=context.current_user())
    except (Invalid, Conflict) as error:
        return refused(error, _TEMPLATE, **_facts(draft, key=key, version=version))
    flash(gettext("Saved."), "done")
    return redirect(url_for("administration.calendars"), 303)


def _page(
    draft: CalendarDraft,
    *,
    key: int | None,
    version: int,
    teams: tuple[str, ...] = (),
    problems: dict[str, str] | None = None,
) -> str:
    facts = _facts(draft, key=key, version=version, teams=teams)
    return render_template(_TEMPLATE, problems=problems or {}, **facts)


def _facts(
    draft: CalendarDraft, *, key: int | None, version: int, teams: tuple[str, ...] = ()
) -> dict[str, Any]:
    now = context.business_now()
    attempt = Attempt(request.form.get("try_from", ""), request.form.get("try_length", ""))
    year = keys.parse(request.form.get("year", "")) or now.year
    if "year_step" in request.form:
        year += {"-1": -1, "1": 1}.get(request.form["year_step"], 0)
    extra = (ExceptionDraft(day=""),) if "add_exception" in request.form else ()
    return {
        "draft": draft,
        "exceptions": (*draft.exceptions, *extra),
        "key": key,
        "version": version,
        "teams": teams,
        "days": calendar_parts.days(draft.week),
        "attempt": attempt.filled(draft, now),
        "answer": attempt.answer(draft, now) if "try" in request.form else None,
        "holidays": calendar_parts.holidays(draft, year),
        "year": year,
        **calendar_parts.choices(draft),
    }


def _typed() -> CalendarDraft:
    sent = request.form
    rows = zip(
        sent.getlist("exception_day"),
        sent.getlist("exception_hours"),
        sent.getlist("exception_label"),
        strict=False,
    )
    return CalendarDraft(
        name=typed("name"),
        time_zone=sent.get("time_zone", ""),
        week=tuple(sent.get(day, "") for day in queries.WEEKDAYS),
        country=sent.get("country") or None,
        subdivision=sent.get("subdivision") or None,
        exceptions=tuple(
            ExceptionDraft(day=day, hours=hours, label=label)
            for day, hours, label in rows
            if day.strip() or hours.strip() or label.strip()
        ),
        is_default="is_default" in sent,
    )


def _known() -> tuple[int | None, int]:
    """The calendar that a draft is of, and its version when the page was opened."""
    return keys.parse(request.form.get("key", "")), keys.parse(request.form.get("version", "")) or 0


def _draft(line: CalendarLine) -> CalendarDraft:
    return CalendarDraft(
        name=line.name,
        time_zone=line.time_zone,
        week=line.week,
        country=line.country,
        subdivision=line.subdivision,
        exceptions=tuple(
            ExceptionDraft(day=one.day.isoformat(), hours=one.hours, label=one.label)
            for one in line.exceptions
        ),
        is_default=line.is_default,
    )


def _built_in() -> CalendarDraft:
    """What counts until the company has saved a calendar of its own."""
    value = queries.built_in(context.config().time_zone)
    return CalendarDraft(
        name=value.name,
        time_zone=value.time_zone,
        week=tuple(spell(hours) for hours in value.week),
        is_default=True,
    )

"""The base currency and the exchange rates to it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from engine.errors import Invalid
from engine.identity.rights import require_administrator
from engine.records import rate_lines, rates
from webui import context, errors

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint(
    "currencies", __name__, template_folder="templates", url_prefix="/administration/currencies"
)
_SHOWN = 60
"""Newest rates of each currency on the page; the others count all the same."""


@screen.before_request
def _only_administrators() -> None:
    user = context.visitor()
    if user is not None:
        require_administrator(user, "administer Baton")


@screen.get("")
def show() -> Response:
    return _page()


@screen.post("/base")
def choose_base() -> Response:
    try:
        context.engine().set_base_currency(request.form.get("base", ""), by=context.current_user())
    except Invalid as refused:
        return _page(problem=errors.message(refused), place="base")
    flash(gettext("Saved."), "done")
    return redirect(url_for("currencies.show"), 303)


@screen.post("/rates")
def add() -> Response:
    """One rate a line, from a form or pasted from a table; one wrong line and none is taken."""
    text = request.form.get("rates", "")
    try:
        count = context.engine().keep_rates(rate_lines.read(text), by=context.current_user())
    except Invalid as refused:
        return _page(problem=errors.message(refused), place="rates", text=text)
    flash(ngettext("%(num)d rate saved", "%(num)d rates saved", count), "done")
    return redirect(url_for("currencies.show"), 303)


@screen.post("/rates/removal")
def remove() -> Response:
    day = rate_lines.day(request.form.get("day", ""))
    if day is None:
        abort(400)
    context.engine().forget_rate(request.form.get("currency", ""), day, by=context.current_user())
    flash(gettext("Removed."), "done")
    return redirect(url_for("currencies.show"), 303)


def _page(problem: str = "", place: str = "", text: str = "") -> Response:
    with context.reading() as connection:
        base = rates.base_currency(connection)
        found: dict[str, list[rates.Rate]] = {}
        for one in reversed(rates.all_rates(connection, base)):
            found.setdefault(one.currency, []).append(one)
    shown = {currency: kept[:_SHOWN] for currency, kept in sorted(found.items())}
    page = render_template(
        "currencies/page.html", base=base, rates=shown, problem=problem, place=place, text=text
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)

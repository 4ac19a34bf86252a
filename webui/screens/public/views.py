"""Public forms: strangers start a process at ``/public/<address>``, without a sign-in and without JavaScript."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale

from engine.process import queries
from webui import auth, context, localization, preferences
from webui.screens.public import tokens
from webui.screens.public.filled import Filled, origin_of
from webui.screens.public.showing import words_of

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint("public", __name__, template_folder="templates", url_prefix="/public")
_LANGUAGE = "_language"
"""A button of the page that changes its language, and loses nothing that was typed."""


@screen.get("/<address>")
@auth.public
def show(address: str) -> Response:
    """The empty form; ``?lang=ru`` chooses its language."""
    with force_locale(_language(request.args.get("lang"))):
        filled = Filled.empty(address, tokens.new(context.system_now(), origin_of(request)))
        return _remembered(make_response(filled.page()))


@screen.post("/<address>")
@auth.public
def send(address: str) -> Response:
    """Take a form, or show it again with all that was typed and what to do about it."""
    with force_locale(_language(request.form.get(_LANGUAGE))):
        filled = Filled.sent(address, request)
        sent = None if _LANGUAGE in request.form else filled.submit(request.remote_addr or "unknown")
        if sent is None:
            return _remembered(make_response(filled.page(), filled.status))
        target = url_for("public.thanks", address=address, sent=tokens.spell_reference(sent, address))
        return redirect(target, HTTPStatus.SEE_OTHER)


@screen.get("/<address>/thanks")
@auth.public
def thanks(address: str) -> Response:
    """What the sender may quote; who has sent nothing gets the form."""
    reference = tokens.read_reference(request.args.get("sent", ""), address)
    if reference is None:
        return redirect(url_for("public.show", address=address), HTTPStatus.SEE_OTHER)
    with force_locale(_language(request.args.get("lang"))), context.reading() as connection:
        words = words_of(queries.start_form_at(connection, address), localization.locale())
        page = render_template("public/thanks.html", words=words, reference=reference, address=address)
        return _remembered(make_response(page))


def _language(asked: str | None) -> str:
    return asked if asked in localization.LOCALES else localization.locale()


def _remembered(response: Response) -> Response:
    """A visitor who chose a language reads the next page in it too."""
    asked = request.form.get(_LANGUAGE) or request.args.get("lang")
    if asked in localization.LOCALES:
        preferences.remember(response, context.config(), locale=asked)
    return response

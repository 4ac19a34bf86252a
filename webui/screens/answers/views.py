"""Customers say whether their case is solved, by the link of a mail: once, without a sign-in, without JavaScript."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale

from engine.process import customer_answers
from engine.process.customer_answers import AnswerRefused, LinkSpent
from engine.process.form_visits import TooManySubmissions
from webui import auth, context, localization
from webui.errors import message as said

if TYPE_CHECKING:
    from werkzeug import Response

    from engine.errors import BatonError
    from engine.process.customer_answers import Invitation

screen = Blueprint("answers", __name__, template_folder="templates", url_prefix="/public/answers")
_LONGEST = 5000


@screen.get("/<token>")
@auth.public
def ask(token: str) -> Response:
    """The question; a link that worked already, or is too old, says so."""
    return _page(token)


@screen.post("/<token>")
@auth.public
def answer(token: str) -> Response:
    """Take the answer, once."""
    given = request.form
    try:
        context.engine().count_form_visit(request.remote_addr or "unknown")
        context.engine().answer_case(
            token,
            solved=given.get("solved", ""),
            csat=given.get("csat", type=int),
            comment=given.get("comment", "").strip()[:_LONGEST] or None,
        )
    except AnswerRefused as refused:
        return _page(token, problem=refused, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManySubmissions as refused:
        return _page(token, problem=refused, status=HTTPStatus.TOO_MANY_REQUESTS)
    except LinkSpent:
        return _page(token, status=HTTPStatus.CONFLICT)
    return redirect(url_for("answers.ask", token=token, lang=given.get("lang")), HTTPStatus.SEE_OTHER)


def _page(token: str, *, problem: BatonError | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    with context.reading() as connection:
        invitation = customer_answers.invitation(connection, token, context.business_now())
    with force_locale(_language(invitation)):
        page = render_template(
            "answers/page.html",
            invitation=invitation,
            token=token,
            problem=said(problem) if problem else "",
            given=request.form,
        )
    return make_response(page, status)


def _language(invitation: Invitation) -> str:
    """The one that was chosen on the page, or else the one of the mail."""
    asked = request.args.get("lang") or request.form.get("lang")
    return asked if asked in localization.LOCALES else invitation.language

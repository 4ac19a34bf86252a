"""Consents: employees write them down on the person's page; recipients withdraw them by the link in a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext

from engine.errors import NotFound
from engine.records import consents
from engine.records.consents import Facts
from engine.records.store import InvalidRecord
from engine.records.types.consent import SUBJECTS
from webui import auth, security
from webui.context import current_user, engine, reading
from webui.screens.consents.panel import label
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug import Response

    from engine.feel.values import RecordRef, Value

screen = Blueprint("consents", __name__, template_folder="templates")


@screen.post("/consents/given")
def give() -> Response:
    """Write down that a person allowed a use of a channel, with what shows it."""
    subject, purpose, channel, evidence = _sent()
    facts = Facts(legal_basis=request.form.get("legal_basis", "consent"), evidence=evidence, source=_source())
    try:
        engine().give_consent(subject, purpose, channel, facts, by=current_user())
    except InvalidRecord:
        abort(400)
    flash(gettext("The consent is on record."), "done")
    return _back(subject)


@screen.post("/consents/withdrawn")
def withdraw() -> Response:
    """Write down that a person forbade it; from now on nobody is reached that way for that purpose."""
    subject, purpose, channel, evidence = _sent()
    try:
        engine().withdraw_consent(
            subject, purpose, channel, Facts(evidence=evidence, source=_source()), by=current_user()
        )
    except InvalidRecord:
        abort(400)
    flash(gettext("The withdrawal is on record."), "done")
    return _back(subject)


@screen.get("/public/unsubscribe/<token>")
@auth.public
def question(token: str) -> Response:
    """What the link would end; only the button does it, since mail scanners open links."""
    try:
        with reading() as connection:
            touch = consents.by_token(connection, token)
    except NotFound:
        return _page({"state": "unknown"}, 404)
    return _page({"state": "ended" if touch["outcome"] == "unsubscribed" else "asked", **_said(touch)})


@screen.post("/public/unsubscribe/<token>")
@auth.public
@security.own_permission
def unsubscribe(token: str) -> Response:
    """The button of the page, or a mail program's one click (RFC 8058): no sign-in, no cookie, no second question."""
    try:
        touch = engine().unsubscribe(token)
    except NotFound:
        return _page({"state": "unknown"}, 404)
    return _page({"state": "ended", **_said(touch)})


def _sent() -> tuple[RecordRef, str, str, str]:
    subject = links.ref_of(request.form.get("subject", ""))
    evidence = request.form.get("evidence", "").strip()[:2000]
    if subject is None or subject.type not in SUBJECTS or not evidence:
        abort(400)
    return subject, request.form.get("purpose", ""), request.form.get("channel", ""), evidence


def _source() -> str:
    return f"written down by {current_user().login}"[:64]


def _back(subject: RecordRef) -> Response:
    return redirect(f"{links.href(subject)}#consents-title", 303)


def _said(touch: Mapping[str, Value]) -> dict[str, str]:
    """Nothing about the person: who holds the link may have been forwarded the mail."""
    return {"purpose": label("purpose", touch["purpose"]), "channel": label("channel", touch["channel"])}


def _page(shown: Mapping[str, str], status: int = 200) -> Response:
    answer = make_response(render_template("consents/unsubscribe.html", **shown), status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

"""The outbox: mails that processes sent or are about to send, as far as one sees what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from engine.records import mails, queries
from webui import context
from webui.navigation import Destination
from webui.screens.mails import words
from webui.screens.records import links

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.feel.values import RecordRef
    from engine.records.mails import MailLine

_RETRIERS = frozenset({"manager", "designer", "administrator"})
screen = Blueprint("mails", __name__, template_folder="templates")
navigation = (
    Destination(
        endpoint="mails.index",
        label=_l("Mails"),
        icon="mail",
        key="x",
        order=60,
        area="control",
        roles=frozenset({"manager", "administrator"}),
    ),
)


@screen.get("/mails")
def index() -> str:
    """The newest mails first; by words in address and subject, and by what became of them."""
    search, status = request.args.get("q", "").strip(), request.args.get("status", "")
    chosen = status if status in mails.STATUSES else None
    with context.reading() as connection:
        page = mails.page(
            connection, context.current_user(), search=search, status=chosen, after=request.args.get("after")
        )
        about = _about(connection, page.mails)
    following = (
        url_for("mails.index", q=search or None, status=chosen, after=page.next) if page.next else None
    )
    return render_template(
        "mails/index.html",
        page=page, about=about, search=search, status=chosen, statuses=words.STATUSES, next=following,
        to_files=_to_files(), outbox=context.engine().outbox,
        may_retry=not _RETRIERS.isdisjoint(context.current_user().roles),
    )  # fmt: skip


@screen.get("/mails/<int:key>")
def show(key: int) -> str:
    """One mail: to whom, what about, what became of it, and its text as text."""
    with context.reading() as connection:
        mail = mails.get(connection, key, context.current_user())
        about = _about(connection, [mail])
    return render_template(
        "mails/show.html",
        mail=mail, about=about, status=words.STATUSES[mail.status], purpose=words.purpose(mail.purpose),
        may_retry=not _RETRIERS.isdisjoint(context.current_user().roles),
        to_files=_to_files(), outbox=context.engine().outbox,
    )  # fmt: skip


@screen.post("/mails/<int:key>/attempts")
def send_again(key: int) -> Response:
    context.engine().send_mail_again(key, by=context.current_user())
    flash(gettext("The mail is on its way again."), "done")
    return redirect(url_for("mails.show", key=key), 303)


@screen.post("/mails/attempts")
def send_all_again() -> Response:
    count = context.engine().send_failed_mails_again(by=context.current_user())
    flash(
        ngettext("%(num)d mail is on its way again.", "%(num)d mails are on their way again.", count), "done"
    )
    return redirect(url_for("mails.index", status=mails.FAILED), 303)


def _about(connection: Connection, shown: list[MailLine]) -> dict[RecordRef, tuple[str, str | None]]:
    """The name and the page of each record that a mail is about."""
    refs = {mail.record for mail in shown if mail.record is not None}
    titles = queries.titles(connection, refs)
    return {ref: (titles.get(ref, ""), links.href(ref)) for ref in refs}


def _to_files() -> bool:
    return not context.engine().settings_snapshot().smtp.host

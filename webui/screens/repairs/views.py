"""Where a running instance stands, changed by hand: tokens, items and dates; and a finished one that goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext

from engine import keys
from webui import localization
from webui.context import current_user, engine, reading
from webui.screens.instances import levers, literals, showing
from webui.screens.instances.levers import pull, reason
from webui.screens.repairs import crossing

if TYPE_CHECKING:
    from webui.screens.instances.levers import Answer

screen = Blueprint("repairs", __name__, template_folder="templates")
_PLACE = "/instances/<int:key>/tokens/<int:number>"


@screen.post("/instances/<int:key>/tokens")
def add(key: int) -> Answer:
    """Put one more token on a step."""
    to, beside = request.form.get("to", ""), keys.parse(request.form.get("beside", ""))
    return pull(
        key,
        lambda: engine().add_token(
            key, to=to, beside=beside, reason=reason(), seen=_seen(), by=current_user()
        ),
        gettext("It stands there now, too."),
    )


@screen.post(f"{_PLACE}/move")
def move(key: int, number: int) -> Answer:
    to = request.form.get("to", "")
    return pull(
        key,
        lambda: engine().move_token(key, number, to=to, reason=reason(), seen=_seen(), by=current_user()),
        gettext("Moved"),
    )


@screen.post(f"{_PLACE}/removal")
def remove(key: int, number: int) -> Answer:
    return pull(
        key,
        lambda: engine().remove_token(key, number, reason=reason(), seen=_seen(), by=current_user()),
        gettext("Taken away"),
    )


@screen.post(f"{_PLACE}/passage")
def pass_over(key: int, number: int) -> Answer:
    """Go on now, without what is waited for."""
    return pull(
        key,
        lambda: engine().pass_over(key, number, reason=reason(), seen=_seen(), by=current_user()),
        gettext("It goes on."),
    )


@screen.post(f"{_PLACE}/retry")
def retry(key: int, number: int) -> Answer:
    """Try a job that rests now."""
    return pull(
        key,
        lambda: engine().retry_job(key, number, reason=reason(), seen=_seen(), by=current_user()),
        gettext("A worker tries it now."),
    )


@screen.post(f"{_PLACE}/date")
def set_date(key: int, number: int) -> Answer:
    """Give a timer another date."""
    due = _moment(request.form.get("due", "")) or abort(400)
    return pull(
        key,
        lambda: engine().move_timer(key, number, due=due, reason=reason(), seen=_seen(), by=current_user()),
        gettext("The date is changed."),
    )


@screen.post("/instances/<int:key>/items/<int:number>")
def change_items(key: int, number: int) -> Answer:
    """Add an item to a step that is done several times, or take some off."""
    text = request.form.get("item", "").strip()
    try:
        added = [literals.read(text)] if text else []
    except literals.NotALiteral as problem:
        with reading() as connection:
            return showing.page(connection, key, refused=str(problem)), 422
    removed = [index for one in request.form.getlist("remove") if (index := keys.parse(one)) is not None]
    return pull(
        key,
        lambda: engine().change_items(
            key, number, add=added, remove=removed, reason=reason(), seen=_seen(), by=current_user()
        ),
        gettext("The items are changed."),
    )


@screen.post("/instances/<int:key>/reopening")
def reopen(key: int) -> Answer:
    """Begin a new instance at a step of a finished one."""
    at, made = request.form.get("to", ""), list[int]()
    refused = levers.refused(
        key, lambda: made.append(engine().reopen_instance(key, at=at, reason=reason(), by=current_user()))
    )
    if refused is not None:
        return refused
    flash(gettext("This process goes on with the one that had ended."), "done")
    return redirect(url_for("instances.show", key=made[0]), 303)


@screen.get("/instances/<int:key>/migration")
def migration(key: int) -> str:
    """What would become of one instance on another version."""
    return crossing.page_of_one(key)


@screen.post("/instances/<int:key>/migration")
def migrate(key: int) -> str | Answer:
    """Try it on a copy, or do it."""
    return crossing.sent_for_one(key)


@screen.get("/processes/<process_id>/migration")
def migration_of_many(process_id: str) -> str:
    """What would become of the instances of a version on another one."""
    return crossing.page_of_many(process_id)


@screen.post("/processes/<process_id>/migration")
def migrate_many(process_id: str) -> str:
    """Try it on copies, or do it for each that is chosen."""
    return crossing.sent_for_many(process_id)


def _seen() -> int | None:
    return keys.parse(request.form.get("seen", ""))


def _moment(text: str) -> datetime | None:
    """A date and time as the person's clock shows them; None for what is none, or too far for the database."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=localization.time_zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

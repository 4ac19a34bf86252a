"""What a person does to an instance; what refuses it is told on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from engine.errors import Conflict, Invalid
from engine.process import queries
from webui import errors
from webui.context import current_user, reading
from webui.screens.instances import showing

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug import Response

    Answer = Response | tuple[str, int]


def pull(key: int, verb: Callable[[], object], done: str) -> Answer:
    """Pull a lever of an instance that the person may see, and lead back to its page."""
    answer = refused(key, verb)
    if answer is not None:
        return answer
    flash(done, "done")
    return redirect(url_for("instances.show", key=key), 303)


def refused(key: int, verb: Callable[[], object]) -> Answer | None:
    """The page that says why the lever does not move; None when it did."""
    with reading() as connection:
        queries.instance(connection, key, current_user())
    try:
        verb()
    except (Conflict, Invalid) as problem:
        with reading() as connection:
            page = showing.page(connection, key, refused=errors.message(problem))
        return page, errors.status_of(problem)
    return None


def reason() -> str:
    return request.form.get("reason", "").strip()

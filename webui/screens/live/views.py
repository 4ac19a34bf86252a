"""What open pages ask by themselves: the stream of changes, counts of the bar, what became of a task."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, make_response, request

from engine import keys
from engine.process import queries
from webui import auth, context, live, localization
from webui.navigation import badges as counted
from webui.screens.live import fates

if TYPE_CHECKING:
    from collections.abc import Iterator

screen = Blueprint("live", __name__)
_TASKS = 100
"""Tasks that one question may name."""


@screen.get("/live")
def stream() -> Response:
    """Server-sent events; 503 when all threads for streams are taken: the browser then asks from time to time."""
    token, hub = auth.session_token(), live.hub()
    since = request.headers.get("Last-Event-ID") or request.args.get("since")
    opened = hub.open(token, since) if token and request.method == "GET" else None
    if opened is None:
        return make_response("", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "30"})

    def messages() -> Iterator[str]:
        yield from hub.messages(opened)

    answer = Response(messages(), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    answer.call_on_close(lambda: hub.close(opened))
    return answer


@screen.get("/live/badges")
def badges() -> Response:
    """The counts in the bar, by the destination's address."""
    with context.reading() as connection:
        return jsonify(counted(connection, context.current_user()))


@screen.get("/live/tasks")
def tasks() -> Response:
    """What became of the tasks that a page shows; those that are not the person's to see are left out."""
    wanted = [key for text in request.args.getlist("key")[:_TASKS] if (key := keys.parse(text)) is not None]
    user = context.current_user()
    with context.reading() as connection:
        found = queries.fates(connection, wanted, user)
    return jsonify({str(one.key): fates.told(one, user, localization.locale()) for one in found})

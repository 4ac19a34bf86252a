"""The banner of business time: in the demo company, managers and administrators move it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from flask import Blueprint, abort, flash, jsonify, redirect, request
from flask_babel import gettext

from engine.errors import Conflict
from engine.process import business_time
from engine.verbs.clock import Step
from webui import auth, context, errors, localization

if TYPE_CHECKING:
    from flask import Response
    from werkzeug import Response as Redirection

screen = Blueprint("clock", __name__)


@screen.get("/clock")
def show() -> Response:
    """What the banners of open pages say now."""
    now = business_time.simulated_now(context.engine().business_clock)
    return jsonify({"now": None if now is None else localization.format_moment(now)})


@screen.post("/clock/moves")
def move() -> Redirection:
    """Move business time on; workers fire what is due by then."""
    step: Step | None = next((one for one in get_args(Step) if one == request.form.get("step")), None)
    if step is None:
        abort(400)
    try:
        moved = context.engine().advance_clock(step, by=context.current_user())
    except Conflict as refused:
        flash(errors.message(refused), "error")
    else:
        now = localization.format_moment(moved.after)
        flash(
            gettext("It is now %(moment)s. Timers that are due fire one after another.", moment=now), "done"
        )
    return redirect(auth.local_target(request.form.get("next"), "/"), 303)

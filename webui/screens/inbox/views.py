"""The inbox: tasks on the left, the selected one on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l

from webui.navigation import Destination

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint("inbox", __name__, template_folder="templates")
navigation = (Destination(endpoint="inbox.show", label=_l("Inbox"), icon="inbox", key="i", order=10, sections=("tasks",)),)


@screen.get("/")
def start() -> Response:
    return redirect(url_for("inbox.show"), 303)


@screen.get("/inbox")
def show() -> str:
    return render_template("inbox/page.html")

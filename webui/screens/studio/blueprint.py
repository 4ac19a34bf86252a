"""The studio's pages stand below one address, and only for those who may change processes."""

from __future__ import annotations

from flask import Blueprint

from engine.studio import rights
from webui.context import current_user

screen = Blueprint("studio", __name__, url_prefix="/studio", template_folder="templates")


@screen.before_request
def _only_designers() -> None:
    rights.require_designer(current_user())

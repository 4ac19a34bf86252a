"""Documents of records, to be saved by everybody who sees the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from engine.records import documents
from webui import downloads
from webui.context import current_user, reading

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint("documents", __name__)


@screen.get("/documents/<int:key>")
def download(key: int) -> Response:
    with reading() as connection:
        document = documents.get(connection, key, current_user())
    return downloads.attachment(document.digest, document.name, document.media_type)

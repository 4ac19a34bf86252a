"""One JSON line per request: who, what, how long. No query, no form, no cookie, no header but the request's own id."""

from __future__ import annotations

import json
import logging
from time import perf_counter
from typing import TYPE_CHECKING

from flask import g, request

from webui import context

if TYPE_CHECKING:
    from flask import Flask, Response

log = logging.getLogger("baton.requests")


def install(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_write)


def _start() -> None:
    g.started = perf_counter()


def _write(response: Response) -> Response:
    user = context.visitor()
    # JSON escapes line breaks, so an address cannot forge a second line.
    log.info(
        json.dumps(
            {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((perf_counter() - g.started) * 1000, 1),
                "user": user and user.login,
                "address": request.remote_addr,
            }
        )
    )
    return response

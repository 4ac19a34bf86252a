"""The pages. `create_app` finds the screens by themselves.

Each is a folder below ``screens`` whose ``views.py`` has a blueprint ``screen``, and may have a tuple ``navigation``
of `webui.navigation.Destination`.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter

from webui import (
    auth,
    bundles,
    context,
    errors,
    forms,
    live,
    localization,
    navigation,
    presentation,
    requests_log,
    security,
)

if TYPE_CHECKING:
    from werkzeug.routing import Map

    from engine.config import Config
    from engine.engine import Engine


Application = Flask
"""What `create_app` makes, for those who serve it."""


def create_app(engine: Engine, config: Config) -> Flask:
    """The web application of one installation."""
    app = Flask(__name__)
    app.url_map.converters["int"] = KeyConverter
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    context.install(app, engine, config)
    requests_log.install(app)
    auth.identify(app, config)
    security.install(app, config)
    auth.guard(app)
    localization.install(app, config)
    errors.install(app)
    bundles.install(app)
    presentation.install(app)
    forms.install(app)
    live.install(app, engine, config)
    _install_screens(app)
    return app


class KeyConverter(IntegerConverter):
    """Numbers in addresses are keys: one that does not fit into 64 bits names nothing."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


def _install_screens(app: Flask) -> None:
    screens = importlib.import_module("webui.screens")
    destinations: list[navigation.Destination] = []
    for found in pkgutil.iter_modules(screens.__path__):
        name = f"webui.screens.{found.name}.views"
        if importlib.util.find_spec(name) is None:
            continue
        views = importlib.import_module(name)
        app.register_blueprint(views.screen)
        destinations.extend(getattr(views, "navigation", ()))
    navigation.install(app, destinations)

"""What a view works with: the engine, the configuration, the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection

    from engine.config import Config
    from engine.db import Database
    from engine.engine import Engine
    from engine.identity import User

_ENGINE, _CONFIG = "baton_engine", "baton_config"


def install(app: Flask, engine: Engine, config: Config) -> None:
    app.extensions[_ENGINE] = engine
    app.extensions[_CONFIG] = config


def engine() -> Engine:
    """The engine that this installation runs on; a view writes through its verbs only."""
    return cast("Engine", current_app.extensions[_ENGINE])


def config() -> Config:
    return cast("Config", current_app.extensions[_CONFIG])


def database() -> Database:
    """The database, for what is no verb of the engine: sessions and preferences."""
    return engine().database


def system_now() -> datetime:
    """The moment for sessions and page state."""
    return engine().system_clock.now()


def business_now() -> datetime:
    """The moment against which due dates are shown; simulated in a demo."""
    return engine().business_clock.now()


def reading() -> AbstractContextManager[Connection]:
    """One consistent view of the database, for the modules named `queries`."""
    return database().reading()


def current_user() -> User:
    """The person who is signed in; only pages that ask for a sign-in may call it."""
    user = visitor()
    if user is None:
        raise LookupError("Nobody is signed in. Do not mark this view with `public`.")
    return user


def visitor() -> User | None:
    """The person who is signed in, if anybody is."""
    return cast("User | None", g.get("user"))


def become(user: User) -> None:
    """From here on this request is *user*'s."""
    g.user = user

"""Live pages: who listens, and what they may hear of each commit. One stream per browser, closed with its session.

A stream holds a request thread but no database session: it looks into the database for a moment when something has
changed, and when it pings.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from flask import current_app
from sqlalchemy.exc import DBAPIError

from engine.errors import Unavailable
from engine.identity import sessions
from engine.process import changes, queries
from engine.process.work import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from engine.config import Config
    from engine.engine import Engine
    from engine.identity import User
    from engine.process.queries import Heard

_LOG = logging.getLogger(__name__)
_EXTENSION = "baton_live"
_PAGES = 32
"""Request threads that streams leave to pages."""
_PING = 15.0
"""Seconds between signs of life; a browser that has gone is noticed at the next."""
_LOOK = 1.0
"""Seconds between looks for what other programs have changed, while somebody listens."""
_GATHER = 0.1
"""Seconds in which further commits join the same message."""
_LATE = timedelta(seconds=10)
"""How much later than its key says another program's change can appear."""
_REMEMBERED = 1000
_RETRY_MS = 3000


def install(app: Flask, engine: Engine, config: Config) -> None:
    app.extensions[_EXTENSION] = Hub(engine, most=max(0, config.web_threads - _PAGES))


def hub() -> Hub:
    return cast("Hub", current_app.extensions[_EXTENSION])


def stop(app: Flask) -> None:
    """End every stream, so that the server need not wait for open tabs."""
    cast("Hub", app.extensions[_EXTENSION]).stop()


@dataclass(eq=False)
class Stream:
    """One browser that listens."""

    token: str
    """Of its session: a newer stream of the same browser takes its place."""
    position: int
    """The number of the last change that it has been told of."""
    closed: bool = False
    signed_out: bool = False


@dataclass(frozen=True)
class _Told:
    number: int
    change: Change


@dataclass
class Hub:
    """The changes of the last minutes, and the streams that wait for the next."""

    engine: Engine
    most: int
    """Streams at once."""
    _changes: deque[_Told] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _streams: set[Stream] = field(default_factory=set)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _number: int = 0
    _stopped: bool = False
    _looker: threading.Thread | None = None

    def __post_init__(self) -> None:
        # Numbers start again with the program: a browser that comes back is told so.
        self._name = secrets.token_hex(4)
        self.engine.on_commit(self._hear)

    @property
    def cursor(self) -> str:
        """Where a page that is drawn now begins to listen."""
        return f"{self._name}-{self._number}"

    def open(self, token: str, since: str | None) -> Stream | None:
        """A stream that goes on *since* a cursor; None when there are too many."""
        with self._news:
            for old in [one for one in self._streams if one.token == token]:
                self._close(old)
            if self._stopped or len(self._streams) >= self.most:
                return None
            stream = Stream(token=token, position=self._position(since))
            self._streams.add(stream)
            self._look_out()
        return stream

    def close(self, stream: Stream) -> None:
        with self._news:
            self._close(stream)

    def close_session(self, token: str) -> None:
        """End the stream of a session that has ended."""
        with self._news:
            for stream in [one for one in self._streams if one.token == token]:
                stream.signed_out = True
                self._close(stream)

    def stop(self) -> None:
        with self._news:
            self._stopped = True
            for stream in list(self._streams):
                self._close(stream)

    def messages(self, stream: Stream) -> Iterator[str]:
        """What the browser is sent, as server-sent events, until one of both sides has had enough."""
        yield f"retry: {_RETRY_MS}\n\n"
        try:
            while (change := self._next(stream)) is not None or not stream.closed:
                user = self._user(stream)
                found = self._heard(user, change) if change is not None else None
                if found:
                    yield _message(found, f"{self._name}-{stream.position}")
                elif change is None:
                    yield ": ping\n\n"
        except sessions.NotSignedIn:
            stream.signed_out = True
        except (DBAPIError, Unavailable) as error:
            _LOG.warning("A live page loses its stream: %s", error)  # its browser comes back in a moment
        if stream.signed_out:
            yield "event: bye\ndata: {}\n\n"

    def _next(self, stream: Stream) -> Change | None:
        """Everything since the last message as one change; None when it is time for a ping, or when it is closed."""
        with self._news:
            self._news.wait_for(lambda: stream.closed or self._number != stream.position, timeout=_PING)
            if stream.closed:
                return None
        time.sleep(_GATHER)
        with self._news:
            oldest = self._changes[0].number if self._changes else self._number + 1
            missed = stream.position + 1 < oldest and stream.position != self._number
            found = [one.change for one in self._changes if one.number > stream.position]
            stream.position = self._number
        return Change(everything=True) if missed else _merged(found) if found else None

    def _user(self, stream: Stream) -> User:
        """The person whose session it is, with the rights of this moment; raises `NotSignedIn` when it has ended."""
        with self.engine.database.reading() as connection:
            return sessions.load(connection, stream.token, now=self.engine.system_clock.now()).user

    def _heard(self, user: User, change: Change) -> Heard:
        with self.engine.database.reading() as connection:
            return queries.heard(connection, user, change)

    def _hear(self, change: Change) -> None:
        if change.shows:
            self._add([change])

    def _add(self, found: Iterable[Change]) -> None:
        with self._news:
            for change in found:
                self._number += 1
                self._changes.append(_Told(self._number, change))
            self._news.notify_all()

    def _close(self, stream: Stream) -> None:
        stream.closed = True
        self._streams.discard(stream)
        self._news.notify_all()

    def _position(self, since: str | None) -> int:
        """The number that a cursor names; one of another program has missed everything."""
        name, _, number = (since or "").rpartition("-")
        ours = name == self._name and number.isascii() and number.isdecimal()
        return min(int(number[:18]), self._number) if ours else -_REMEMBERED

    def _look_out(self) -> None:
        if self._looker is None:
            self._looker = threading.Thread(target=self._look, daemon=True, name="live-look")
            self._looker.start()

    def _look(self) -> None:
        """Read what other programs have told, as long as somebody listens."""
        since = self.engine.system_clock.now() - _LATE
        seen: set[int] = set()
        while self._somebody_listens():
            now = self.engine.system_clock.now()
            try:
                with self.engine.database.reading() as connection:
                    told = changes.told(connection, since=since, program=self.engine.keys.worker)
            except (DBAPIError, Unavailable) as error:
                _LOG.warning("What other programs have changed could not be read: %s", error)
                continue
            self._add([change for key, change in told.items() if key not in seen])
            seen, since = set(told), now - _LATE

    def _somebody_listens(self) -> bool:
        """Waits for the next look; false, once, when nobody is left."""
        with self._news:
            self._news.wait_for(lambda: not self._streams, timeout=_LOOK)
            if not self._streams:
                self._looker = None
            return bool(self._streams)


def _merged(found: list[Change]) -> Change:
    tasks = dict(found[0].tasks)
    for change in found[1:]:
        for key, touched in change.tasks.items():
            tasks[key] = tasks[key].merged(touched) if key in tasks else touched
    return Change(
        instances=frozenset().union(*(one.instances for one in found)),
        tasks=tasks,
        records=frozenset().union(*(one.records for one in found)),
        incidents=frozenset().union(*(one.incidents for one in found)),
        everything=any(one.everything for one in found),
    )


def _message(found: Heard, cursor: str) -> str:
    """One event; keys are texts, since JavaScript loses digits above 2**53."""
    data = {
        "task": [str(key) for key in sorted(found.tasks)],
        "instance": [str(key) for key in sorted(found.instances)],
        "record": sorted(f"{ref.type}:{ref.key}" for ref in found.records),
        "incident": [str(key) for key in sorted(found.incidents)],
        "everything": found.everything,
    }
    return f"id: {cursor}\nevent: change\ndata: {json.dumps(data)}\n\n"

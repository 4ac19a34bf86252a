from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from engine import config
from engine.identity import SYSTEM
from engine.installation import opened
from engine.process import queries
from engine.process.queries import waiting_words

if TYPE_CHECKING:
    from engine.process.queries import Wait

_UNITS = {"en": ("d", "h", "min", "s"), "ru": ("д", "ч", "мин", "с")}
_ENDED = {"en": "It has ended: nothing in it waits.", "ru": "Процесс завершён: в нём ничего не ждёт."}


@click.command()
@click.argument("key", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON list with the facts, for other programs.")
@click.option("--locale", type=click.Choice(["en", "ru"]), default="en", show_default=True)
def command(*, key: int, as_json: bool, locale: str) -> None:
    """Say why the process instance KEY is waiting: one line for each of its tokens."""
    settings = config.read(os.environ)
    with opened(settings) as engine, engine.database.reading() as connection:
        waits = queries.why_waiting(
            connection,
            key,
            SYSTEM,
            at=engine.business_clock.now(),
            now=engine.system_clock.now(),
            time_zone=settings.time_zone,
        )
    if as_json:
        click.echo(json.dumps([asdict(one) for one in waits], default=_plain, ensure_ascii=False))
    elif not waits:
        click.echo(_ENDED[locale])
    else:
        for one in waits:
            click.echo(_line(one, locale))


def _line(wait: Wait, locale: str) -> str:
    told = " ".join(waiting_words.sentences(wait, locale, _Plain(locale)))
    return f"{'  ' * (wait.role != 'flow')}{wait.element.name_in(locale)}: {told}"


class _Plain:
    """Moments and lengths as a terminal shows them."""

    def __init__(self, locale: str) -> None:
        self._units = _UNITS[locale]

    def moment(self, value: datetime) -> str:
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    def length(self, value: timedelta) -> str:
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = zip((days, hours, minutes, seconds), self._units, strict=True)
        told = [f"{number} {unit}" for number, unit in parts if number]
        return " ".join(told[:2]) or f"0 {self._units[-1]}"

    def value(self, value: object) -> str:
        return "null" if value is None else json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)

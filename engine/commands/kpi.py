from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from engine import config
from engine.analytics import kpis, metrics, period
from engine.identity import SYSTEM
from engine.installation import opened

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from engine.analytics.metrics import Told
    from engine.analytics.period import Period


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for other programs.")
@click.option(
    "--period",
    "kind",
    type=click.Choice(["month", "quarter", "year"]),
    help="The figures of the page /kpis for the running month, quarter or year, instead of those of all time.",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A day of the period, if it is not the running one: 2026-05-01.",
)
def command(*, as_json: bool, kind: Any, on: Any) -> None:
    """The sales figures of all time, or the figures of one period, from records and process history."""
    with opened(config.read(os.environ)) as engine, engine.database.reading() as connection:
        if kind is None:
            _of_all_time(connection, as_json=as_json)
        else:
            now = engine.business_clock.now()
            wanted = period.around(kind, now.date() if on is None else on.date())
            told = metrics.all_told(connection, SYSTEM, wanted, now=now)
            _of_period(told, wanted, as_json=as_json)


def _of_all_time(connection: Connection, *, as_json: bool) -> None:
    figures = kpis.figures(connection)
    if as_json:
        click.echo(json.dumps({figure.id: figure.plain for figure in figures}))
        return
    for figure in figures:
        click.echo(f"{figure.name_in('en'):<32} {figure.shown:>16}   {figure.definition_in('en')}")


def _of_period(told: list[Told], wanted: Period, *, as_json: bool) -> None:
    if as_json:
        figures = {one.metric.id: _plain(one.now.value) for one in told}
        click.echo(json.dumps({"from": _day(wanted.start), "to": _day(wanted.last), **figures}))
        return
    click.echo(f"{_day(wanted.start)} to {_day(wanted.last)}")
    for one in told:
        value = "-" if one.now.value is None else f"{one.now.value:,.2f} {one.metric.unit.replace('_', ' ')}"
        click.echo(f"{one.metric.labels.en:<26} {value:>28}   {one.metric.definition.en}")


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 2))


def _day(day: date) -> str:
    return day.isoformat()
